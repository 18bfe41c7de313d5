// What a client did wrong, found while it happens: counters and the first examples. What a job's
// client has not done yet is judged when somebody reads, as if the world stopped then.
//
// Times are the client's. Innocent are: a second read of a result, since clients poll and then
// download; equal requests in one batch (the second comes within 30 s and before the first is
// polled); whoever asks for a job with a webhook once that is overdue; receivers that are sent
// what they should refuse, and inboxes; what was made to expire by a call.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "fault/rulebook.h"
#include "job/job_store.h"
#include "job/response_id.h"
#include "journal/entry.h"
#include "report/back_off.h"
#include "report/client_clock.h"
#include "report/finding.h"
#include "report/finding_counts.h"
#include "report/submit_run.h"
#include "report/vain_polls.h"

namespace asyncsim {

/// What is known beside an entry when it happens.
struct Facts {
  const JobRecord* job = nullptr;    ///< the entry's, its poll or its expiry already noted
  const Zone* zone = nullptr;        ///< of that job
  const JobRecord* equal = nullptr;  ///< submitted: the newest job of the same key before it
  bool excused = false;              ///< webhook_ended: no receiver of the client's, or it was sent
                                     ///< what it should refuse
  std::optional<ClientSpan> took{};  ///< webhook_ended: the answer, where time did not stand for it
  ClientSpan timeout{};              ///< of that attempt
};

/// The call that polls for that job, as BackOff takes it.
inline std::uint64_t call_of(JobOrdinal job) { return (job + 1) * 0x9E3779B97F4A7C15ull; }

class Findings {
 public:
  void take(const Entry& entry, const ClientClock& clock, const Facts& facts);

  /// A 429 told whoever made that call to wait. `call` is the same for the same request or id.
  void told_to_wait(std::uint64_t call, ClientSpan wait, const ClientClock& clock);
  /// That call is made, whatever it will hear; `about`: its job, if there is one.
  void called(std::uint64_t call, const Entry& about, const ClientClock& clock) {
    if (back_off_.any()) take_return(about, back_off_.again(call, clock));
  }

  /// A call of the client's came over such a connection.
  void came(CallConnection connection) {
    if (connection == CallConnection::unknown) return;
    ++(connection == CallConnection::fresh ? fresh_connections_ : kept_connections_);
  }

  struct Read {
    std::vector<Finding> findings;  ///< in the order of FindingId
    std::vector<NotJudged> not_judged;
  };
  Read read(const JobStore& jobs, const ResponseIds& ids, const ClientClock& clock) const;

 private:
  void take_submit(const Entry& entry, const ClientClock& clock, const Facts& facts);
  void take_poll(const Entry& entry, const ClientClock& clock, const Facts& facts);
  void take_poll_of_job(const Entry& entry, const ClientClock& clock, const JobRecord& job);
  void take_pending(const Entry& entry, const ClientClock& clock, const JobRecord& job);
  void take_result(const Entry& entry, const ClientClock& clock, const JobRecord& job);
  void take_early(const Entry& entry);
  void take_return(const Entry& entry, BackOff::Return came);
  void take_vain_poll(const Entry& entry);
  void take_attempt(const Entry& entry, const Facts& facts);
  void take_expiry(const Entry& entry, const ClientClock& clock, const Facts& facts);

  bool stands(FindingId finding, const FindingCounts& counts) const;
  void add_patterns(FindingCounts& counts) const;
  std::vector<NotJudged> not_judged() const;

  FindingCounts found_;
  BackOff back_off_;
  VainPolls vain_polls_;
  SubmitRun submit_run_;
  TimePoint newest_poll_{};  ///< of any job
  std::uint64_t submitted_ = 0, open_ = 0;
  bool overlapped_ = false;   ///< two jobs were to be collected at once
  std::uint64_t polled_ = 0;  ///< calls that polled
  std::uint64_t heard_202_ = 0;
  std::uint64_t heard_at_once_ =
      0;  ///< results that the first poll got, while time moved by itself
  std::uint64_t heard_unpaced_ = 0;  ///< the same while it did not
  std::uint64_t polls_at_once_ = 0;  ///< at one instant of a clock that stood
  std::uint64_t returns_not_judged_ = 0;
  std::uint64_t answers_not_judged_ = 0;
  std::uint64_t fresh_connections_ = 0, kept_connections_ = 0;  ///< calls that came over them
  bool told_wrong_ids_ = false;                                 ///< by webhooks, on purpose
};

}  // namespace asyncsim
