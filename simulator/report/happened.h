// An entry as expectations see it: what its journal line says, and the zone and url of its job.
#pragma once

#include <optional>
#include <string>

#include "core/json.h"
#include "job/job_store.h"
#include "journal/entry.h"
#include "report/client_clock.h"

namespace asyncsim {

class Happened {
 public:
  /// `job`: the entry's, unless it is forgotten. All of it is to outlive this.
  Happened(const Entry& entry, const EntryContext& context, const JobRecord* job,
           const ClientClock& clock)
      : entry_(entry), context_(context), job_(job), clock_(clock) {}

  const Entry& entry() const { return entry_; }
  const ClientClock& clock() const { return clock_; }
  const JobRecord* job() const { return job_; }
  bool of_job() const { return entry_.job != Entry::kNoJob; }
  /// Made when first asked for.
  const Json& line() const;
  /// "at 2026-01-05T09:00:30Z polled: job s..., answer pending"
  std::string sentence() const;

 private:
  const Entry& entry_;
  const EntryContext& context_;
  const JobRecord* job_;
  const ClientClock& clock_;
  mutable std::optional<Json> line_;
};

}  // namespace asyncsim
