// The queues of an account's zones, and the turns of its jobs in them.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "job/job.h"
#include "job/zone.h"

namespace asyncsim {

class ZoneQueues {
 public:
  explicit ZoneQueues(const std::vector<Zone>& zones) { replace(zones); }

  /// The zones from now on. A queue whose settings stay as they are goes on, all others begin anew.
  void replace(const std::vector<Zone>& zones);

  /// Nothing: jobs of that zone start at once.
  Queue* find(std::string_view zone);

  void keep(JobOrdinal job, const Turn& turn) { turns_.emplace(job, turn); }
  void forget(JobOrdinal job) { turns_.erase(job); }
  /// Nothing: it went past every queue.
  const Turn* turn_of(JobOrdinal job) const;

 private:
  struct Line {
    ZoneQueue settings;
    Queue queue;
  };

  std::map<std::string, Line, std::less<>> lines_;  ///< by zone
  std::unordered_map<JobOrdinal, Turn> turns_;
};

/// How long a job of that zone lasts with its wait; never longer than the vendor says at most.
struct Stay {
  Span whole{};
  bool cut = false;  ///< wait and service together would have been longer
};
Stay stay_of(const Zone& zone, const Turn& turn, Span service);

}  // namespace asyncsim
