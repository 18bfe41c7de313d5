// Small worlds without a file: zones, settings, pages and URLs that say what they want.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "server.h"
#include "vendor_client.h"

namespace client_tests {
namespace {

/// Of this test alone, though others of the same program run beside it.
std::filesystem::path own_folder(const std::string& name) {
  return std::filesystem::path(testing::TempDir()) /
         ("asyncsim-" + name + "-" + std::to_string(getpid()));
}

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

const Words kManual = {"--clock", "manual"};

// ---- --zone and --set ----

TEST(SmallWorlds, AZoneIsAddedByItsNameAlone) {
  Server server(kManual + Words{"--zone", "prices_eu", "--zone", "search=serp", "--set",
                                "zones.*.latency.fixed=30s"});
  VendorClient client(server.url());
  const auto id = client.submit({{"url", "https://shop.example/p/1"}}, "prices_eu");
  client.submit({{"query", {{"q", "pizza"}}}}, "search", "serp");
  EXPECT_EQ(client.advance_by("30s").at("ran").at("completed"), 2);
  EXPECT_EQ(client.poll(id).status, 200);
  EXPECT_EQ(client.control("/scenario").at("zones").size(), 4U);
}

TEST(SmallWorlds, AnUnknownZoneIsToldWhatToAdd) {
  Server server(kManual);
  VendorClient client(server.url());
  const auto refused =
      client.post("/unblocker/req?zone=prices_eu", R"({"url":"https://a.example"})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.body, "zone \"prices_eu\" not found");
  EXPECT_EQ(refused.header("x-asyncsim-hint"),
            "this world has web_unlocker1, serp1; add --zone prices_eu");
}

TEST(SmallWorlds, EveryKeyHasADefault) {
  for (const char* scenario :
       {"{}", R"({"zones":{"a":{}}})", R"({"zones":{"web_unlocker1":{}}})"}) {
    Server server(kManual + Words{"--scenario", scenario, "--zone", "a"});
    VendorClient client(server.url());
    client.submit({{"url", "https://shop.example/p/1"}}, "a");
    client.advance({{"until", "settled"}});
  }
}

TEST(SmallWorlds, TheCommandLineGoesOverTheEnvironmentAndThatOverTheScenario) {
  const auto world = [](const Words& arguments, const Words& environment) {
    Server server(Words{"--scenario", R"({"seed":1,"zones":{"a":{}}})"} + arguments, environment);
    VendorClient client(server.url());
    return client.control("/scenario");
  };
  const Words variables = {"ASYNCSIM_SET=seed=2,zones.a.latency.uniform=[\"1s\"\\,\"2s\"]",
                           "ASYNCSIM_ZONE=b,c=serp"};
  auto scenario = world({}, variables);
  EXPECT_EQ(scenario.at("seed"), 2);
  EXPECT_EQ(scenario.at("zones").at("a").at("latency").at("uniform"), Json::array({"1s", "2s"}));
  EXPECT_EQ(scenario.at("zones").at("c").at("product"), "serp");
  scenario = world({"--set", "seed=3"}, variables);
  EXPECT_EQ(scenario.at("seed"), 3);
  EXPECT_TRUE(scenario.at("zones").at("a").at("latency").contains("uniform"));
  EXPECT_EQ(world({"--set", "seed=3", "--seed", "4"}, variables).at("seed"), 4);
  EXPECT_EQ(world({"--set", "seed=3"}, {"ASYNCSIM_SEED=4"}).at("seed"), 3);
  EXPECT_EQ(world({}, {"ASYNCSIM_SEED=4", "ASYNCSIM_SET=seed=5"}).at("seed"), 4);
  EXPECT_EQ(world({"--set", "clock.speed=7"}, {"ASYNCSIM_CLOCK=9"}).at("clock").at("speed"), 7);
  EXPECT_EQ(world({"--set", "clock.speed=7", "--clock", "9"}, {}).at("clock").at("speed"), 9);
}

TEST(SmallWorlds, WhatCannotBeSetIsOneLineAndExitCode2) {
  const auto error = [](const Words& arguments) {
    const auto ended = run_asyncsim(Words{"serve", "--listen", "127.0.0.1:0"} + arguments);
    EXPECT_EQ(ended.exit_code, 2);
    EXPECT_EQ(ended.output, "");
    EXPECT_EQ(std::count(ended.errors.begin(), ended.errors.end(), '\n'), 1) << ended.errors;
    return ended.errors;
  };
  EXPECT_THAT(error({"--set", "zones.web_unlocker1.latncy=1s"}),
              AllOf(HasSubstr("zones.web_unlocker1.latncy"), HasSubstr("did you mean latency?")));
  EXPECT_THAT(error({"--set", "zones.*.latency.fixed=30"}), HasSubstr("30 has no unit"));
  EXPECT_THAT(error({"--set", "seed"}), HasSubstr("expected PATH=VALUE"));
  EXPECT_THAT(error({"--zone", "a b"}), HasSubstr("--zone \"a b\": expected NAME"));
  EXPECT_THAT(error({"--zone", "serp1=unlocker"}), HasSubstr("serp"));
  EXPECT_THAT(error({"--pages", "/no/such/folder"}), HasSubstr("No such file or directory"));
}

// ---- extends ----

TEST(SmallWorlds, AScenarioExtendsABuiltInWorldAndAFileAnotherFile) {
  const auto folder = own_folder("extends");
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "base.json") << R"({"extends":"ci","seed":5})";
  std::ofstream(folder / "top.json") << "{\"extends\":\"base.json\",\n\"zones\":{\"serp1\":null}}";
  std::ofstream(folder / "bad.json") << "{\"extends\":\n\"bad.json\"}";
  const auto top = (folder / "top.json").string(), bad = (folder / "bad.json").string();
  EXPECT_EQ(run_asyncsim({"check", top}).exit_code, 0);
  const auto checked = run_asyncsim({"check", bad});
  EXPECT_EQ(checked.exit_code, 2);
  EXPECT_THAT(checked.output, StartsWith(bad + ":2: /extends: "));
  Server server(kManual + Words{"--scenario", top});
  VendorClient client(server.url());
  const auto scenario = client.control("/scenario");
  EXPECT_EQ(scenario.at("seed"), 5);
  EXPECT_EQ(scenario.at("zones").size(), 1U);
  const auto refused = client.put("/_sim/scenario", R"({"extends":")" + top + "\"}");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("expected a built-in world"));
  EXPECT_EQ(client.put("/_sim/scenario", R"({"extends":"ci"})").status, 200);
  std::filesystem::remove_all(folder);
}

// ---- PATCH /_sim/scenario ----

TEST(SmallWorlds, APatchChangesWhatComesAndKeepsTheJobs) {
  Server server;
  VendorClient client(server.url());
  const auto before = client.submit_url("https://shop.example/p/1");
  const auto patched = client.send(
      "PATCH", "/_sim/scenario",
      R"({"zones":{"web_unlocker1":{"latency":{"uniform":["1h","1h"]}},"serp1":null}})");
  ASSERT_EQ(patched.status, 200) << patched.body;
  EXPECT_FALSE(patched.json().at("zones").at("web_unlocker1").at("latency").contains("fixed"));
  const auto after = client.submit_url("https://shop.example/p/2");
  EXPECT_EQ(client.post("/serp/req?zone=serp1", R"({"query":{"q":"a"}})").status, 400);
  client.advance_by("30s");
  EXPECT_EQ(client.poll(before).status, 200);
  EXPECT_EQ(client.poll(after).status, 202);
  client.advance_by("1h");
  EXPECT_EQ(client.poll(after).status, 200);
  const auto refused =
      client.send("PATCH", "/_sim/scenario", R"({"seed":9,"zones":{"a":{"mode":"x"}}})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("/zones/a/mode"));
  EXPECT_EQ(client.control("/scenario").at("seed"), 1);
}

// ---- --pages ----

class Pages : public testing::Test {
 protected:
  Pages() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "shop.example/dir");
    write("shop.example/p.html", "<p>page");
    write("shop.example/data.json", "{\"a\":1}");
    write("shop.example/dir/index.html", "<p>index");
    write("shop.example/index.html", "<p>front");
    server_ = std::make_unique<Server>(kManualCi + Words{"--pages", folder_.string()});
    client_ = std::make_unique<VendorClient>(server_->url());
  }
  ~Pages() override {
    server_->stop();
    std::filesystem::remove_all(folder_.parent_path());
  }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  Answer page(const std::string& url) {
    const auto id = client_->submit_url(url);
    client_->advance_by("30s");
    return client_->poll(id);
  }

  const std::filesystem::path folder_ = own_folder("pages") / "pages";
  std::unique_ptr<Server> server_;
  std::unique_ptr<VendorClient> client_;
};

TEST_F(Pages, AFileOfTheUrlsNameIsTheResult) {
  EXPECT_EQ(page("https://shop.example/p").body, "<p>page");
  EXPECT_EQ(page("https://SHOP.example:8443/p.html?x=1").body, "<p>page");
  EXPECT_EQ(page("https://shop.example/dir/").body, "<p>index");
  EXPECT_EQ(page("https://shop.example").body, "<p>front");
  const auto json = page("https://shop.example/data.json");
  EXPECT_EQ(json.body, "{\"a\":1}");
  EXPECT_EQ(json.header("content-type"), "application/json");
  EXPECT_THAT(page("https://shop.example/other").body, HasSubstr("made up"));
}

TEST_F(Pages, NothingOutsideTheFolderIsEverRead) {
  write("../asyncsim_secret.html", "secret");
  std::filesystem::create_symlink("../../asyncsim_secret.html", folder_ / "shop.example/link.html");
  for (const char* path : {"/../../asyncsim_secret", "/%2e%2e/%2e%2e/asyncsim_secret.html", "/link",
                           "/..%2f..%2fasyncsim_secret.html", "/link.html", "/p%00.html"}) {
    EXPECT_THAT(page("https://shop.example" + std::string(path)).body, HasSubstr("made up"))
        << path;
  }
  EXPECT_THAT(page("https://../asyncsim_secret").body, HasSubstr("made up"));
  std::filesystem::remove(folder_ / "../asyncsim_secret.html");
}

TEST_F(Pages, AFileThatIsTooLargeIsSaidToBeAndReplaced) {
  constexpr std::size_t kMost = 10 * 1024 * 1024;
  write("shop.example/most.html", std::string(kMost, 'x'));
  write("shop.example/more.html", std::string(kMost + 1, 'x'));
  EXPECT_EQ(page("https://shop.example/most").body.size(), kMost);
  const auto answer = page("https://shop.example/more");
  EXPECT_THAT(answer.body, HasSubstr("made up"));
  EXPECT_THAT(answer.header("x-asyncsim-hint"), HasSubstr("larger than 10 MiB"));
  server_->stop();
  EXPECT_THAT(server_->process().errors(), HasSubstr("more.html: larger than 10 MiB"));
}

// ---- magic URLs ----

class MagicUrls : public testing::Test {
 protected:
  std::string ready_after(const std::string& url) {
    return client_.job(client_.submit_url(url)).at("ready").dump();
  }
  Answer result(const Json& body, const char* zone = kUnlockerZone) {
    const auto id = client_.submit(body, zone);
    client_.advance_by("30s");
    return client_.poll(id);
  }

  Server server_;
  VendorClient client_{server_.url()};
};

TEST_F(MagicUrls, StateALatency) {
  EXPECT_EQ(ready_after("https://sim.test/latency/2h"), "\"2026-01-05T11:00:00.000Z\"");
  EXPECT_EQ(ready_after("https://shop.example/p/1#sim/latency/3h"), "\"2026-01-05T12:00:00.000Z\"");
  const auto id = client_.submit_url("https://sim.test/latency/4h");
  EXPECT_THAT(client_.job(id).at("explain").dump(), HasSubstr("the URL asked for it"));
}

TEST_F(MagicUrls, StateTheNumberOfPolls) {
  const auto id = client_.submit_url("https://sim.test/polls/3");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client_.poll(id).status, 202);
  EXPECT_EQ(client_.poll(id).status, 200);
}

TEST_F(MagicUrls, StateAFailureOfUrlOrSearch) {
  EXPECT_EQ(
      result({{"url", "https://sim.test/outcome/fail?code=captcha"}}).header("x-brd-error-code"),
      "captcha");
  EXPECT_EQ(
      result({{"query", {{"q", "sim.test/outcome/fail"}}}}, kSerpZone).header("x-brd-error-code"),
      "reject_block");
}

TEST_F(MagicUrls, StateThatAJobNeverEnds) {
  const auto id = client_.submit_url("https://sim.test/outcome/never");
  client_.advance_by("172799999ms");
  EXPECT_EQ(client_.poll(id).status, 202);
  client_.advance_by("1ms");
  EXPECT_EQ(client_.poll(id).status, 404);
}

TEST_F(MagicUrls, StateTheTargetsStatusAndTheSizeOfItsPage) {
  const auto missing = result({{"url", "https://sim.test/status/404"}});
  EXPECT_EQ(missing.status, 200);
  EXPECT_EQ(missing.header("x-brd-status-code"), "404");
  EXPECT_EQ(
      result({{"url", "https://sim.test/status/404"}, {"format", "json"}}).json().at("status_code"),
      404);
  EXPECT_EQ(result({{"url", "https://sim.test/body/1MB"}}).body.size(), 1'000'000U);
  EXPECT_EQ(result({{"url", "https://sim.test/body/0"}}).body.size(), 0U);
  const auto enveloped = result({{"url", "https://sim.test/body/12345"}, {"format", "json"}});
  EXPECT_EQ(enveloped.json().at("body").get<std::string>().size(), 12'345U);
  EXPECT_EQ(
      result({{"url", "https://a.example/#sim/body/77"}, {"brd_json", 1}}).json().dump().size(),
      77U);
}

TEST_F(MagicUrls, AWrongOneIsRefusedAtSubmitInTheVendorsShape) {
  for (const char* body :
       {R"({"url":"https://sim.test/latency/abc"})", R"({"url":"https://sim.test/latncy/2h"})",
        R"({"url":"https://shop.example/p/1#sim/polls/0"})",
        R"({"query":{"q":"sim.test/status/99"}})"}) {
    const auto refused = client_.post("/unblocker/req?zone=web_unlocker1", body);
    EXPECT_EQ(refused.status, 400) << body;
    EXPECT_EQ(refused.json().at("error_code"), "validation");
    EXPECT_THAT(refused.header("x-asyncsim-hint"), HasSubstr("/latency/2h"));
    EXPECT_THAT(refused.header("x-asyncsim-hint"), EndsWith("also several in a row"));
  }
  EXPECT_EQ(client_.control("/jobs").at("jobs").size(), 0U);
}

}  // namespace
}  // namespace client_tests
