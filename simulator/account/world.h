// The deterministic state machine of one account and one epoch: inputs in order, the same journal
// out. No lock, no thread, no wall clock, no randomness but the seed's. Account puts the lock
// around it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "account/inbox.h"
#include "account/inputs.h"
#include "core/result.h"
#include "core/scheduler.h"
#include "fault/rulebook.h"
#include "job/ledger.h"
#include "job/life_cycle.h"
#include "job/response_id.h"
#include "job/token_bucket.h"
#include "job/zone_queues.h"
#include "journal/journal.h"
#include "report/activity.h"
#include "report/assumptions.h"
#include "report/client_report.h"
#include "report/findings.h"
#include "report/watch.h"
#include "scenario/scenario.h"
#include "webhook/dispatcher.h"

namespace asyncsim {

/// "completion", "delivery", "answer", "timeline", "expiry"
std::string_view name_of(Rank rank);

struct NextEvent {
  TimePoint at{};
  Rank rank = Rank::completion;
};

/// What ran, by kind.
struct Ran {
  std::uint64_t completed = 0;    ///< jobs that became ready or failed
  std::uint64_t delivered = 0;    ///< webhook attempts answered 2xx
  std::uint64_t undelivered = 0;  ///< webhook attempts that ended otherwise
  std::uint64_t expired = 0;
};

/// An attempt that is to leave for the network.
struct OutgoingAttempt {
  AttemptId id;
  HookRequest request;
  RealSpan deadline;
  bool standing = false;  ///< virtual time waits for it: `deadline` is the zone's hold
  std::optional<WebhookSignature> signature{};  ///< to be made when it is sent, by the wall clock
};

/// What a job's fate was drawn under, besides its zone.
struct Conditions {
  std::uint64_t seed = 1;
  std::vector<DayWindow> peak_hours;
  bool operator==(const Conditions&) const = default;
};

/// How far to run.
struct RunLimit {
  TimePoint to = kLatest;
  bool until_settled = false;     ///< or until nothing makes progress any more
  std::optional<JobOrdinal> job;  ///< or until that job has ended and its first attempt too
  std::uint64_t max_events = ~0ull;

  bool has_goal() const { return until_settled || job.has_value(); }
};

enum class Pause {
  quiet,    ///< all that was due is done and the clock stands at the limit
  waiting,  ///< time may not move on before an attempt's answer, or a written reply, is in
  more,     ///< max_events ran; there is more
  pace,     ///< time goes on at another pace from here: take_pace()
};

class World {
 public:
  World(std::string account, std::shared_ptr<const Scenario> scenario, TimePoint start,
        std::uint64_t epoch);
  World(const World&) = delete;

  // -- inputs: the only way to change it, besides run() --
  Result<Submitted> apply(const Submit& input);
  PollAnswer apply(const Poll& input);
  Result<SyncAnswer> apply(const SyncCall& input);
  Outcome apply(const Refusal& input);
  Outcome apply(const AnswerWritten& input);
  Outcome apply(const AttemptEnded& input);
  Forced apply(const JobVerb& input);
  Outcome apply(const Redeliver& input);
  Outcome apply(const TriggerWebhook& input);
  InboxAnswer apply(const InboxMessage& input);
  Outcome apply(const InboxAnswer& input);
  Outcome apply(const SetClock& input);
  Outcome apply(const HoldTime& input);
  Outcome apply(const ChangeScenario& input);
  Outcome apply(const Leaned& input);
  Outcome apply(const AddZone& input);

  /// Runs events in order up to the limit; each sets the clock, then acts.
  Pause run(const RunLimit& limit, Ran& ran);
  /// Moves the clock to `to`, before which nothing is due.
  void move_clock(TimePoint to) { scheduler_.advance_to(to); }
  std::uint64_t events_run() const { return events_run_; }

  // -- reading --
  TimePoint now() const { return scheduler_.now(); }
  std::optional<NextEvent> next_event();
  bool settled() const;
  std::uint64_t epoch() const { return epoch_; }
  bool standing() const { return standing_; }
  double speed() const { return speed_; }
  const std::shared_ptr<const Scenario>& scenario() const { return scenario_; }
  const Journal& journal() const { return journal_; }
  const JobStore& jobs() const { return jobs_; }
  const Ledger& ledger() const { return ledger_; }
  const Inboxes& inboxes() const { return inboxes_; }
  const WebhookDispatcher& webhooks() const { return webhooks_; }
  std::size_t pending_jobs() const { return pending_jobs_; }
  const ZoneTable& zones() const { return zones_; }
  const ResponseIds& ids() const { return ids_; }
  EntryContext entry_context() const { return {account_, ids_, zones_}; }

  /// The job's ordinal behind an id of this epoch that is still remembered.
  Result<JobOrdinal> find_job(std::string_view id) const;
  Job job(JobOrdinal ordinal, const JobRecord& record) const;
  /// Nothing; or why time alone can't bring that job to its end.
  std::optional<Error> why_never(JobOrdinal job) const;
  Fate fate(const JobRecord& record) const;
  /// What its URL wishes, and what rules wish where it says nothing.
  UrlWishes wishes_for(const JobRecord& record) const;
  /// What goes wrong on purpose with its webhook.
  WebhookFault fault_of(const JobRecord& record) const;
  /// Sentences: how its time and its outcome came about; its turn is that in the queue it joined.
  std::vector<std::string> explain(const JobRecord& record, const Turn* turn = nullptr) const;
  /// Its turn in its zone's queue; nothing: it joined none.
  const Turn* turn_of(JobOrdinal job) const { return queues_.turn_of(job); }

  /// The documented moment of that poll, if it is still to come: nothing for a job that is over for
  /// the client, collected or told by a webhook, and for an id that names no live job.
  std::optional<TimePoint> moment_of(const Poll& poll) const;

  /// Each journal line after that number that is still kept, in order, until `line` returns false.
  void print_journal(std::uint64_t after,
                     const std::function<bool(std::uint64_t number, std::string text)>& line) const;

  /// Whether an attempt of that job's webhook is still on its way which its submit is not to be
  /// answered before.
  bool tells_before_answer(JobOrdinal job) const;

  /// On what the clients did, judged as if the world stopped now.
  AccountReport report() const;

  /// A watch over what is to happen from now on, and (show) over what is still in the journal.
  Watch watch(const Expectation& expectation) const { return Watch(expectation, now()); }
  /// Shows it up to `most` entries numbered above `after`; the number of the last of them.
  std::uint64_t show(Watch& watch, std::uint64_t after, std::uint64_t most) const;
  Judgement judge(const Watch& watch) const;

  /// The pace that the timeline has asked for since the last call.
  std::optional<TimelineClock> take_pace() { return std::exchange(pace_, std::nullopt); }
  /// Whether rules look at the headers or bodies of calls.
  bool rules_need_facts() const { return rules_.needs_facts(); }

  /// The attempts to send since the last call.
  std::vector<OutgoingAttempt> take_outgoing();

 private:
  /// The one way into the journal and the report.
  void happen(const Entry& entry, Facts facts = {});
  ClientClock client_clock() const { return {now(), mode_, client_speed(), steady_since_}; }
  /// What the end of that attempt says of the client's receiver.
  Facts facts_of_attempt(const Delivery& delivery, const AttemptResult& result) const;
  void run_event(const Event& event, Ran& ran);
  void complete(JobOrdinal ordinal);
  void expire(JobOrdinal ordinal);
  void forget_job(JobOrdinal ordinal);

  /// What is drawn about a job, besides its fate.
  Random stream_of(const JobRecord& job) const;
  void tell(JobOrdinal ordinal, JobRecord& job);
  void begin_delivery(std::uint64_t delivery, const JobRecord& job, const WebhookFault& fault);
  /// Deliveries of that zone that the present one was to overtake follow it.
  void release_overtaken(ZoneIndex zone, std::uint64_t by);
  void deliver(std::uint64_t delivery, Ran& ran);
  void send(const Zone& zone, const AttemptId& attempt, HookRequest request, Ran& ran);
  void end_attempt(std::uint64_t delivery, Ran& ran);
  /// When the schedule goes on after that end; nothing: it does not.
  std::optional<TimePoint> next_attempt(std::uint64_t delivery, const AttemptResult& result) const;
  InboxAnswer take_message(const InboxMessage& input, Ran& ran);
  void answer_attempt(const AttemptId& attempt, const InboxAnswer& answer, Ran& ran);

  bool reply_owed(const std::optional<Event>& next) const;
  bool answer_owed(const Event& next) const;
  bool goal_met(const RunLimit& limit) const;
  bool job_done(JobOrdinal job) const;

  // rules: world_rules.cpp
  RuleSubject about_submit(CallKind call, const Zone& zone, const JobRequest& request,
                           const CallFacts& facts, std::uint32_t occurrence) const;
  /// `key`: of the submit's or the sync call's fate.
  Ruling rule_on(VendorCall call, std::uint64_t key, RuleSubject subject);
  RulePointer judge_poll(const Poll& poll, const JobRecord* job);
  void note_ruling(VendorCall call, const Ruling& ruling, const JobRecord* job, JobOrdinal ordinal);
  void refuse_by_rule(VendorCall call, const Rule& rule);
  PollAnswer hear_rule(const RulePointer& rule);
  std::uint16_t keep_ruling(const Ruling& ruling);
  const Ruling& ruling_of(const JobRecord& job) const { return rulings_[job.ruling]; }
  /// Under what a job is drawn that was submitted then.
  struct Drawn {
    double slowdown = 1;
    Sampler law{};
    bool by_rule = false;  ///< the law is a rule's own
    Circumstances under() const { return {slowdown, &law}; }
  };
  /// `law` is the zone's.
  Drawn circumstances(const Ruling& ruling, const Conditions& conditions, TimePoint submitted,
                      const Sampler& law) const;
  /// What the URL wishes, and what rules wish where it says nothing.
  static UrlWishes wishes_under(const Ruling& ruling, UrlWishes wishes);
  Outcome take_token(const Rule& rule, const Zone& zone);
  void schedule_timeline();
  /// Whether an entry of the timeline is still to come that does not come again and again.
  bool one_shot_pending() const;
  void run_timeline(std::uint64_t subject);

  Result<ZoneIndex> zone_for(const std::string& name, Product family);
  Outcome take_token(ZoneIndex index);
  /// How long to wait for a token of it; nothing: it is taken.
  std::optional<Span> take_token(TokenBucket& bucket, double rate, double burst);
  /// A token of the zone's, or of the rule's that limits it.
  Outcome make_room(ZoneIndex index, const Ruling& ruling, std::uint64_t call);
  /// If that answer is a 429 with Retry-After: whoever made that call is to heed it.
  void tell_to_wait(std::uint64_t call, const Error& refused);
  void tell_to_wait(std::uint64_t call, const RuleReply& reply);
  /// Where that job stands in line; nothing: what says how long it takes goes past the queue.
  Queue* queue_for(const Zone& zone, const Drawn& drawn, const UrlWishes& wishes);
  Submitted accept(ZoneIndex index, const JobRequest& request, const Ruling& ruling);
  SyncAnswer answer_at_once(ZoneIndex index, const JobRequest& request, const Ruling& ruling);
  /// Notes that this answer follows that knob.
  void lean(Knob knob, const Knobs& knobs) { assumptions_.lean(knob, knobs.value(knob)); }
  void lean_on_shape(const Job& job);
  void lean_on_retention(Span kept);
  void lean_on_cadence(const Zone& zone) {
    assumptions_.lean(Knob::poll_cadence, static_cast<std::uint8_t>(zone.limits.poll_cadence));
  }
  void lean_on_hook(const Job& job, const HookRequest& sent);
  /// As long as that is for the client: real time when paced, unless it is warped; else virtual.
  ClientSpan for_the_client(Span span) const;
  /// The virtual time in which that much of the client's passes.
  Span virtual_span(ClientSpan span) const;
  /// Whether the client lives in real time: it is paced, and not warped.
  bool client_is_real() const;
  double client_speed() const;
  Error too_many(const Zone& zone, ClientSpan wait, std::string hint);

  bool is_fresh(const Zone& zone, const JobRecord& job);
  /// Whether an attempt of its webhook has left.
  bool was_told(const JobRecord& job) const;
  /// By how much of the client's time a poll comes earlier than documented; nothing: it does not,
  /// or that can't be judged.
  std::optional<ClientSpan> early_by(const JobRecord& job) const;
  void note_poll(JobRecord& job);
  Entry entry_about_poll(JobOrdinal ordinal, const JobRecord& job, Heard heard,
                         std::optional<ClientSpan> early) const;
  /// Why a client that goes on like this hears 202 for ever, said every so often; else nothing.
  std::string why_endless(JobOrdinal ordinal, const JobRecord& job) const;
  /// `fault`: what becomes of the answer on its way.
  PollAnswer hear(const Poll& input, const std::optional<ResponseIds::Parts>& parts, JobRecord* job,
                  ReplyFault fault);
  PollAnswer hear_pending(JobOrdinal ordinal, JobRecord& job, std::optional<ClientSpan> early);
  PollAnswer hear_result(JobOrdinal ordinal, JobRecord& job, std::optional<ClientSpan> early,
                         ReplyFault fault);
  PollAnswer hear_too_early(JobOrdinal ordinal, const JobRecord& job, ClientSpan early);
  PollAnswer hear_fresh(JobOrdinal ordinal, const JobRecord& job);
  PollAnswer hear_nothing(const Poll& input, std::optional<ResponseIds::Parts> parts,
                          const JobRecord* job);
  Outcome apply_verb(const JobVerb& verb, JobOrdinal job);
  Drawn circumstances(const JobRecord& job) const;
  std::string explain_time(const JobRecord& job, const Fate& drawn) const;
  /// Watches what the scenario expects: what it expected before goes on.
  void watch_expectations();
  Judgement judge(const Watch& watch, const Findings::Read& read) const;
  Uncollected uncollected() const;
  /// Some of the jobs that were lost or are unfinished, the lost ones first.
  std::vector<std::string> uncollected_jobs() const;
  Entry entry_about(Happening happening, JobOrdinal ordinal, const JobRecord& job) const;
  Entry entry_about_delivery(Happening happening, std::uint64_t delivery) const;

  std::string account_;
  std::shared_ptr<const Scenario> scenario_;
  TimePoint start_;
  std::uint64_t epoch_;
  ClockMode mode_;
  double speed_;
  bool standing_;
  TimePoint steady_since_{};  ///< who moves time, or how fast, changed then
  std::uint64_t events_run_ = 0;
  std::size_t pending_jobs_ = 0;

  Scheduler scheduler_;
  ZoneTable zones_;
  std::vector<Conditions> conditions_;  ///< the last are those of jobs to come
  JobStore jobs_;
  JobLifecycle life_;
  ResponseIds ids_;
  Ledger ledger_;
  WebhookDispatcher webhooks_{scheduler_};
  std::map<ZoneIndex, std::vector<std::uint64_t>> overtaken_;  ///< deliveries, on purpose
  Inboxes inboxes_;
  Journal journal_;
  ClientReport client_report_;
  ActivityFold activity_;
  Findings findings_;
  std::vector<Watch> watches_;  ///< one for each of the scenario's expectations
  Assumptions assumptions_;
  std::vector<TokenBucket> buckets_;  ///< by zone index
  ZoneQueues queues_;
  Rulebook rules_;
  std::vector<Ruling> rulings_{1};  ///< those that jobs are under; the first is none
  std::map<std::string, TokenBucket> rule_buckets_;  ///< by rule
  /// By the key of its fate: how often the next such call was refused by a rule already.
  std::unordered_map<std::uint64_t, std::uint32_t> turned_away_;
  mutable std::map<RulePointer, Sampler> rule_laws_;  ///< solved at the first draw
  std::uint64_t judged_polls_ = 0;
  std::vector<EventId> timeline_;  ///< scheduled
  std::optional<TimelineClock> pace_;
  std::vector<OutgoingAttempt> outgoing_;
};

}  // namespace asyncsim
