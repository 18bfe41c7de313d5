// A job that its client stopped asking for.
#pragma once

#include <optional>
#include <string>

#include "job/job_store.h"
#include "report/client_clock.h"
#include "report/finding.h"

namespace asyncsim {

/// took_202_for_result, if it was asked for once and heard 202; gave_up, if it was asked for more
/// often; nothing, if its client may well come back, or is told by a webhook. Forsaken is a job
/// that was ready, or about to expire, for more than three of the client's own gaps between polls,
/// and a minute at least; one that was asked for once also while it is pending, if others were
/// asked for that much later: `newest_poll` is the last of any job.
std::optional<FindingId> forsaken(const JobRecord& job, TimePoint newest_poll,
                                  const ClientClock& clock);

/// "2 polls heard 202, the last 30s after the submit"
std::string story_of(const JobRecord& job);

}  // namespace asyncsim
