#include "embed/test_double.h"

#include <atomic>

#include "core/time_text.h"
#include "http/simulator.h"
#include "pacer/advance.h"
#include "pacer/real_time.h"
#include "scenario/scenario_file.h"

namespace asyncsim {
namespace {

const std::atomic<bool> kNeverShutDown{false};  ///< who ends a double while it advances has a bug

TestTime test_time(TimePoint time) { return TestTime{time.time_since_epoch()}; }

std::optional<TestTime> test_time(const std::optional<TimePoint>& time) {
  return time ? std::optional(test_time(*time)) : std::nullopt;
}

[[noreturn]] void fail_with(const Error& error) {
  throw TestDoubleError(error.hint.empty() ? error.message : error.message + "; " + error.hint);
}

template <class T>
T value_of(Result<T> result) {
  if (!result) fail_with(result.error());
  return std::move(*result);
}

std::shared_ptr<const Scenario> scenario_of(const TestDoubleOptions& options) {
  Scenario scenario = value_of(load_scenario(options.scenario));
  if (options.seed) scenario.seed = *options.seed;
  if (options.clock == TestClock::manual) scenario.clock.mode = ClockMode::manual;
  if (options.clock == TestClock::polls) scenario.clock.mode = ClockMode::polls;
  return std::make_shared<const Scenario>(std::move(scenario));
}

http::SimulatorSettings settings_of(const TestDoubleOptions& options) {
  http::SimulatorSettings settings;
  settings.accounts.scenario = scenario_of(options);
  settings.accounts.wall = wall_clock_as_start();
  settings.accounts.wall_at = real_now();
  settings.service.version = ASYNCSIM_VERSION;
  settings.sender.policy = value_of(http::TargetPolicy::parse("private"));
  settings.sender.keep_idle_links = false;  // most receivers here are cpp-httplib's
  return settings;
}

TestJob test_job(const Job& job) {
  return {job.id,
          job.zone->name,
          job.request.url,
          std::string(name_of(job.state)),
          job.state == JobState::failed ? std::string(name_of(job.failure)) : "",
          test_time(job.submitted),
          test_time(job.ready),
          test_time(job.expires),
          test_time(job.collected),
          job.polls,
          job.attempts};
}

}  // namespace

struct TestDouble::State {
  explicit State(TestDoubleOptions options)
      : key(std::move(options.key)), simulator(settings_of(options)) {
    (void)account();
  }

  /// Looked up each time, for it may have been deleted over HTTP.
  Accounts::Handle account() { return value_of(simulator.accounts().open(key, real_now())); }

  template <class Read>
  auto read(Read read_world) {
    return account()->read(real_now(), std::move(read_world));
  }

  TestAdvance advance(const AdvanceGoal& goal) {
    const Advanced done = value_of(asyncsim::advance(*account(), goal, {}, kNeverShutDown));
    if (!done.stopped.empty()) {
      throw TestDoubleError("the advance stopped at " + format_time(done.now) + " (" +
                            done.stopped +
                            "); is the receiver of a webhook on the thread that called it?");
    }
    return {test_time(done.now),  done.ran.completed, done.ran.delivered,
            done.ran.undelivered, done.ran.expired,   done.pending};
  }

  void force(const std::string& id, JobVerb verb) {
    const auto account = this->account();
    verb.jobs = {
        value_of(account->read(real_now(), [&](World& world) { return world.find_job(id); }))};
    if (const auto forced = account->force(verb, real_now()); forced.refused) {
      fail_with(*forced.refused);
    }
    // What that caused runs too; during another thread's advance that one sees to it.
    (void)asyncsim::advance(*account, {}, {}, kNeverShutDown);
  }

  const std::string key;
  http::Simulator simulator;
};

TestDouble::TestDouble(TestDoubleOptions options)
    : state_(std::make_unique<State>(std::move(options))) {}
TestDouble::~TestDouble() = default;

const std::string& TestDouble::key() const { return state_->key; }
TestTime TestDouble::now() const { return test_time(state_->account()->now(real_now())); }
http::Simulator& TestDouble::simulator() { return state_->simulator; }

TestAdvance TestDouble::advance(std::chrono::milliseconds by) {
  if (by < Span{}) {
    throw TestDoubleError("advance by " + std::to_string(by.count()) +
                          " ms: time never goes back; reset() starts over");
  }
  return state_->advance({AdvanceGoal::Kind::by, by});
}

TestAdvance TestDouble::advance_until_settled() {
  return state_->advance({AdvanceGoal::Kind::settled});
}

std::vector<TestJob> TestDouble::jobs() const {
  return state_->read([](World& world) {
    std::vector<TestJob> jobs;
    world.jobs().each(0, [&](JobOrdinal ordinal, const JobRecord& record) {
      jobs.push_back(test_job(world.job(ordinal, record)));
      return true;
    });
    return jobs;
  });
}

TestJob TestDouble::job(const std::string& id) const {
  return value_of(state_->read([&](World& world) -> Result<TestJob> {
    const auto ordinal = world.find_job(id);
    if (!ordinal) return ordinal.error();
    const JobRecord* record = world.jobs().find(*ordinal);
    if (!record) return not_found("job " + id + " has expired and is forgotten");
    return test_job(world.job(*ordinal, *record));
  }));
}

void TestDouble::complete(const std::string& id) {
  state_->force(id, {JobVerb::Kind::complete, {}, FailCode::none, {}});
}

void TestDouble::fail(const std::string& id, const std::string& code) {
  const auto known = fail_code(code);
  if (!known)
    throw TestDoubleError("fail: the vendor has no code \"" + code +
                          "\"; reject_block and navigation_timeout are two");
  state_->force(id, {JobVerb::Kind::fail, {}, *known, {}});
}

std::vector<std::string> TestDouble::journal() const {
  return state_->read([](World& world) {
    std::vector<std::string> lines;
    world.print_journal(0, [&](std::uint64_t, std::string line) {
      lines.push_back(std::move(line));
      return true;
    });
    return lines;
  });
}

std::vector<TestMessage> TestDouble::inbox(const std::string& name) const {
  if (!Inboxes::valid_name(name)) {
    throw TestDoubleError("inbox \"" + name + "\": a name is 1-64 of A-Z a-z 0-9 . _ -");
  }
  return state_->read([&](World& world) {
    std::vector<TestMessage> messages;
    const auto* received = world.inboxes().messages(name);
    if (!received) return messages;
    for (const auto& [number, at, request] : *received) {
      messages.push_back(
          {test_time(at), request.method, request.url, request.headers, request.body});
    }
    return messages;
  });
}

void TestDouble::reset() {
  const auto account = state_->account();
  const RealTime now = real_now();
  const auto scenario = account->read(now, [](World& world) { return world.scenario(); });
  const TimePoint start = state_->simulator.accounts().start_of(*scenario, now);
  (void)value_of(account->restart(nullptr, start, now));
}

void TestDouble::end_waits() { simulator().freeze(real_now()); }

}  // namespace asyncsim
