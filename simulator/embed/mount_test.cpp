#include "embed/mount.h"

#include <gmock/gmock.h>
#include <httplib.h>

#include <future>
#include <thread>

namespace asyncsim {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kSubmit = "/unblocker/req?zone=web_unlocker1";
constexpr const char* kJson = "application/json";

/// A server with a route of its own.
class Mounted : public testing::Test {
 protected:
  explicit Mounted(TestDoubleOptions options = {}) : world(std::move(options)) {
    server.Get("/mine", [](const httplib::Request&, httplib::Response& response) {
      response.set_content("my own", "text/plain");
    });
    server.set_tcp_nodelay(true);
    mount(server, world);
    client = std::make_unique<httplib::Client>("127.0.0.1", server.bind_to_any_port("127.0.0.1"));
    client->set_default_headers({{"Authorization", "Bearer " + world.key()}});
  }
  void SetUp() override {
    thread = std::thread([this] { server.listen_after_bind(); });
  }
  ~Mounted() override {
    server.stop();
    thread.join();
  }

  httplib::Response get(const std::string& target) { return client->Get(target).value(); }
  httplib::Response post(const std::string& target, const std::string& body) {
    return client->Post(target, body, kJson).value();
  }

  TestDouble world;
  httplib::Server server;
  std::unique_ptr<httplib::Client> client;
  std::thread thread;
};

TEST_F(Mounted, AnswersTheVendorsPathsAndOurs) {
  const auto submitted = post(kSubmit, R"({"url":"https://shop.example/1"})");
  EXPECT_EQ(submitted.status, 200);
  const auto result =
      "/unblocker/get_result?response_id=" + submitted.get_header_value("x-response-id");
  EXPECT_EQ(get(result).status, 202);
  world.advance(30s);
  EXPECT_EQ(get(result).status, 200);
  EXPECT_THAT(get("/_sim/clock").body, HasSubstr("2026-01-05T09:00:30.000Z"));
}

TEST_F(Mounted, LeavesOtherPathsToTheServer) {
  EXPECT_EQ(get("/mine").body, "my own");
  EXPECT_EQ(get("/unblocker/other").get_header_value("x-asyncsim-hint"), "");
  EXPECT_EQ(get("/_simulator").get_header_value("x-asyncsim-hint"), "");
}

TEST_F(Mounted, ExplainsWhatItRefuses) {
  EXPECT_EQ(post("/unblocker/get_result", "{}").status, 405);
  EXPECT_EQ(post("/unblocker/get_result", "{}").get_header_value("allow"), "GET, HEAD");
  EXPECT_EQ(get("/_sim/nowhere").status, 404);
  EXPECT_NE(get("/_sim/nowhere").get_header_value("x-asyncsim-hint"), "");
}

TEST_F(Mounted, TakesPathsAsLongAsTheServerDoes) {
  EXPECT_NE(get("/_sim/" + std::string(8'000, 'a')).get_header_value("x-asyncsim-hint"), "");
}

/// A world whose jobs are ready at the instant of their submission.
class MountedInstantly : public Mounted {
 protected:
  MountedInstantly() : Mounted({.scenario = kInstant}) {
    // httplib logs an answer once it is written, before it lets go of it.
    server.set_logger([this](const httplib::Request&, const httplib::Response&) {
      journal_when_written.set_value(world.journal());
    });
  }
  static constexpr const char* kInstant =
      R"({"zones":{"web_unlocker1":{"latency":{"fixed":"0s"},"success_rate":1}}})";
  std::promise<std::vector<std::string>> journal_when_written;  // of one answer
};

TEST_F(MountedInstantly, AWebhookLeavesWhenTheAnswerToItsCallIsWritten) {
  post(kSubmit, R"({"url":"https://a.example/","webhook_url":"https://sim.test/inbox/mine"})");
  EXPECT_THAT(journal_when_written.get_future().get(), Not(Contains(HasSubstr("attempt"))));
  world.advance(0s);
  EXPECT_THAT(world.journal(), Contains(HasSubstr("attempt")));
  EXPECT_EQ(world.inbox("mine").size(), 1u);
}

}  // namespace
}  // namespace asyncsim
