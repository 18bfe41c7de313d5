#include "job/life_cycle.h"

#include <cassert>

#include "core/time_text.h"
#include "job/zone_queues.h"

namespace asyncsim {
namespace {

constexpr std::uint64_t kFailCodes = static_cast<std::uint64_t>(kLastDrawnFailure);

constexpr Span kSyncTimeout = std::chrono::seconds{60};  ///< of a target that never answers
constexpr std::size_t kMostSyncKeys = 100'000;           ///< then equal sync calls are counted anew

FailCode draw_failure(double success_rate, Random random) {
  if (random.unit() < success_rate) return FailCode::none;
  return static_cast<FailCode>(1 + random.below(kFailCodes));
}

Fate draw_fate(const Random& own, const LatencyModel& model, double success_rate,
               const Circumstances& under, const UrlWishes& wishes) {
  Random service = own.stream("service", 0);
  Fate fate{wishes.latency, wishes.failure.value_or(FailCode::none)};
  if (!wishes.set_time()) {
    fate.service =
        under.law ? under.law->draw(under.slowdown, service) : draw(model, under.slowdown, service);
  }
  if (!wishes.failure) fate.failure = draw_failure(success_rate, own.stream("outcome", 0));
  return fate;
}

}  // namespace

std::uint64_t fate_key(const Zone& zone, const JobRequest& request) {
  return hash_text(zone.name, request.key());
}

Fate draw_fate(const Random& seed, const Zone& zone, std::uint64_t key, std::uint32_t occurrence,
               const Circumstances& under, const UrlWishes& wishes) {
  return draw_fate(fate_stream(seed, key, occurrence), zone.latency.model, zone.success_rate, under,
                   wishes);
}

Random fate_stream(const Random& seed, std::uint64_t key, std::uint32_t occurrence) {
  return seed.stream("fate", key).stream("occurrence", occurrence);
}

Fate draw_sync_fate(const Random& seed, const Zone& zone, std::uint64_t key,
                    std::uint32_t occurrence, const Circumstances& under, const UrlWishes& wishes) {
  return draw_fate(seed.stream("sync", key).stream("occurrence", occurrence), zone.sync.model,
                   zone.sync.success_rate, under, wishes);
}

UrlWishes wishes_of(const JobRequest& request) {
  const auto wishes = read_wishes(request.url);
  return wishes ? *wishes : UrlWishes{};
}

UrlWishes wishes_of(const JobRecord& job) {
  return job.wishes ? wishes_of(unpack(job.request.view())) : UrlWishes{};
}

std::optional<std::uint32_t> polls_until_ready(const Zone& zone, const UrlWishes& wishes) {
  return wishes.set_time() ? wishes.polls : zone.latency.ready_after_polls;
}

JobLifecycle::Begun JobLifecycle::begin(const Zone& zone, ZoneIndex index,
                                        const JobRequest& request, const Circumstances& under,
                                        const UrlWishes& wishes, Queue* queue) {
  JobRecord job;
  job.submitted = scheduler_.now();
  job.expires = job.submitted + zone.retention;
  job.zone = index;
  job.key = fate_key(zone, request);
  const auto before = occurrences_.begin(job.key, jobs_.submitted());
  job.occurrence = before.count;
  job.request = PackedText(pack(request));
  job.wishes = wishes.any();
  const Fate fate = draw_fate(seed_, zone, job.key, job.occurrence, under, wishes);
  job.failure = fate.failure;
  job.held = !fate.service && !polls_until_ready(zone, wishes);
  Begun begun{0, before.newest, std::nullopt};
  if (queue) {  // what is held there takes up as much as others do
    begun.turn = queue->join(job.submitted, fate.service.value_or(queue->usual_service()));
  }

  begun.job = jobs_.add(std::move(job));
  JobRecord& stored = *jobs_.find(begun.job);
  stored.expiry = scheduler_.after(zone.retention, Rank::expiry, begun.job);
  if (!fate.service) return begun;
  const Span stay = begun.turn ? stay_of(zone, *begun.turn, *fate.service).whole : *fate.service;
  schedule_completion(begun.job, stored, stored.submitted + stay);
  return begun;
}

Fate JobLifecycle::sync_fate(const Zone& zone, const JobRequest& request,
                             const Circumstances& under, const UrlWishes& wishes) {
  if (sync_occurrences_.size() >= kMostSyncKeys) sync_occurrences_ = {};
  const std::uint64_t key = fate_key(zone, request);
  const std::uint32_t occurrence = sync_occurrences_.begin(key, 0).count;
  Fate fate = draw_sync_fate(seed_, zone, key, occurrence, under, wishes);
  if (wishes.never) return {kSyncTimeout, FailCode::navigation_timeout};
  if (!fate.service) fate.service = Span{0};  // polls are wished for, and there are none
  return fate;
}

void JobLifecycle::move(JobRecord& job, JobState to) {
  assert(to == JobState::expired ? job.state != JobState::expired
                                 : job.state == JobState::pending && to != JobState::pending);
  job.state = to;
}

void JobLifecycle::complete(JobRecord& job) {
  job.completion = 0;
  job.held = false;
  job.ready = scheduler_.now();
  move(job, job.failure == FailCode::none ? JobState::ready : JobState::failed);
}

void JobLifecycle::expire(JobRecord& job) {
  job.expiry = 0;
  job.ended_pending = job.state == JobState::pending;
  cancel_completion(job);
  occurrences_.end(job.key);
  move(job, JobState::expired);
}

void JobLifecycle::cancel_completion(JobRecord& job) {
  if (job.completion != 0) scheduler_.cancel(job.completion);
  job.completion = 0;
}

// A job that would be ready only when it is already gone never completes: no event, no webhook.
void JobLifecycle::schedule_completion(JobOrdinal ordinal, JobRecord& job, TimePoint ready) {
  cancel_completion(job);
  job.ready = ready;
  if (ready < job.expires) job.completion = scheduler_.at(ready, Rank::completion, ordinal);
}

Result<JobRecord*> JobLifecycle::pending_job(JobOrdinal ordinal) {
  JobRecord* job = jobs_.find(ordinal);
  if (!job) return not_found("the job has expired and is forgotten");
  if (job->state == JobState::pending) return job;
  return conflict("the job is " + std::string(name_of(job->state)) + ", not pending",
                  "only a pending job can be completed, failed, held, released or delayed");
}

Outcome JobLifecycle::force_completion(JobOrdinal ordinal, FailCode failure) {
  const auto job = pending_job(ordinal);
  if (!job) return job.error();
  (*job)->failure = failure;
  schedule_completion(ordinal, **job, scheduler_.now());
  return success();
}

Outcome JobLifecycle::hold(JobOrdinal ordinal) {
  const auto job = pending_job(ordinal);
  if (!job) return job.error();
  cancel_completion(**job);
  (*job)->held = true;
  return success();
}

Outcome JobLifecycle::release(JobOrdinal ordinal) {
  const auto job = pending_job(ordinal);
  if (!job) return job.error();
  if (!(*job)->held) {
    return conflict("the job is not held", "POST .../complete ends it now, .../hold holds it");
  }
  (*job)->held = false;
  const bool drawn = (*job)->ready != kNever;
  schedule_completion(ordinal, **job,
                      drawn ? std::max((*job)->ready, scheduler_.now()) : scheduler_.now());
  return success();
}

Outcome JobLifecycle::delay(JobOrdinal ordinal, Span by) {
  const auto job = pending_job(ordinal);
  if (!job) return job.error();
  if ((*job)->ready == kNever) {
    return conflict("no completion is scheduled that could be delayed",
                    "the job waits to be told, or for its polls: .../complete ends it now");
  }
  if (by > kLatest - (*job)->ready) {
    return invalid("a delay by " + format_span(by) + " passes the year 2200");
  }
  const TimePoint ready = (*job)->ready + by;
  if ((*job)->held) {
    (*job)->ready = ready;
  } else {
    schedule_completion(ordinal, **job, ready);
  }
  return success();
}

Outcome JobLifecycle::force_expiry(JobOrdinal ordinal) {
  JobRecord* job = jobs_.find(ordinal);
  if (!job || job->state == JobState::expired) return conflict("the job has expired already");
  scheduler_.cancel(job->expiry);
  job->expires = scheduler_.now();
  job->expiry = scheduler_.at(job->expires, Rank::expiry, ordinal);
  cancel_completion(*job);
  return success();
}

}  // namespace asyncsim
