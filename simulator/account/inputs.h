// Everything that can change an account: plain values, applied in order under its lock.
// Restart, record and replay are built on the sequence of these; nothing changes state around them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/result.h"
#include "core/virtual_time.h"
#include "fault/rulebook.h"
#include "job/job.h"
#include "journal/entry.h"
#include "scenario/scenario.h"
#include "webhook/transport.h"

namespace asyncsim {

/// An async request that passed validation.
struct Submit {
  std::string zone;
  JobRequest request;
  Product family = Product::unlocker;  ///< through which it came
  CallFacts facts{};
  bool operator==(const Submit&) const = default;
};

/// A read of a result, by whatever id the client sent.
struct Poll {
  std::string id;
  CallFacts facts{};
  bool operator==(const Poll&) const = default;
};

/// A sync request that passed validation.
struct SyncCall {
  std::string zone;
  JobRequest request;
  Product family = Product::unlocker;
  CallFacts facts{};
  bool operator==(const SyncCall&) const = default;
};

/// A vendor call that never reached a job: answered 4xx. `code` is a fixed word ("validation").
struct Refusal {
  VendorCall call = VendorCall::submit;
  int status = 400;
  std::string code;
  bool operator==(const Refusal&) const = default;
};

/// The answer of the vendor call that caused this job's next step has left (or its connection has):
/// its deliveries may start.
struct AnswerWritten {
  JobOrdinal job = 0;
  bool operator==(const AnswerWritten&) const = default;
};

/// An attempt ended.
struct AttemptEnded {
  AttemptId attempt;
  AttemptResult result;
  bool operator==(const AttemptEnded&) const = default;
};

/// Force jobs.
struct JobVerb {
  enum class Kind : std::uint8_t { complete, fail, hold, release, delay, expire };
  Kind kind = Kind::complete;
  std::vector<JobOrdinal> jobs;
  FailCode code = FailCode::reject_block;  ///< of fail
  Span by{};                               ///< of delay
  bool operator==(const JobVerb&) const = default;
};

/// Send one delivery again, now.
struct Redeliver {
  std::uint64_t delivery = 0;
  bool operator==(const Redeliver&) const = default;
};

/// Send a job's webhook now, whatever its state.
struct TriggerWebhook {
  JobOrdinal job = 0;
  bool operator==(const TriggerWebhook&) const = default;
};

/// An HTTP request that came to an inbox; of an attempt, if it is one of our own webhooks.
struct InboxMessage {
  std::string inbox;
  HookRequest request;
  std::optional<AttemptId> attempt{};
  bool operator==(const InboxMessage&) const = default;
};

/// What an inbox answers from now on.
struct InboxAnswer {
  enum class Manner : std::uint8_t { answers, hangs, resets };
  std::string inbox;
  int status = 200;
  std::string body;
  Manner manner = Manner::answers;
  ClientSpan after{};            ///< so long each answer takes
  std::uint32_t fail_first = 0;  ///< so many are answered `fail_status` before
  int fail_status = 503;
  std::optional<std::uint32_t> retry_after{};  ///< seconds, with each 429 and 503
  bool operator==(const InboxAnswer&) const = default;
};

/// Who moves time, and how fast. Leaves no journal line; client time is judged by it.
struct SetClock {
  ClockMode mode = ClockMode::manual;
  double speed = 60;
  bool operator==(const SetClock&) const = default;
};

/// Whether virtual time stands for deliveries: in manual mode and during an advance it does not
/// pass an attempt's answer, and answers apply in the order of their attempts.
struct HoldTime {
  bool standing = true;
  bool operator==(const HoldTime&) const = default;
};

/// A new epoch: back to the beginning, of this scenario or (nullptr) of the present one.
struct NewEpoch {
  std::shared_ptr<const Scenario> scenario;
  TimePoint start{};
  bool operator==(const NewEpoch&) const = default;
};

/// Another scenario for what comes; jobs and clock stay.
struct ChangeScenario {
  std::shared_ptr<const Scenario> scenario;
  bool operator==(const ChangeScenario&) const = default;
};

/// An answer was given that follows that value of a knob. Leaves no journal line.
struct Leaned {
  Knob knob = Knob::pending_answer;
  std::uint8_t value = 0;
  bool operator==(const Leaned&) const = default;
};

/// A zone made while it runs.
struct AddZone {
  Zone zone;
  bool operator==(const AddZone&) const = default;
};

using Input = std::variant<Submit, Poll, SyncCall, Refusal, AnswerWritten, AttemptEnded, JobVerb,
                           Redeliver, TriggerWebhook, InboxMessage, InboxAnswer, SetClock, HoldTime,
                           NewEpoch, ChangeScenario, Leaned, AddZone>;

// ---- answers ----

using RulePointer = Ruling::RulePointer;

/// What a verb did: how many jobs it changed, and why not the first of those it did not.
struct Forced {
  std::size_t changed = 0;
  std::optional<Error> refused;
};

/// What a sync call is answered, once its time is there.
struct SyncAnswer {
  Job job;  ///< ready or failed at job.ready; it has no id
  std::uint64_t seed = 0;
  TimePoint now{};
  std::uint64_t epoch = 0;
  RulePointer page{}, reply{};  ///< what rules put in place of the page, of the answer
};

struct Submitted {
  RulePointer reply{};                ///< a rule's, in place of the answer or over it
  std::optional<SyncAnswer> content;  ///< the page itself, and nothing else: no job began
  JobOrdinal job = 0;
  std::string id;
  TimePoint now{};
  std::uint64_t epoch = 0;
  bool tell_when_written = false;  ///< an AnswerWritten is owed
  bool told_first = false;         ///< its answer waits while World::tells_before_answer()
};

struct PollAnswer {
  enum class Kind { pending, ready, failed, expired, unknown, too_early, ruled };
  Kind kind = Kind::unknown;
  std::optional<Job> job;  ///< of ready and failed
  JobOrdinal ordinal = 0;  ///< of pending, ready and failed
  std::uint64_t seed = 0;  ///< of the pages
  TimePoint now{};
  std::string hint;              ///< why this answer, when it may surprise
  std::optional<Error> refusal;  ///< of too_early
  Knobs knobs;                   ///< in force for this answer
  RulePointer page{}, reply{};   ///< what rules put in place of the page, of the answer
  bool tell_when_written = false;
};

}  // namespace asyncsim
