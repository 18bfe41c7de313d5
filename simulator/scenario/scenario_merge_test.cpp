#include "scenario/scenario_merge.h"

#include <gtest/gtest.h>

namespace asyncsim {
namespace {

Json merged(const char* target, const char* patch) {
  Json json = Json::parse(target);
  merge_scenario(json, Json::parse(patch));
  return json;
}

/// The latency of zone z after the merge.
Json latency(const std::string& target, const std::string& patch) {
  const auto zone = [](const std::string& text) {
    return R"({"zones":{"z":{"latency":)" + text + "}}}";
  };
  return merged(zone(target).c_str(), zone(patch).c_str())["zones"]["z"]["latency"];
}

TEST(ScenarioMerge, MergesObjectsReplacesTheRestAndNullTakesAway) {
  EXPECT_EQ(merged(R"({"seed":1,"clock":{"mode":"manual","speed":5},"name":"a"})",
                   R"({"clock":{"speed":7},"name":null,"about":"b"})"),
            Json::parse(R"({"seed":1,"clock":{"mode":"manual","speed":7},"about":"b"})"));
  EXPECT_EQ(merged(R"({"peak_hours":{"windows":[{"from":"01:00"},{}]}})",
                   R"({"peak_hours":{"windows":[{}]}})"),
            Json::parse(R"({"peak_hours":{"windows":[{}]}})"));
}

TEST(ScenarioMerge, AddsChangesAndRemovesZones) {
  EXPECT_EQ(merged(R"({"zones":{"a":{"mode":"sync"},"b":{},"c":{}}})",
                   R"({"zones":{"a":{"retention":"1h"},"b":null,"d":{"retention":null}}})"),
            Json::parse(R"({"zones":{"a":{"mode":"sync","retention":"1h"},"c":{},"d":{}}})"));
}

TEST(ScenarioMerge, NamingOneKindOfLatencyDropsTheKeysOfTheOthers) {
  EXPECT_EQ(latency(R"({"median":"1m","p99":"2m","ready_after_polls":3})", R"({"fixed":"30s"})"),
            Json::parse(R"({"ready_after_polls":3,"fixed":"30s"})"));
  EXPECT_EQ(latency(R"({"fixed":"30s"})", R"({"median":"1m"})"), Json::parse(R"({"median":"1m"})"));
  EXPECT_EQ(latency(R"({"median":"1m","p99":"2m"})", R"({"p99":"3m"})"),
            Json::parse(R"({"median":"1m","p99":"3m"})"));
  EXPECT_EQ(latency(R"({"fixed":"30s"})", R"({"ready_after_polls":2})"),
            Json::parse(R"({"fixed":"30s","ready_after_polls":2})"));
  EXPECT_EQ(latency(R"({"fixed":"30s"})", R"({"median":null})"), Json::parse(R"({"fixed":"30s"})"));
}

TEST(ScenarioMerge, HoldMayBeWrittenShort) {
  EXPECT_EQ(latency(R"({"fixed":"30s","ready_after_polls":3})", R"("hold")"),
            Json::parse(R"({"ready_after_polls":3,"hold":true})"));
  EXPECT_EQ(latency(R"("hold")", R"({"ready_after_polls":3})"),
            Json::parse(R"({"hold":true,"ready_after_polls":3})"));
  EXPECT_EQ(latency(R"("hold")", R"({"fixed":"1s"})"), Json::parse(R"({"fixed":"1s"})"));
}

TEST(ScenarioMerge, LeavesWhatDoesNotFitToTheReader) {
  EXPECT_EQ(merged("{}", R"({"sead":1,"clock":7})"), Json::parse(R"({"clock":7,"sead":1})"));
  EXPECT_EQ(merged(R"({"zones":{"z":{}}})", R"({"zones":[]})"), Json::parse(R"({"zones":[]})"));
  EXPECT_EQ(merged("{}", "[1]"), Json::parse("[1]"));
  EXPECT_EQ(latency(R"({"fixed":"1s"})", R"({"median":"1m","uniform":["1s","2s"]})").size(), 2U);
}

}  // namespace
}  // namespace asyncsim
