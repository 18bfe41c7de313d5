// What came of an expectation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "scenario/expectation.h"

namespace asyncsim {

/// One expectation, judged as if the world stopped now.
struct Judgement {
  static constexpr std::size_t kExamples = 3;

  Expectation expectation;
  std::uint64_t missed = 0;  ///< jobs or events that did not do as expected; 0: it is met
  std::vector<std::string> examples{};  ///< the first of their ids
  std::string sentence{};              ///< what was found: "2 of 5 jobs ... (1 lost, 1 unfinished)"
  std::vector<std::string> nearest{};  ///< missed: what came nearest, and why it does not count
  std::string unknown{};               ///< why it can't be judged; empty: it is
  bool final = false;                  ///< nothing that happens later can change it

  bool met() const { return missed == 0 && unknown.empty(); }
  bool failed() const { return missed != 0 && unknown.empty(); }
};

/// What reports call it: its name, or "all_jobs collected before expiry".
std::string name_of(const Expectation& expectation);

/// "polled (answer ready) at least 2 times within 10m"
std::string sentence_of(const Expectation& expectation);

}  // namespace asyncsim
