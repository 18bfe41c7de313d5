// Watches how soon results are read, for one expectation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/happened.h"
#include "report/judgement.h"

namespace asyncsim {

/// Jobs that nobody has collected, as the world knows them.
struct Uncollected {
  std::uint64_t submitted = 0, lost = 0, unfinished = 0;
  std::vector<std::string> examples{};  ///< three ids, if there are three; the lost ones first
};

class CollectionWatch {
 public:
  explicit CollectionWatch(const Expectation& expectation) : within_(expectation.within) {}

  void take(const Happened& happened);
  void judge(Judgement& judgement, const Uncollected& uncollected) const;

 private:
  std::optional<Span> within_;
  std::uint64_t late_ = 0;
  std::vector<std::string> late_say_;
};

}  // namespace asyncsim
