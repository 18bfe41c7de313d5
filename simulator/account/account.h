// One customer's isolated world behind one lock. Every call brings the real time at which it came;
// in paced mode virtual time is brought up to it first.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/inputs.h"
#include "account/pace.h"
#include "account/turnstile.h"
#include "account/world.h"
#include "core/result.h"
#include "scenario/scenario_file.h"

namespace asyncsim {

/// Where an advance is to stop.
struct AdvanceGoal {
  enum class Kind { by, to, next, settled, job, poll };  ///< poll: to the moment of one
  Kind kind = Kind::by;
  Span by{};
  TimePoint to{};
  JobOrdinal job = 0;
};

/// What an advance did.
struct Advanced {
  TimePoint now{};
  Ran ran;
  std::size_t pending = 0;  ///< jobs
  std::optional<NextEvent> next_event;
  std::string stopped;  ///< "", or why before its goal: "budget", "events", "shutdown", "gone"
};

struct ClockView {
  TimePoint now{};
  ClockMode mode = ClockMode::manual;
  double speed = 60;
  std::optional<NextEvent> next_event;
};

class Account;

/// What an account needs of the outside.
struct AccountOutside {
  /// Sends one attempt; its end comes back as `attempt_ended`. Called without the lock.
  std::function<void(std::shared_ptr<Account>, OutgoingAttempt)> send;
  /// The next event of a paced account is due then. Called without the lock.
  std::function<void(std::shared_ptr<Account>, RealTime due)> wake;
  /// Each journal line, each input line, in order. Called under the lock.
  std::function<void(std::string_view line)> journal;
  std::function<void(std::string_view line)> record;
  /// From now on polls of an account may move time, and block. Called under the lock.
  std::function<void()> polls_move_time{};
};

class Account : public std::enable_shared_from_this<Account> {
 public:
  Account(std::string handle, std::shared_ptr<const Scenario> scenario, TimePoint start,
          RealTime now, const AccountOutside& outside);

  const std::string& handle() const { return handle_; }

  // -- what the vendor's clients and receivers do --
  Result<Submitted> submit(const Submit& input, RealTime now);
  Result<SyncAnswer> request(const SyncCall& input, RealTime now);
  PollAnswer poll(const Poll& input, RealTime now);
  struct PollStep {
    std::optional<PollAnswer> answer;  ///< nothing: time has to move first
    TimePoint moment{};                ///< ... up to there
    bool moving = false;               ///< another poll moves it already
    std::uint64_t change = 0;          ///< what wait_for_change is to wait beyond
  };
  /// As poll(), unless the clock moves by polls and the moment of this one is still to come. While
  /// somebody else's advance runs, now is as good a moment as any. See pacer/advance.h.
  PollStep poll_in_time(const Poll& input, RealTime now);
  TimePoint refuse(const Refusal& input, RealTime now);
  void lean(const Leaned& input, RealTime now);
  Outcome add_zone(const AddZone& input, RealTime now);
  void answer_written(JobOrdinal job, RealTime now);
  void attempt_ended(const AttemptEnded& input, RealTime now);
  InboxAnswer receive(const InboxMessage& input, RealTime now);

  // -- control --
  Forced force(const JobVerb& input, RealTime now);
  Outcome redeliver(std::uint64_t delivery, RealTime now);
  Outcome trigger_webhook(JobOrdinal job, RealTime now);
  Outcome set_inbox_answer(const InboxAnswer& input, RealTime now);
  /// 409 while an advance runs.
  Outcome set_clock(const SetClock& input, RealTime now);
  /// Starts a new epoch, of `scenario` or (nullptr) of the present one. 409 while an advance runs.
  Outcome restart(std::shared_ptr<const Scenario> scenario, TimePoint start, RealTime now);
  /// Another scenario for what comes; jobs stay, the clock too unless it says otherwise. All or
  /// nothing, one change after another. 409 while an advance runs.
  using ScenarioChange = std::function<Result<PatchedScenario>(const Scenario& present)>;
  Outcome change_scenario(const ScenarioChange& change, RealTime now);
  /// Its time goes on to that moment and no further, whoever looks at it later; who waits on it is
  /// released: Waited::gone. An advance that runs goes on to its next event.
  void freeze(RealTime at);
  /// The last line of its record: how far it came.
  void finish(RealTime now);
  /// Its epoch ends and no other begins: whoever waits gets Gone. 409 while an advance runs.
  Outcome close(RealTime now);

  // -- moving time; see pacer/advance.h for the driver --
  /// Paced: brings virtual time up to `now` and runs what is due.
  void pace(RealTime now);
  /// From now on time moves by advance_step alone. Conflict when another advance runs: it says
  /// which; unavailable while it is a poll's, which is over soon.
  Outcome begin_advance(const AdvanceGoal& goal, RealTime now);
  struct Step {
    Pause pause = Pause::quiet;
    std::uint64_t change = 0;  ///< what wait_for_change is to wait beyond
  };
  /// Runs up to `max_events` towards the goal.
  Step advance_step(std::uint64_t max_events, RealTime now);
  Advanced end_advance(std::string stopped, RealTime now);
  /// What wait_for_change is to wait beyond, from here on.
  std::uint64_t changes();
  bool somebody_waits();

  // -- reading --
  bool rules_need_facts() const { return rules_need_facts_; }
  ClockView clock(RealTime now);
  TimePoint now(RealTime now);
  /// When that moment of that epoch is there; nothing: it is, or nothing but a call brings it.
  std::optional<RealTime> due(TimePoint moment, std::uint64_t epoch, RealTime now);
  /// Calls read(World&) under the lock, virtual time brought up to `now`. It must not change it.
  template <class Read>
  auto read(RealTime now, Read read_world) {
    Visit visit(*this, now);
    return read_world(*world_);
  }

  enum class Waited { met, timed_out, gone };
  /// Waits until met(World&) holds, checked after each change; `gone` when the epoch ends.
  Waited wait(RealTime deadline, RealTime now, const std::function<bool(World&)>& met);
  /// Waits for a change of any kind after that one.
  void wait_for_change(std::uint64_t change, RealTime deadline);

 private:
  /// Under the lock from construction to destruction: brings time up before, and after runs what is
  /// due, hands out what leaves and wakes who waits.
  class Visit {
   public:
    Visit(Account& account, RealTime now);
    ~Visit();
    Visit(const Visit&) = delete;
    /// It changed nothing: who waits for a change sleeps on.
    void leave_unnoticed() { noticed_ = false; }

   private:
    Account& account_;
    RealTime now_;
    bool noticed_ = true;
  };

  template <class In>
  auto apply(const In& input, RealTime now);
  template <class In>
  void note(const In& input);
  void hold_time(bool standing);
  void move_clock(const SetClock& input, RealTime now);
  void catch_up(RealTime now);
  /// The timeline asks for another pace, from that moment on.
  void take_pace(RealTime at);
  void write_journal();
  void tell_who_moves_time();
  Result<std::pair<RunLimit, std::string>> plan(const AdvanceGoal& goal);
  Outcome refuse_while_advancing(std::string_view what) const;
  std::optional<RealTime> due_to_announce();

  const std::string handle_;
  const AccountOutside& outside_;
  std::atomic<bool> rules_need_facts_ = false;
  Turnstile lock_;
  std::condition_variable_any changed_;
  std::uint64_t changes_ = 0;
  std::size_t waiting_ = 0;
  bool closed_ = false;                   ///< deleted: nothing of it is written any more
  RealTime frozen_at_ = RealTime::max();  ///< paced time ends there

  Pace pace_;
  std::unique_ptr<World> world_;
  std::uint64_t journal_written_ = 0;
  std::optional<TimePoint> announced_;

  struct RunningAdvance {
    RunLimit limit;
    Ran ran;
    std::string what;
    bool by_poll = false;
  };
  std::optional<RunningAdvance> advance_;
};

}  // namespace asyncsim
