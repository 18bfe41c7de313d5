// Watches events for one expectation: how often such ones happen, and what comes before or after
// each. Its memory grows with the jobs that wait for another event, not with events.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "report/event_condition.h"
#include "report/judgement.h"

namespace asyncsim {

class EventWatch {
 public:
  /// Events before `from` are not to be shown to it: `within` counts from there.
  EventWatch(const Expectation& expectation, TimePoint from);

  void take(const Happened& happened);
  /// Fills in everything but the expectation.
  void judge(Judgement& judgement, TimePoint now) const;

 private:
  /// The other event of a pair, of that job.
  struct Partner {
    TimePoint at{};
    std::string sentence{};
  };
  struct Near {
    std::size_t misfits = 0;
    std::string say;
  };

  bool linked() const { return before_ || next_; }
  /// The job by which a pair is found; of events of which one has no job: all are one's.
  JobOrdinal pair_of(const Happened& happened) const {
    return per_job_ ? happened.entry().job : Entry::kNoJob;
  }
  bool in_time(TimePoint at) const { return linked() || !deadline_ || at <= *deadline_; }
  void count(const Happened& happened);
  void take_after(const Happened& happened);
  void take_next(const Happened& happened);
  /// The gap from there to now is one that was asked for; what it is not is noted.
  bool is_within(const Partner& from, const Happened& happened);
  void miss(const Happened& happened, const std::string& why);
  void keep_near(std::size_t misfits, const Happened& happened, const std::string& why);
  void judge_count(Judgement& judgement, TimePoint now) const;
  void judge_links(Judgement& judgement, TimePoint now) const;
  void add_waiting(Judgement& judgement, TimePoint now) const;
  void add_nearest(Judgement& judgement) const;
  std::string what_happened() const;

  EventCondition event_;
  std::optional<EventCondition> before_, next_;
  std::uint32_t least_;
  std::optional<std::uint32_t> most_;
  std::optional<Span> within_;
  std::optional<TimePoint> deadline_;
  bool by_client_, per_job_;

  std::uint64_t counted_ = 0, excess_ = 0, missed_ = 0, not_judged_ = 0;
  std::map<JobOrdinal, Partner> partners_;  ///< after: the last one; followed_by: who waits
  std::vector<Near> near_;                  ///< the fewest misfits first
  std::vector<std::string> missed_say_;
  std::array<std::uint64_t, kHappenings> happened_{};
};

}  // namespace asyncsim
