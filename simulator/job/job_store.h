// The compact store behind Job: one record a live job, and the newest expired ones.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "core/ordinal_store.h"
#include "core/scheduler.h"
#include "job/job.h"
#include "job/packed_text.h"
#include "job/zone_table.h"

namespace asyncsim {

/// A time that is not known, or never.
inline constexpr TimePoint kNever = TimePoint::max();

struct JobRecord {
  TimePoint submitted{};
  TimePoint ready = kNever;  ///< drawn or forced; kNever while nobody knows
  TimePoint expires{};
  TimePoint collected = kNever;  ///< first read of the result
  TimePoint last_polled{};       ///< meaningful once `polls` is not 0
  EventId completion = 0;        ///< scheduled, or 0
  EventId expiry = 0;            ///< scheduled, or 0
  std::uint64_t key = 0;         ///< of its fate: request and zone
  PackedText request;
  std::uint32_t occurrence = 0;
  std::uint32_t polls = 0;
  std::uint32_t delivery = 0;  ///< its webhook's ordinal + 1, or 0
  ZoneIndex zone = 0;
  std::uint16_t polls_at_once = 0;  ///< at the instant of the last one
  std::uint16_t conditions = 0;     ///< which of the world's were in force at submission
  std::uint16_t ruling = 0;         ///< which of the world's it is under; 0: no rule's
  JobState state = JobState::pending;
  FailCode failure = FailCode::none;   ///< how it will end, or ended
  std::uint8_t reads = 0;              ///< of its result, as far as they were answered whole
  bool held : 1 = false;               ///< completes only when told
  bool answer_owed : 1 = false;        ///< the vendor call that touched it is not answered yet
  bool ended_pending : 1 = false;      ///< expired before it was ready
  bool wishes : 1 = false;             ///< its URL asks for something itself
  bool vanished : 1 = false;           ///< accepted, and not found again: a rule's outcome
  bool has_hook : 1 = false;           ///< a webhook tells of its end
  bool told_again : 1 = false;         ///< its webhook left again, and nobody has read it since
  bool unheard : 1 = false;            ///< its submit's answer was damaged by a rule
  bool cut : 1 = false;                ///< so was that of its last poll
  std::uint8_t refused_polls : 2 = 0;  ///< by rules, counted up to two
};

class JobStore {
 public:
  static constexpr std::size_t kRememberedExpired = 10'000;

  JobOrdinal add(JobRecord record) { return records_.push(std::move(record)); }
  JobRecord* find(JobOrdinal job) { return records_.find(job); }
  const JobRecord* find(JobOrdinal job) const { return records_.find(job); }

  /// Keeps an expired job's record for explanations. Returns the ordinal of one that falls out of
  /// memory for it: to be released by `forget` once nothing refers to it.
  std::optional<JobOrdinal> remember_expired(JobOrdinal job) {
    expired_.push_back(job);
    if (expired_.size() <= kRememberedExpired) return std::nullopt;
    const JobOrdinal oldest = expired_.front();
    expired_.pop_front();
    return oldest;
  }
  void forget(JobOrdinal job) { records_.erase(job); }

  /// Whether that ordinal was ever given out.
  bool issued(JobOrdinal job) const { return job < records_.next(); }
  std::uint64_t submitted() const { return records_.next(); }
  std::size_t live() const { return records_.size() - expired_.size(); }

  template <class Visit>
  void each(JobOrdinal from, Visit visit) const {
    records_.each(from, visit);
  }

 private:
  OrdinalStore<JobRecord> records_;
  std::deque<JobOrdinal> expired_;
};

}  // namespace asyncsim
