// The life of a job: pending, then ready or failed, then expired. The only place a state changes.
#pragma once

#include <optional>

#include "core/random.h"
#include "core/result.h"
#include "core/scheduler.h"
#include "job/job_store.h"
#include "job/magic_url.h"
#include "job/occurrences.h"
#include "latency/queue.h"
#include "latency/sampler.h"

namespace asyncsim {

/// What a fate is drawn under, besides its zone and what its URL wishes.
struct Circumstances {
  double slowdown = 1;
  const Sampler* law = nullptr;  ///< nothing: that of the zone's model, solved at each draw
};

/// A pure function of (seed, zone, the request's key, its occurrence): neither the account, nor the
/// id, nor what other jobs do changes it. Wishes go before what is drawn.
Fate draw_fate(const Random& seed, const Zone& zone, std::uint64_t key, std::uint32_t occurrence,
               const Circumstances& under, const UrlWishes& wishes = {});

/// What is drawn about a job besides its fate is drawn from streams of this one.
Random fate_stream(const Random& seed, std::uint64_t key, std::uint32_t occurrence);

/// The same of a sync call.
Fate draw_sync_fate(const Random& seed, const Zone& zone, std::uint64_t key,
                    std::uint32_t occurrence, const Circumstances& under,
                    const UrlWishes& wishes = {});

/// What its URL asks for; a wrong one was refused before it came here.
UrlWishes wishes_of(const JobRequest& request);
/// The same of a job.
UrlWishes wishes_of(const JobRecord& job);

/// After how many polls that hear 202 the job is ready; nothing: polls do not count.
std::optional<std::uint32_t> polls_until_ready(const Zone& zone, const UrlWishes& wishes);

/// The key of a request in a zone.
std::uint64_t fate_key(const Zone& zone, const JobRequest& request);

class JobLifecycle {
 public:
  JobLifecycle(Scheduler& scheduler, JobStore& jobs, std::uint64_t seed)
      : scheduler_(scheduler), jobs_(jobs), seed_(seed) {}

  struct Begun {
    JobOrdinal job = 0;
    std::optional<JobOrdinal> equal;  ///< the newest of those with its key; nothing: none is live
    std::optional<Turn> turn;         ///< in the queue that it joined
  };
  /// Draws the fate of an accepted request, joins the queue, if there is one, and schedules its
  /// completion and its expiry.
  Begun begin(const Zone& zone, ZoneIndex index, const JobRequest& request,
              const Circumstances& under, const UrlWishes& wishes, Queue* queue = nullptr);

  /// The fate of a sync call: a job whose whole life is one call.
  Fate sync_fate(const Zone& zone, const JobRequest& request, const Circumstances& under,
                 const UrlWishes& wishes);

  /// Which occurrence the next job of that key is.
  std::uint32_t next_occurrence(std::uint64_t key) const { return occurrences_.next(key); }

  /// The seed of jobs that begin from now on.
  void reseed(std::uint64_t seed) { seed_ = Random(seed); }

  /// A completion event: pending becomes ready or failed.
  void complete(JobRecord& job);
  /// An expiry event: whatever it was is gone. A completion still to come is cancelled.
  void expire(JobRecord& job);

  // Verbs: each changes what is scheduled; the event does the rest. The error says why not.
  Outcome force_completion(JobOrdinal ordinal, FailCode failure);
  Outcome hold(JobOrdinal ordinal);
  Outcome release(JobOrdinal ordinal);
  Outcome delay(JobOrdinal ordinal, Span by);
  Outcome force_expiry(JobOrdinal ordinal);

 private:
  void move(JobRecord& job, JobState to);
  void schedule_completion(JobOrdinal ordinal, JobRecord& job, TimePoint ready);
  void cancel_completion(JobRecord& job);
  Result<JobRecord*> pending_job(JobOrdinal ordinal);

  Scheduler& scheduler_;
  JobStore& jobs_;
  Random seed_;
  Occurrences occurrences_;
  Occurrences sync_occurrences_;
};

}  // namespace asyncsim
