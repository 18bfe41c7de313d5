// Counts equal requests, so that the second of them has a fate of its own.
#pragma once

#include <cstdint>
#include <unordered_map>

namespace asyncsim {

/// One count per distinct key, dropped when its last job has expired.
class Occurrences {
 public:
  /// How many of that key went before, since the count began.
  std::uint32_t begin(std::uint64_t key) {
    Count& count = counts_[key];
    ++count.live;
    return count.begun++;
  }

  /// What begin() would say.
  std::uint32_t next(std::uint64_t key) const {
    const auto found = counts_.find(key);
    return found == counts_.end() ? 0 : found->second.begun;
  }

  void end(std::uint64_t key) {
    const auto found = counts_.find(key);
    if (found != counts_.end() && --found->second.live == 0) counts_.erase(found);
  }

  std::size_t size() const { return counts_.size(); }

 private:
  struct Count {
    std::uint32_t begun = 0;
    std::uint32_t live = 0;
  };
  std::unordered_map<std::uint64_t, Count> counts_;
};

}  // namespace asyncsim
