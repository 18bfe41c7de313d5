// What was found so far: of each finding a counter, a price, and the first examples.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "job/response_id.h"
#include "journal/entry.h"
#include "report/finding.h"

namespace asyncsim {

class FindingCounts {
 public:
  /// Counts one more. say() is asked for a sentence if this is one of the first: of each job once.
  template <class Say>
  void add(FindingId what, const Entry& entry, Say say, std::int64_t nano_usd = 0) {
    Kept& kept = kept_[static_cast<std::size_t>(what)];
    ++kept.count;
    kept.nano_usd += nano_usd;
    if (kept.examples.size() == Finding::kExamples) return;
    Example example{entry.job, entry.submitted, say()};
    const auto same = [&](const Example& other) {
      return other.job == example.job && (example.job != Entry::kNoJob || other.say == example.say);
    };
    if (std::ranges::none_of(kept.examples, same)) kept.examples.push_back(std::move(example));
  }
  /// What is a count by its nature, without examples.
  void set(FindingId what, std::uint64_t count) {
    kept_[static_cast<std::size_t>(what)].count = count;
  }

  std::uint64_t count(FindingId what) const { return kept_[static_cast<std::size_t>(what)].count; }
  /// With the ids of its examples.
  Finding finding(FindingId what, const ResponseIds& ids) const;

 private:
  struct Example {
    JobOrdinal job = Entry::kNoJob;
    TimePoint submitted{};
    std::string say;
  };
  struct Kept {
    std::uint64_t count = 0;
    std::int64_t nano_usd = 0;
    std::vector<Example> examples;
  };
  std::array<Kept, kFindings> kept_;
};

}  // namespace asyncsim
