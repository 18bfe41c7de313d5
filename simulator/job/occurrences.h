// Counts equal requests, so that the second of them has a fate of its own, and knows the newest.
#pragma once

#include <cstdint>
#include <optional>

#include "core/hash_keyed_map.h"
#include "job/job.h"

namespace asyncsim {

/// One count per distinct key, dropped when its last job has expired.
class Occurrences {
 public:
  struct Before {
    std::uint32_t count = 0;           ///< so many of that key went before, since the count began
    std::optional<JobOrdinal> newest;  ///< the last of them; it may have expired meanwhile
  };
  Before begin(std::uint64_t key, JobOrdinal job) {
    Count& count = counts_[key];
    const Before before{count.begun, count.begun == 0 ? std::nullopt : std::optional(count.newest)};
    ++count.live;
    ++count.begun;
    count.newest = job;
    return before;
  }

  /// What begin() would say.
  std::uint32_t next(std::uint64_t key) const {
    const Count* count = counts_.find(key);
    return count ? count->begun : 0;
  }

  void end(std::uint64_t key) {
    Count* count = counts_.find(key);
    if (count && --count->live == 0) counts_.erase(key);
  }

  std::size_t size() const { return counts_.size(); }

 private:
  struct Count {
    std::uint32_t begun = 0;
    std::uint32_t live = 0;
    JobOrdinal newest = 0;
  };
  HashKeyedMap<Count> counts_;
};

}  // namespace asyncsim
