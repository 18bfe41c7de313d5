// Every kind of latency, and queues, as a scenario says them.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "latency/latency_presets.h"
#include "scenario/scenario_file.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::string with_zone(const std::string& zone) { return "{\n\"zones\":{\"z\":" + zone + "}}"; }

/// Read, printed and read again.
Zone zone_of(const std::string& zone) {
  const auto read = parse_scenario(with_zone(zone), "s.json");
  if (!read) ADD_FAILURE() << read.error().message;
  if (!read) return {};
  const auto again = read_scenario(print_scenario(*read), "again");
  if (!again) ADD_FAILURE() << again.error().message;
  if (again) {
    EXPECT_EQ(*again, *read) << print_scenario(*read).dump();
  }
  return read->zones[0];
}

LatencyModel model_of(const std::string& latency) {
  return zone_of("{\"latency\":" + latency + "}").latency.model;
}

std::string zone_error(const std::string& zone) {
  const auto read = parse_scenario(with_zone(zone), "s.json");
  return read ? "" : read.error().message;
}

std::string latency_error(const std::string& latency) {
  return zone_error("{\"latency\":" + latency + "}");
}

std::string queue_error(const std::string& queue) {
  return zone_error("{\"queue\":" + queue + "}");
}

TEST(LatencyFields, EveryKindIsReadAndPrintedBack) {
  EXPECT_EQ(model_of(R"({"exponential":{"mean":"2m","max":"8h"}})"),
            LatencyModel(Exponential{2min, 8h}));
  EXPECT_EQ(model_of(R"({"median":"2m","p95":"5m","max":"8h"})"),
            LatencyModel(LogNormal::by_p95(2min, 5min, 8h)));
  EXPECT_EQ(
      model_of(R"({"mixture":[{"weight":9,"fixed":"1s"},
                          {"median":"2m","p95":"5m","max":"1h"},
                          {"weight":0.5,"exponential":{"mean":"1m","max":"1h"}}]})"),
      LatencyModel(Mixture{
          {{9, Fixed{1s}}, {1, LogNormal::by_p95(2min, 5min, 1h)}, {0.5, Exponential{1min, 1h}}}}));
  EXPECT_EQ(model_of(R"({"measured":{"p50":"2m","p95":"5m","p99.9":"7m","max":"8m"}})"),
            LatencyModel(Empirical{{{.5, 2min}, {.95, 5min}, {99.9 / 100, 7min}, {1, 8min}}}));
}

TEST(LatencyFields, WhatHasNoLawIsRefusedInOneLineWithItsPlace) {
  EXPECT_EQ(latency_error(R"({"median":"2m","p99":"5m","max":"5m"})"),
            "s.json:2: /zones/z/latency/max: p99 is too near max: no lognormal cut off there has "
            "it");
  EXPECT_EQ(latency_error(R"({"median":"2m","p95":"1m","max":"5m"})"),
            "s.json:2: /zones/z/latency/p95: p95 (1m) is shorter than the median (2m); give both");
  EXPECT_THAT(latency_error(R"({"median":"2m","p95":"3m","p99":"4m"})"),
              HasSubstr("different kinds of quantile; name one kind"));
  EXPECT_THAT(latency_error(R"({"exponential":{"mean":"2m","max":"1m"}})"),
              HasSubstr("/zones/z/latency/exponential/max: "));
  EXPECT_THAT(latency_error(R"({"exponential":{"max":"1m"}})"), HasSubstr("the mean is missing"));
  EXPECT_THAT(latency_error(R"({"exponential":{"mean":"0s","max":"1m"}})"), HasSubstr("/mean"));
  EXPECT_THAT(latency_error(R"({"mixture":[]})"), HasSubstr("weights of a mixture"));
  EXPECT_THAT(latency_error(R"({"mixture":[{"weight":0,"fixed":"1s"}]})"), HasSubstr("above 0"));
  EXPECT_THAT(latency_error(R"({"mixture":[{"weight":-1,"fixed":"1s"}]})"), HasSubstr("/weight"));
  EXPECT_THAT(latency_error(R"({"mixture":[{"weight":1}]})"),
              HasSubstr("/mixture/0: names no kind of latency"));
  EXPECT_THAT(latency_error(R"({"mixture":[{"hold":true}]})"), HasSubstr("unknown key"));
  EXPECT_THAT(latency_error(R"({"mixture":[{"median":"10m"}]})"), HasSubstr("/mixture/0/p99"));
}

TEST(LatencyFields, QuantilesRiseAndReachTheMaximum) {
  EXPECT_THAT(latency_error(R"({"measured":{"p50":"2m","p95":"5m"}})"),
              HasSubstr("/latency/measured: the quantiles do not reach share 1"));
  EXPECT_THAT(latency_error(R"({"measured":{"p50":"2m","max":"1m"}})"), HasSubstr("is below"));
  EXPECT_THAT(latency_error(R"({"measured":{"p50":"2m","p50.0":"2m","max":"3m"}})"),
              HasSubstr("p50 stands there twice"));
  EXPECT_THAT(latency_error(R"({"measured":{"min":"0s","p0":"0s","max":"3m"}})"),
              HasSubstr("min stands there twice"));
  for (const char* wrong : {"p", "p101", "pnan", "p-1", "p1e1", "50", "q50", "p99.1234567"}) {
    EXPECT_THAT(latency_error(R"({"measured":{")" + std::string(wrong) + R"(":"1s","max":"1m"}})"),
                HasSubstr("is no quantile"))
        << wrong;
  }
  EXPECT_THAT(latency_error(R"({"measured":{"max":60}})"), HasSubstr("has no unit"));
  EXPECT_THAT(latency_error(R"({"measured":["2m"]})"), HasSubstr("is not an object"));
}

class MeasuredFileOfScenario : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_ / "worlds"); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
  }
  Result<Scenario> load(const std::string& file) {
    write("worlds/w.json", with_zone(R"({"latency":{"measured_file":")" + file + "\"}}"));
    return load_scenario((folder_ / "worlds/w.json").string());
  }

  std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      ("measured_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST_F(MeasuredFileOfScenario, BecomesQuantilesThatArePrintedInItsPlace) {
  write("worlds/times.csv", "duration\n30s\n10s\n20s\n");
  const auto scenario = load("times.csv");
  ASSERT_TRUE(scenario) << scenario.error().message;
  EXPECT_EQ(scenario->zones[0].latency.model,
            LatencyModel(Empirical{{{0, 10s}, {.5, 20s}, {1, 30s}}}));
  const Json printed = print_scenario(*scenario);
  EXPECT_EQ(printed["zones"]["z"]["latency"]["measured"],
            Json::parse(R"({"min":"10s","p50":"20s","max":"30s"})"));
  EXPECT_EQ(read_scenario(printed, "again").value(), *scenario);
}

TEST_F(MeasuredFileOfScenario, OfManyRowsIsThinnedAndStillReadBack) {
  std::string csv;
  for (int i = 0; i < 30'000; ++i) csv += std::to_string(i) + "\n";
  write("worlds/times.csv", csv);
  const auto scenario = load("times.csv");
  ASSERT_TRUE(scenario) << scenario.error().message;
  const auto& law = std::get<Empirical>(scenario->zones[0].latency.model).quantiles;
  EXPECT_EQ(law.size(), 1'001U);
  EXPECT_EQ(law[500].value, 14'999'500ms);
  EXPECT_EQ(read_scenario(print_scenario(*scenario), "again").value(), *scenario);
}

TEST_F(MeasuredFileOfScenario, IsRefusedWithRowAndReason) {
  write("worlds/times.csv", "submitted,completed\n10,20\n30,25\n");
  EXPECT_THAT(load("times.csv").error().message,
              HasSubstr("w.json:2: /zones/z/latency/measured_file: \"times.csv\": row 3: it was "
                        "completed before it was submitted"));
  write("worlds/times.csv", "30s\n10\n");
  EXPECT_THAT(load("times.csv").error().message, HasSubstr("row 2: "));
}

TEST_F(MeasuredFileOfScenario, LiesInTheScenariosFolder) {
  write("times.csv", "30s\n");
  EXPECT_THAT(load("../times.csv").error().message, HasSubstr("outside the scenario's folder"));
  EXPECT_THAT(load("none.csv").error().message, HasSubstr("can't read"));
  EXPECT_EQ(latency_error(R"({"measured_file":"times.csv"})"),
            "s.json:2: /zones/z/latency/measured_file: only a scenario in a file has files beside "
            "it; write its quantiles as \"measured\"");
}

TEST(LatencyPresetField, GivesServiceAndQueueUnlessTheZoneSaysItsOwn) {
  for (const auto& preset : latency_presets()) {
    const Zone zone = zone_of(R"({"latency":{"preset":")" + std::string(preset.name) + "\"}}");
    EXPECT_EQ(zone.latency.model, preset.service) << preset.name;
    EXPECT_EQ(queue_of(zone).has_value(), preset.capacity.has_value()) << preset.name;
    EXPECT_EQ(longest_of(zone.latency), preset.longest) << preset.name;
  }
  const Zone own = zone_of(R"({"latency":{"preset":"peak"},"queue":{"per_minute":10}})");
  EXPECT_EQ(queue_of(own), (ZoneQueue{PerMinute{10}, {}}));
  EXPECT_EQ(queue_of(zone_of("{}")), std::nullopt);
}

TEST(LatencyPresetField, IsOneKindOfLatencyAmongOthers) {
  EXPECT_THAT(latency_error(R"({"preset":"peek"})"), HasSubstr("did you mean peak?"));
  EXPECT_THAT(latency_error(R"({"preset":"peak","fixed":"1s"})"),
              HasSubstr("different kinds of latency; name one kind"));
  const Scenario peak = *parse_scenario(with_zone(R"({"latency":{"preset":"peak"}})"), "s");
  const auto fixed = patch_scenario(peak, R"({"zones":{"z":{"latency":{"fixed":"9s"}}}})", "p");
  EXPECT_EQ(fixed->scenario.zones[0].latency, (ZoneLatency{Fixed{9s}, {}, {}}));
  EXPECT_EQ(queue_of(fixed->scenario.zones[0]), std::nullopt);
}

TEST(QueueField, IsReadAndPrintedBack) {
  const Zone zone = zone_of(R"({"queue":{"at_once":3,"service":"2m","load":{"offset":"-05:30",
      "points":[{"days":"mon-fri","at":"18:00","load":1.3},{"at":"02:00"}]}}})");
  EXPECT_EQ(zone.queue,
            (ZoneQueue{AtOnce{3, 2min}, {-330min, {{0x1f, 1080, 1.3}, {0x7f, 120, 0}}}}));
  EXPECT_EQ(zone_of(R"({"queue":{"per_minute":0.5}})").queue, (ZoneQueue{PerMinute{0.5}, {}}));
  EXPECT_EQ(zone_of(R"({"queue":null})").queue, std::nullopt);
}

TEST(QueueField, LoadAboveCapacityForEverIsRefused) {
  const auto with_load = [](const char* load) {
    return R"({"per_minute":1,"load":{"points":[{"load":)" + std::string(load) + "}]}}";
  };
  EXPECT_EQ(queue_error(with_load("1")), "");
  EXPECT_EQ(queue_error(with_load("1.01")),
            "s.json:2: /zones/z/queue/load: the week's mean load is 1.01, above capacity: the "
            "backlog would grow for ever");
  EXPECT_NE(queue_error(with_load("-0.1")), "");
}

TEST(QueueField, NeedsOneCapacity) {
  EXPECT_THAT(queue_error("{}"), HasSubstr("/queue: names no capacity"));
  EXPECT_THAT(queue_error(R"({"per_minute":1,"at_once":1})"),
              HasSubstr("different kinds of queue; name one kind"));
  EXPECT_THAT(queue_error(R"({"at_once":1})"), HasSubstr("/queue/service: how long"));
  EXPECT_THAT(queue_error(R"({"service":"1m"})"), HasSubstr("/queue/at_once: how many"));
  for (const char* wrong : {"0", "-1", "1e10", "\"1\""}) {
    EXPECT_NE(queue_error("{\"per_minute\":" + std::string(wrong) + "}"), "") << wrong;
  }
  for (const char* wrong : {"0", "1.5", "10000001"}) {
    const auto queue = R"({"service":"1m","at_once":)" + std::string(wrong) + "}";
    EXPECT_NE(queue_error(queue), "") << wrong;
  }
}

TEST(QueueField, OffsetsAreHoursAndMinutes) {
  const auto with_offset = [](const std::string& offset) {
    return queue_error(R"({"per_minute":1,"load":{"offset":")" + offset + "\"}}");
  };
  EXPECT_EQ(with_offset("+23:59"), "");
  for (const char* wrong : {"", "01:00", "+1:00", "+24:00", "Z", "+01:60", "--01:00"}) {
    EXPECT_THAT(with_offset(wrong), HasSubstr("is no offset from UTC")) << wrong;
  }
}

TEST(QueueField, ASettingOrPatchReachesInside) {
  const Scenario present =
      *parse_scenario(with_zone(R"({"queue":{"at_once":3,"service":"2m"}})"), "s");
  const auto patched =
      patch_scenario(present, R"({"zones":{"z":{"queue":{"per_minute":5}}}})", "p");
  EXPECT_EQ(patched->scenario.zones[0].queue, (ZoneQueue{PerMinute{5}, {}}));
  const auto set = load_scenario("ci", {{}, {{"zones.web_unlocker1.queue.per_minute", "7"}}});
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->zones[0].queue, (ZoneQueue{PerMinute{7}, {}}));
  const auto none = patch_scenario(present, R"({"zones":{"z":{"queue":null}}})", "p");
  EXPECT_EQ(none->scenario.zones[0].queue, std::nullopt);
}

}  // namespace
}  // namespace asyncsim
