// What a scenario extends, read from files in a folder of the test's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "scenario/scenario_file.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

class Extends : public ::testing::Test {
 protected:
  Extends() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "sub");
  }
  ~Extends() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string error_of(const std::string& name) const {
    const auto loaded = load_scenario(path(name));
    return loaded ? "" : loaded.error().message;
  }

  const std::filesystem::path folder_ =
      ::testing::TempDir() + "extends_test_" +
      ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(Extends, ABuiltInWorldOrAFileBesideTheOneThatSaysSo) {
  write("base.json", R"({"extends":"ci","seed":5,"zones":{"serp1":null}})");
  write("sub/top.json", R"({"extends":"../base.json","name":"top",)"
                        R"("zones":{"web_unlocker1":{"latency":{"max":"1h"}}}})");
  const auto scenario = load_scenario(path("sub/top.json"));
  ASSERT_TRUE(scenario) << scenario.error().message;
  EXPECT_EQ(scenario->name, "top");
  EXPECT_EQ(scenario->seed, 5U);
  ASSERT_EQ(scenario->zones.size(), 1U);
  EXPECT_EQ(scenario->zones[0].success_rate, 1);
  EXPECT_EQ(scenario->zones[0].latency.model, LatencyModel(LogNormal{2min, 5min, 1h}));
  EXPECT_FALSE(print_scenario(*scenario).contains("extends"));
}

TEST_F(Extends, AFaultNamesTheFileAndLineInWhichItStands) {
  write("base.json", "{\n\"zones\":{\"z\":{\n\"retention\":\"48\"}}}");
  write("top.json", "{\"extends\":\"./base.json\",\n\"sead\":1}");
  EXPECT_THAT(error_of("top.json"), HasSubstr("base.json:3: /zones/z/retention: \"48\" has no"));
  EXPECT_THAT(error_of("top.json"), HasSubstr("top.json:2: /sead: unknown key"));
  write("worse.json", "{\n\"zones\":[}");
  write("top.json", "{\"extends\":\"worse.json\"}");
  EXPECT_THAT(error_of("top.json"), HasSubstr("worse.json:2: column"));
}

TEST_F(Extends, WhatIsReplacedAsAWholeHasThePlaceOfItsReplacement) {
  write("base.json", "{\"peak_hours\":{\"windows\":[\n{\"from\":\"01:00\",\"to\":\"02:00\"}]}}");
  write("top.json",
        "{\"extends\":\"base.json\",\"peak_hours\":{\"windows\":[\n\n{\"slowdown\":0}]}}");
  EXPECT_THAT(error_of("top.json"), HasSubstr("top.json:3: /peak_hours/windows/0/slowdown"));
}

TEST_F(Extends, ACycleIsRefusedWhereItCloses) {
  write("a.json", R"({"extends":"b.json"})");
  write("b.json", "{\n\"extends\":\"sub/../a.json\"}");
  EXPECT_THAT(error_of("a.json"), HasSubstr("b.json:2: /extends: \"sub/../a.json\" extends this "
                                            "scenario in its turn: a cycle"));
  write("self.json", R"({"extends":"./self.json"})");
  EXPECT_THAT(error_of("self.json"), HasSubstr("self.json:1: /extends:"));
}

TEST_F(Extends, TenLayersAreTakenAndElevenRefused) {
  write("1.json", "{}");
  for (int i = 2; i <= 11; ++i) {
    write(std::to_string(i) + ".json", "{\"extends\":\"" + std::to_string(i - 1) +
                                           ".json\",\"seed\":" + std::to_string(i) + "}");
  }
  EXPECT_EQ(load_scenario(path("10.json"))->seed, 10U);
  EXPECT_THAT(error_of("11.json"), HasSubstr("2.json:1: /extends: more than 10 scenarios"));
}

TEST_F(Extends, AMissingBaseIsNamedWithTheReason) {
  write("a.json", "{\n\n\"extends\":\"no.json\"}");
  EXPECT_THAT(error_of("a.json"), HasSubstr("a.json:3: /extends: can't read scenario"));
  EXPECT_THAT(error_of("a.json"), HasSubstr("No such file or directory"));
  write("b.json", R"({"extends":"typical_day"})");
  EXPECT_THAT(error_of("b.json"), HasSubstr("b.json:1: /extends: no built-in scenario"));
  EXPECT_THAT(error_of("b.json"), HasSubstr("(did you mean typical-day?)"));
  for (const char* wrong : {"7", "null", "[\"ci\"]", "\"\"", "\".json\"", "\"/\""}) {
    write("c.json", "{\"extends\":" + std::string(wrong) + "}");
    EXPECT_THAT(error_of("c.json"), HasSubstr("c.json:1: /extends: ")) << wrong;
  }
}

TEST_F(Extends, APipeOrADeviceIsRefusedUnopened) {
  ASSERT_EQ(mkfifo(path("pipe.json").c_str(), 0600), 0);
  write("a.json", R"({"extends":"pipe.json"})");
  EXPECT_THAT(error_of("a.json"),
              HasSubstr("\"pipe.json\" is a pipe or a device; expected a file"));
  write("a.json", R"({"extends":"/dev/zero"})");
  EXPECT_THAT(error_of("a.json"), HasSubstr("\"/dev/zero\" is a pipe or a device"));
}

TEST_F(Extends, ANameEndsWhereItSaysAndStaysOnItsLine) {
  write("base.json", "{}");
  write("a.json", R"({"extends":"base.json\u0000.json"})");
  EXPECT_THAT(error_of("a.json"), HasSubstr(R"("base.json\u0000.json" has a NUL character)"));
  write("sub/\n\x1b.json", R"({"seed":-1})");
  write("a.json", R"({"extends":"sub/\n\u001b.json"})");
  EXPECT_THAT(error_of("a.json"), HasSubstr(R"(sub/\n\u001b.json:1: /seed: )"));
}

TEST_F(Extends, EachBodyFileThatCannotBeReadIsToldWithTheOtherFaults) {
  write("a.json", R"({"seed":-1,"rules":[
    {"page":{"body_file":"none.html"}},
    {"page":{"body_file":"../secret.html","body":null}},
    {"page":{"body_file":"a.json"}}]})");
  const std::string error = error_of("a.json");
  EXPECT_THAT(error, HasSubstr("a.json:1: /seed: -1"));
  EXPECT_THAT(error, HasSubstr("a.json:2: /rules/0/page/body_file: can't read \"none.html\""));
  EXPECT_THAT(error,
              HasSubstr("a.json:3: /rules/1/page/body_file: a page has a body or a body_fi"));
  EXPECT_THAT(error, Not(HasSubstr("/rules/2")));
}

TEST_F(Extends, ABodyFileLiesBesideTheFileThatNamesIt) {
  write("sub/page.html", "<p>");
  write("sub/base.json", R"({"rules":[{"page":{"body_file":"page.html"}}]})");
  write("top.json", R"({"extends":"sub/base.json","seed":3})");
  const auto scenario = load_scenario(path("top.json"));
  ASSERT_TRUE(scenario) << scenario.error().message;
  EXPECT_EQ(scenario->rules[0].page->body, "<p>");
}

TEST_F(Extends, WhatIsNoFileExtendsBuiltInWorldsOnly) {
  write("a.json", "{}");
  EXPECT_EQ(load_scenario(R"({"extends":"ci","seed":3})")->zones.size(), 2U);
  EXPECT_EQ(parse_scenario("{\n\"extends\":\"" + path("a.json") + "\"}", "body").error().message,
            "body:2: /extends: \"" + path("a.json") +
                "\": only a file can extend a file, since its name is relative to that file; "
                "expected a built-in world");
}

}  // namespace
}  // namespace asyncsim
