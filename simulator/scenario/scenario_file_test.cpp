#include "scenario/scenario_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace asyncsim {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

Scenario read(std::string_view text) {
  auto scenario = parse_scenario(text, "s.json");
  if (scenario) return *std::move(scenario);
  ADD_FAILURE() << scenario.error().message;
  return {};
}

std::string error_of(std::string_view text) {
  const auto scenario = parse_scenario(text, "s.json");
  return scenario ? "" : scenario.error().message;
}

/// A document whose one zone is `zone`, on line 2.
std::string with_zone(std::string_view zone) {
  return "{\"zones\":{\"z\":\n" + std::string(zone) + "}}";
}
Zone read_zone(std::string_view zone) { return read(with_zone(zone)).zones.at(0); }
LatencyModel read_latency(const std::string& latency) {
  return read_zone("{\"latency\":" + latency + "}").latency.model;
}
/// The error of a document whose one zone has that latency, without what precedes the pointer.
std::string latency_error(const std::string& latency) {
  return error_of(with_zone("{\"latency\":" + latency + "}"));
}

TEST(ScenarioFile, IsTheDefaultWorldWhenItSaysNothing) {
  EXPECT_EQ(read("{}"), Scenario{});
  EXPECT_EQ(read(R"({"version":1,"clock":{},"zones":{},"peak_hours":{}})"), Scenario{});
  EXPECT_EQ(read_zone("{}"), default_zone("z", Product::unlocker));
  EXPECT_EQ(read_zone(R"({"product":"serp"})"), default_zone("z", Product::serp));
}

TEST(ScenarioFile, FillsEveryField) {
  const Scenario scenario = read(R"({
    "version": 1, "name": "n", "about": "a", "seed": 18446744073709551615,
    "clock": {"start": "2026-11-23T20:00:00Z", "mode": "manual", "speed": 3600},
    "zones": {
      "b": {"mode": "sync", "success_rate": 0.5, "retention": "24h", "price_per_1000": 2,
            "latency": {"median": "1m", "p99": "2m", "max": "3m", "ready_after_polls": 3},
            "webhook": {"url": "http://127.0.0.1/", "method": "GET", "timeout": "1s",
                        "hold": "500ms", "answer_time": "1m"}},
      "a": {"product": "serp"}},
    "peak_hours": {"windows": [
      {"days": "mon-fri", "from": "18:00", "to": "24:00", "slowdown": 4}, {}]}})");
  Scenario expected;
  expected.name = "n";
  expected.about = "a";
  expected.seed = 18446744073709551615U;
  expected.clock = {TimePoint{1795464000s}, ClockMode::manual, 3600};
  Zone b = default_zone("b", Product::unlocker);
  b.mode = ZoneMode::sync;
  b.success_rate = 0.5;
  b.retention = 24h;
  b.price_per_1000 = 2;
  b.latency = {LogNormal{1min, 2min, 3min}, 3};
  b.webhook = {"http://127.0.0.1/", HookMethod::get, RealSpan{1s}, RealSpan{500ms}, 1min};
  expected.zones = {b, default_zone("a", Product::serp)};
  expected.peak_hours = {DayWindow{0x1f, 1080, 1440, 4}, DayWindow{}};
  EXPECT_EQ(scenario, expected);
  EXPECT_EQ(read(print_json(print_scenario(expected))), expected);
}

TEST(ScenarioFile, StartsAtTheWallClockWhenToldNow) {
  EXPECT_EQ(read(R"({"clock":{"start":"now"}})").clock.start, std::nullopt);
}

TEST(ScenarioFile, IsPacedWhenOnlyASpeedIsGiven) {
  EXPECT_EQ(read(R"({"clock":{"speed":5}})").clock,
            (ClockSettings{kDefaultStart, ClockMode::paced, 5}));
  EXPECT_EQ(read(R"({"clock":{"speed":0.001}})").clock.speed, 0.001);
  EXPECT_EQ(read(R"({"clock":{"speed":1e6}})").clock.speed, 1e6);
  EXPECT_NE(error_of(R"({"clock":{"speed":0.0009}})"), "");
  EXPECT_NE(error_of(R"({"clock":{"speed":1000001}})"), "");
}

TEST(ScenarioFile, TakesEachKindOfLatency) {
  EXPECT_EQ(read_latency(R"({"fixed":"30s"})"), LatencyModel(Fixed{30s}));
  EXPECT_EQ(read_latency(R"({"uniform":["3s","14s"]})"), LatencyModel(Uniform{3s, 14s}));
  EXPECT_EQ(read_latency(R"({"uniform":{"from":"3s","to":"3s"}})"), LatencyModel(Uniform{3s, 3s}));
  EXPECT_EQ(read_latency(R"("hold")"), LatencyModel(Hold{}));
  EXPECT_EQ(read_latency(R"({"hold":true})"), LatencyModel(Hold{}));
  EXPECT_EQ(read_latency(R"({"max":"1h"})"), LatencyModel(LogNormal{2min, 5min, 1h}));
  const Zone polled = read_zone(R"({"product":"serp","latency":{"ready_after_polls":3}})");
  EXPECT_EQ(polled.latency, (ZoneLatency{Uniform{3s, 14s}, 3}));
}

TEST(ScenarioFile, RefusesContradictoryLatencies) {
  EXPECT_EQ(latency_error(R"({"fixed":"30s","median":"2m"})"),
            "s.json:2: /zones/z/latency/median: \"median\" and \"fixed\" are different kinds of "
            "latency; name one kind");
  EXPECT_EQ(latency_error(R"({"median":"10m"})"),
            "s.json:2: /zones/z/latency/p99: p99 (5m) is shorter than the median (10m); give both");
  EXPECT_THAT(latency_error(R"({"max":"304s"})"), HasSubstr("/max: p99 is too near max"));
  EXPECT_EQ(latency_error(R"({"max":"305s"})"), "");
  EXPECT_THAT(latency_error(R"({"max":"299s"})"), HasSubstr("/max: max (4m59s) is shorter"));
  EXPECT_THAT(latency_error(R"({"uniform":["14s","3s"]})"), HasSubstr("from 14s down to 3s"));
  EXPECT_NE(latency_error(R"({"median":"0s"})"), "");
  EXPECT_THAT(latency_error(R"("hld")"), HasSubstr("is not \"hold\" or an object (did you mean"));
  EXPECT_NE(latency_error(R"({"hold":false})"), "");
  EXPECT_NE(latency_error(R"({"uniform":["3s"]})"), "");
  EXPECT_NE(latency_error(R"({"uniform":{"from":"3s","till":"4s"}})"), "");
  EXPECT_NE(latency_error(R"({"ready_after_polls":0})"), "");
  EXPECT_NE(latency_error(R"({"fixed":"366d"})"), "");
}

TEST(ScenarioFile, TellsAFaultOnce) {
  EXPECT_EQ(latency_error(R"({"median":"10m","p99":"48"})"),
            "s.json:2: /zones/z/latency/p99: \"48\" has no unit; write a duration such as \"48h\"");
}

TEST(ScenarioFile, WantsAUnitWithEveryDuration) {
  EXPECT_EQ(error_of("{\"zones\":{\n\"web_unlocker1\":{\n\"retention\": \"48\"}}}"),
            "s.json:3: /zones/web_unlocker1/retention: \"48\" has no unit; write a duration such "
            "as \"48h\"");
  EXPECT_EQ(error_of(with_zone(R"({"retention":48})")),
            "s.json:2: /zones/z/retention: 48 has no unit; write a duration such as \"48h\"");
}

TEST(ScenarioFile, PinsTheEdgesOfItsRanges) {
  for (const char* zone :
       {R"({"retention":"1s"})", R"({"retention":"365d"})", R"({"success_rate":0})",
        R"({"success_rate":1})", R"({"webhook":{"timeout":"1ms","hold":"1h"}})",
        R"({"price_per_1000":0})", R"({"latency":{"ready_after_polls":null}})",
        R"({"webhook":{"url":null}})"}) {
    EXPECT_EQ(error_of(with_zone(zone)), "") << zone;
  }
  for (const char* zone :
       {R"({"retention":"999ms"})", R"({"retention":"365d1ms"})", R"({"success_rate":1.0001})",
        R"({"success_rate":-0.1})", R"({"webhook":{"timeout":"0s"}})", R"({"price_per_1000":-1})",
        R"({"webhook":{"hold":"1h1ms"}})", R"({"latency":{"ready_after_polls":1.5}})",
        R"({"webhook":{"url":"hooks.example"}})", R"({"webhook":{"url":"http://h/\n"}})",
        R"({"webhook":{"method":"PUT"}})", R"({"mode":null})", R"({"webhook":null})"}) {
    EXPECT_THAT(error_of(with_zone(zone)), HasSubstr("s.json:2: /zones/z/")) << zone;
  }
}

TEST(ScenarioFile, TakesSeedsOfSixtyFourBits) {
  EXPECT_EQ(read(R"({"seed":0})").seed, 0U);
  EXPECT_EQ(read(R"({"seed":1e3})").seed, 1000U);
  for (const char* seed : {"-1", "1.5", "18446744073709551616", "\"1\"", "null", "1e30"}) {
    EXPECT_NE(error_of(R"({"seed":)" + std::string(seed) + "}"), "") << seed;
  }
}

TEST(ScenarioFile, ChecksWindows) {
  const auto window = [](const std::string& text) {
    return error_of(R"({"peak_hours":{"windows":[)" + text + "]}}");
  };
  EXPECT_EQ(window(R"({"from":"23:59","to":"24:00"},{"from":"22:00","to":"06:00"})"), "");
  EXPECT_THAT(window(R"({"from":"18:00","to":"18:00"})"), HasSubstr("/windows/0/to: the window"));
  EXPECT_THAT(window(R"({"from":"24:00"})"), HasSubstr("from \"00:00\" to \"23:59\""));
  for (const char* wrong :
       {R"({"to":"24:01"})", R"({"to":"18:60"})", R"({"to":"8:00"})", R"({"to":1080})",
        R"({"days":"monday"})", R"({"slowdown":0.99})", R"({"slowdown":1001})", "[]", "null"}) {
    EXPECT_THAT(window(wrong), HasSubstr("s.json:1: /peak_hours/windows/0")) << wrong;
  }
}

TEST(ScenarioFile, SuggestsTheNearestKeyAndValue) {
  EXPECT_EQ(error_of("{\"clock\":{\"sped\":1}}"),
            "s.json:1: /clock/sped: unknown key \"sped\"; expected \"start\", \"mode\", "
            "\"speed\" or \"client_time\" (did you mean speed?)");
  EXPECT_EQ(error_of(with_zone(R"({"product":"unlokcer"})")),
            "s.json:2: /zones/z/product: \"unlokcer\" is not \"unlocker\" or \"serp\" (did you "
            "mean unlocker?)");
  EXPECT_THAT(latency_error(R"({"fixd":"3s"})"), HasSubstr("did you mean fixed?"));
  EXPECT_THAT(error_of(R"({"rolls":[]})"), HasSubstr("/rolls: unknown key \"rolls\""));
}

TEST(ScenarioFile, TellsAllFaultsFromTheTopDown) {
  EXPECT_EQ(error_of("{\n\"zones\":\n{\"z\":{\n\"retention\":1}},\n\"version\":2,\n\"sead\":1}"),
            "s.json:4: /zones/z/retention: 1 has no unit; write a duration such as \"48h\"\n"
            "s.json:5: /version: 2 is not supported; expected 1\n"
            "s.json:6: /sead: unknown key \"sead\"; expected \"version\", \"name\", \"about\", "
            "\"extends\", \"seed\", \"clock\", \"zones\", \"knobs\", \"peak_hours\", \"rules\", "
            "\"timeline\", \"expect\" or \"$schema\" "
            "(did you mean seed?)");
}

TEST(ScenarioFile, CountsTheFaultsBeyondAHundred) {
  std::string text = "{\"z0\":0";
  for (int i = 1; i < 103; ++i) text += ",\"z" + std::to_string(i) + "\":0";
  EXPECT_THAT(error_of(text + "}"), ::testing::EndsWith("\nand 3 more faults"));
}

TEST(ScenarioFile, ShowsHostileKeysOnOneLine) {
  const std::string error = error_of("{\"a\\nb\\u001b\":1}");
  EXPECT_EQ(error.find('\n'), error.npos);
  EXPECT_THAT(error, HasSubstr(R"(/a\nb\u001b: unknown key "a\nb\u001b")"));
}

TEST(ScenarioFile, BoundsZonesWindowsAndSize) {
  const auto zones = [](int count) {
    std::string text = "{\"zones\":{\"z0\":{}";
    for (int i = 1; i < count; ++i) text += ",\"z" + std::to_string(i) + "\":{}";
    return text + "}}";
  };
  EXPECT_EQ(error_of(zones(1'000)), "");
  EXPECT_EQ(error_of(zones(1'001)), "s.json:1: /zones: has 1001 entries; expected at most 1000");
  const auto windows = [](int count) {
    std::string text = "{\"peak_hours\":{\"windows\":[{}";
    for (int i = 1; i < count; ++i) text += ",{}";
    return text + "]}}";
  };
  EXPECT_EQ(error_of(windows(100)), "");
  EXPECT_NE(error_of(windows(101)), "");
  EXPECT_EQ(error_of("{}" + std::string(1024 * 1024 - 2, ' ')), "");
  EXPECT_EQ(error_of("{}" + std::string(1024 * 1024 - 1, ' ')), "s.json:1: is larger than 1 MiB");
}

TEST(ScenarioFile, ChecksZoneNames) {
  const auto zone = [](const std::string& name) {
    return error_of("{\"zones\":{\"" + name + "\":{}}}");
  };
  EXPECT_EQ(zone("Az09_-"), "");
  EXPECT_EQ(zone(std::string(64, 'z')), "");
  for (const std::string& name : {std::string(65, 'z'), std::string(), std::string("a b"),
                                  std::string("a/b"), std::string("z\xc3\xa4")}) {
    EXPECT_THAT(zone(name), HasSubstr("is no zone name")) << name;
  }
  EXPECT_THAT(error_of("{\"zones\":{\"z\":{},\n\"z\":{}}}"), HasSubstr("s.json:2: column "));
}

TEST(ScenarioFile, TakesCommentsAndTrailingCommas) {
  EXPECT_EQ(read("{ // a seed\n \"seed\": 2, /* and */ \"zones\": {},\n}").seed, 2U);
}

TEST(ScenarioFile, RefusesWhatIsNoObject) {
  EXPECT_EQ(error_of("[]"), "s.json:1: an array is not an object; expected { ... }");
  EXPECT_EQ(error_of("{\n\"zones\": [}").substr(0, 18), "s.json:2: column 1");
  EXPECT_NE(error_of(""), "");
  for (const char* key : {"clock", "zones", "peak_hours"}) {
    EXPECT_NE(error_of("{\"" + std::string(key) + "\":null}"), "") << key;
  }
  EXPECT_NE(error_of(with_zone("null")), "");
}

TEST(ScenarioFile, NamesItsSchemaForOthers) {
  EXPECT_EQ(read(R"({"$schema":"./scenario.schema.json"})"), Scenario{});
  EXPECT_FALSE(print_scenario(read(R"({"$schema":"x"})")).contains("$schema"));
  EXPECT_EQ(error_of(R"({"$schema":1})"), "s.json:1: /$schema: 1 is not text");
}

TEST(LoadScenario, TakesInlineTextFilesAndNames) {
  EXPECT_EQ(load_scenario(R"({"seed":3})")->seed, 3U);
  EXPECT_EQ(load_scenario("ci")->zones.size(), 2U);
  const std::string path =
      ::testing::TempDir() + "load_scenario_test" + std::to_string(getpid()) + ".json";
  std::ofstream(path) << "{\n\"seed\": -1}";
  EXPECT_THAT(load_scenario(path).error().message, HasSubstr(path + ":2: /seed: -1"));
}

TEST(LoadScenario, SuggestsABuiltInWorld) {
  const auto error = load_scenario("typical_day").error();
  EXPECT_EQ(error.kind, ErrorKind::not_found);
  EXPECT_THAT(error.message, HasSubstr("no built-in scenario \"typical_day\"; there are \"ci\""));
  EXPECT_THAT(error.message, HasSubstr("did you mean typical-day?"));
}

TEST(LoadScenario, SaysWhyAFileCannotBeRead) {
  EXPECT_THAT(load_scenario("no/such.json").error().message,
              HasSubstr("\"no/such.json\": No such file or directory"));
  EXPECT_THAT(load_scenario("./").error().message, HasSubstr("Is a directory"));
  EXPECT_THAT(load_scenario("/dev/zero").error().message, HasSubstr("/dev/zero:1: is larger"));
}

TEST(ScenarioFile, ExpectationsAreReadAndPrinted) {
  const auto scenario = read(R"({"expect":[{"all_jobs":"collected"},
                                           {"all_jobs":"collected","before":"expiry"}]})");
  const Expectation collected{.all_jobs = JobsExpected::collected};
  Expectation before = collected;
  before.before = ExpectedBefore::expiry;
  EXPECT_EQ(scenario.expect, (std::vector{collected, before}));
  EXPECT_EQ(read(print_json(print_scenario(scenario))), scenario);
}

TEST(ScenarioFile, AnExpectationThatSaysNothingOrSomethingElseIsAFault) {
  EXPECT_THAT(error_of(R"({"expect":[{}]})"), HasSubstr("/expect/0/all_jobs: expects nothing"));
  EXPECT_THAT(error_of(R"({"expect":[{"all_jobs":"unsaid"}]})"), HasSubstr("collected"));
  EXPECT_THAT(error_of(R"({"expect":[{"all_job":"collected"}]})"), HasSubstr("all_jobs"));
  EXPECT_THAT(error_of(R"({"expect":{"all_jobs":"collected"}})"), HasSubstr("not an array"));
}

}  // namespace
}  // namespace asyncsim
