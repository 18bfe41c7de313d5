// What was found on the clients of a world, as tests read it.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "account/test_world.h"

namespace asyncsim {

/// "never-collected 3", each that is no info.
inline std::vector<std::string> found(const TestWorld& test) {
  std::vector<std::string> rows;
  for (const Finding& finding : test.world.report().findings) {
    const FindingRow& row = row_of(finding.what);
    if (row.severity == Severity::info) continue;
    rows.push_back(std::string(row.id) + ' ' + std::to_string(finding.count));
  }
  return rows;
}

/// How often that was found.
inline std::uint64_t times_found(const TestWorld& test, FindingId what) {
  const auto findings = test.world.report().findings;
  const auto finding = std::ranges::find(findings, what, &Finding::what);
  return finding == findings.end() ? 0 : finding->count;
}

/// That finding, which is there.
inline Finding finding(const TestWorld& test, FindingId what) {
  const auto findings = test.world.report().findings;
  return *std::ranges::find(findings, what, &Finding::what);
}

/// Why that was not judged; empty: it was.
inline std::string why_not(const TestWorld& test, FindingId what) {
  const auto list = test.world.report().not_judged;
  const auto unknown = std::ranges::find(list, what, &NotJudged::what);
  return unknown == list.end() ? "" : unknown->why;
}

inline constexpr const char* kFound = "https://shop.example/";
inline constexpr const char* kFoundIn5m = "https://shop.example/#sim/latency/5m";
inline constexpr const char* kNeverFound = "https://shop.example/#sim/outcome/never";

/// A wall clock moves time: at speed 1 unless said otherwise, so that spans are the client's too.
inline Scenario paced_scenario(double speed = 1) {
  Scenario scenario = test_scenario();
  scenario.clock.mode = ClockMode::paced;
  scenario.clock.speed = speed;
  return scenario;
}

}  // namespace asyncsim
