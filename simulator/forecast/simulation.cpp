#include "forecast/simulation.h"

#include <algorithm>

#include "account/world.h"
#include "core/json.h"
#include "core/time_text.h"

namespace asyncsim {
namespace {

constexpr Span kUntoldWait = std::chrono::seconds{1};  ///< after a 429 without Retry-After
constexpr int kMost429 = 100'000;                      ///< in a row, of one job

/// Virtual time stands between submits, and nothing is sent anywhere.
std::shared_ptr<const Scenario> without_network(Scenario scenario) {
  scenario.clock.mode = ClockMode::manual;
  for (Zone& zone : scenario.zones) zone.webhook.url.reset();
  scenario.expect.clear();
  return std::make_shared<const Scenario>(std::move(scenario));
}

/// Nothing: no rule replies.
const RuleReply* reply_to(const Submitted& submitted) {
  return submitted.reply ? &*submitted.reply->reply : nullptr;
}

class Submitter {
 public:
  Submitter(const SimulationPlan& plan, TimePoint world_start)
      : world_("forecast", without_network(*plan.scenario), world_start, 0),
        world_start_(world_start),
        zones_(zones_of(*plan.scenario)),
        zone_(std::ranges::find(zones_, plan.zone, &Zone::name)) {
    submit_.zone = plan.zone;
    submit_.family = zone_->product;
  }

  /// The job, or nothing when it is refused for good.
  Result<std::optional<ForeseenJob>> submit(TimePoint due, std::string url) {
    if (world_.rules_need_facts()) {
      submit_.facts.headers = {{"content-type", "application/json"}};
      submit_.facts.body = Json{{"url", url}}.dump();
    }
    submit_.request.url = std::move(url);
    move_to(due);
    for (int heard = 0; heard < kMost429; ++heard) {
      const auto submitted = world_.apply(submit_);
      const auto wait = wait_after(submitted);
      if (wait) {
        if (*wait > kLatest - world_.now()) break;
        ++submission_.waits;
        move_to(world_.now() + *wait);
        continue;
      }
      if (!submitted) return submitted.error();
      if (!submitted->id.empty()) return std::optional(foreseen(due, *submitted));
      ++submission_.refused;
      return std::optional<ForeseenJob>();
    }
    return invalid("the job due at " + format_time(due) + " hears 429 again and again, still at " +
                   format_time(world_.now()));
  }

  Submission end() {
    submission_.usd = world_.ledger().total().usd();
    return submission_;
  }

 private:
  void move_to(TimePoint to) {
    Ran ran;
    RunLimit limit;
    limit.to = std::max(to, world_.now());
    while (world_.run(limit, ran) == Pause::pace) (void)world_.take_pace();
  }

  /// Nothing: that answer is no request to come again.
  std::optional<Span> wait_after(const Result<Submitted>& submitted) const {
    if (!submitted) {
      const Error& error = submitted.error();
      if (error.retry_after > 0) return std::chrono::seconds{error.retry_after};
      const bool untold = zone_->knobs.get<RetryAfter>() == RetryAfter::omitted;
      return untold && error.kind == ErrorKind::too_many ? std::optional(kUntoldWait)
                                                         : std::nullopt;
    }
    const RuleReply* reply = reply_to(*submitted);
    if (!reply || reply->takes_effect() || reply->status != 429) return std::nullopt;
    return reply->retry_after ? Span(std::chrono::seconds{*reply->retry_after}) : kUntoldWait;
  }

  ForeseenJob foreseen(TimePoint due, const Submitted& submitted) {
    ++submission_.accepted;
    const JobRecord& record = *world_.jobs().find(submitted.job);
    ForeseenJob job{
        submit_.request.url, due, record.submitted, {}, {}, {}, record.expires, record.failure,
        record.vanished};
    if (record.completion != 0) job.ready = record.ready;
    job.ready_after_polls = polls_until_ready(*zone_, world_.wishes_for(record));
    const WebhookFault fault = world_.fault_of(record);
    const RuleReply* reply = reply_to(submitted);
    job.unheard =
        reply && (reply->fault == ReplyFault::silence || reply->fault == ReplyFault::reset_mid);
    const bool heard = fault.kind != WebhookFaultKind::lost && !is_malformed(fault.kind) &&
                       !zone_->webhook.deferred;
    if (job.ready && heard) job.told = fault.due(*job.ready, world_start_);
    if (fault.kind == WebhookFaultKind::early) {
      if (heard) job.told = job.submitted;
      if (zone_->webhook.url) job.ready = job.submitted;
    }
    return job;
  }

  World world_;
  TimePoint world_start_;
  std::vector<Zone> zones_;  ///< with the webhooks and knobs that a server would know
  std::vector<Zone>::const_iterator zone_;
  Submit submit_;
  Submission submission_;
};

}  // namespace

TimePoint start_of(const Scenario& scenario, TimePoint wall) {
  return scenario.clock.start.value_or(wall);
}

Result<Submission> simulate(const SimulationPlan& plan, const Arrivals& arrivals, TimePoint wall,
                            const std::function<void(const ForeseenJob&)>& each) {
  Submitter submitter(plan, start_of(*plan.scenario, wall));
  for (std::uint64_t n = 0; n < arrivals.count(); ++n) {
    if (arrivals.after(n) >= kLatest - plan.start) return invalid("the jobs come until after 2199");
    const auto job = submitter.submit(plan.start + arrivals.after(n), arrivals.url(n));
    if (!job) return job.error();
    if (*job) each(**job);
  }
  return submitter.end();
}

}  // namespace asyncsim
