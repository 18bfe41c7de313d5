#include "forecast/forecast.h"

#include <algorithm>
#include <cmath>
#include <queue>
#include <unordered_map>

namespace asyncsim {
namespace {

Quantiles quantiles_of(std::vector<Span>& spans) {
  Quantiles quantiles{spans.size(), {}, {}, {}, {}};
  if (spans.empty()) return quantiles;
  auto begin = spans.begin();  // what lies before it is shorter than what was asked for last
  const auto at = [&](double share) {
    const auto rank = std::ceil(share * static_cast<double>(spans.size()));
    const auto wanted = spans.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
    std::nth_element(begin, wanted, spans.end());
    begin = wanted;
    return *wanted;
  };
  quantiles.p50 = at(0.50);
  quantiles.p95 = at(0.95);
  quantiles.p99 = at(0.99);
  quantiles.longest = at(1);
  return quantiles;
}

constexpr std::int64_t kMostSteps = 1'000'000;  // two years of minutes

/// How many came and went, by the minute, and how many were there at once.
class Flow {
 public:
  explicit Flow(TimePoint start) : start_(start) {}

  /// In order of submission; `end` is its completion or, when it is not `done`, its expiry.
  void take(TimePoint submitted, TimePoint end, bool done) {
    while (!ends_.empty() && ends_.top() <= submitted) ends_.pop();
    ends_.push(end);
    most_ = std::max<std::uint64_t>(most_, ends_.size());
    Change& change = changes_[step_of(submitted)];
    ++change.submitted;
    change.most = std::max<std::uint64_t>(change.most, ends_.size());
    Change& last = changes_[step_of(end)];
    ++(done ? last.completed : last.expired);
  }

  std::uint64_t most() const { return most_; }

  std::vector<ForecastStep> steps() const {
    std::int64_t last = -1;
    for (const auto& [step, change] : changes_) {
      if (change.submitted + change.completed > 0) last = std::max(last, step);
    }
    std::vector<ForecastStep> steps;
    const std::int64_t together = 1 + last / kMostSteps;
    std::uint64_t level = 0;
    for (std::int64_t i = 0; i <= last; ++i) {
      if (i % together == 0) steps.push_back({start_ + i * kForecastStep, 0, 0, level});
      const auto found = changes_.find(i);
      if (found == changes_.end()) continue;
      const Change& change = found->second;
      level = level + change.submitted - change.completed - change.expired;
      steps.back().submitted += change.submitted;
      steps.back().completed += change.completed;
      steps.back().in_flight = std::max(steps.back().in_flight, change.most);
    }
    return steps;
  }

 private:
  struct Change {
    std::uint32_t submitted = 0, completed = 0, expired = 0;
    std::uint64_t most = 0;  ///< at once, as one came
  };
  std::int64_t step_of(TimePoint at) const { return (at - start_) / kForecastStep; }

  TimePoint start_;
  std::unordered_map<std::int64_t, Change> changes_;
  std::priority_queue<TimePoint, std::vector<TimePoint>, std::greater<>> ends_;  ///< of those there
  std::uint64_t most_ = 0;
};

/// Adds up what one client makes of the jobs of one start.
class CaseFold {
 public:
  CaseFold(TimePoint start, ClientPolicy client, std::uint64_t jobs) : flow_(start) {
    case_.start = case_.last_submit = start;
    case_.client = client;
    ready_.reserve(jobs);
    collected_.reserve(jobs);
  }

  Collection take(const ForeseenJob& job) {
    const Collection collection = collect(case_.client, job);
    case_.last_submit = job.submitted;
    flow_.take(job.submitted, collection.ready.value_or(job.expires), collection.ready.has_value());
    case_.polls += collection.polls;
    case_.pending_answers += collection.pending_answers;
    if (collection.ready) {
      ready_.push_back(*collection.ready - job.due);
      case_.all_done = std::max(case_.all_done.value_or(*collection.ready), *collection.ready);
      case_.failed += job.failure != FailCode::none;
    } else {
      ++case_.never_ready;
    }
    if (collection.collected) {
      collected_.push_back(*collection.collected - job.due);
    } else {
      ++case_.lost;
    }
    return collection;
  }

  ForecastCase end(const Submission& submission) {
    case_.submission = submission;
    case_.ready = quantiles_of(ready_);
    case_.collected = quantiles_of(collected_);
    case_.steps = flow_.steps();
    case_.most_in_flight = flow_.most();
    return std::move(case_);
  }

 private:
  ForecastCase case_;
  Flow flow_;
  std::vector<Span> ready_, collected_;
};

}  // namespace

Result<std::vector<ForecastCase>> forecast(
    const ForecastOrder& order, const Arrivals& arrivals,
    const std::function<void(TimePoint, const ClientPolicy&, const ForeseenJob&,
                             const Collection&)>& each) {
  std::vector<ForecastCase> cases;
  for (const TimePoint start : order.starts) {
    std::vector<CaseFold> folds;
    for (const ClientPolicy& client : order.clients) {
      folds.emplace_back(start, client, arrivals.count());
    }
    const auto take = [&](const ForeseenJob& job) {
      for (std::size_t i = 0; i < folds.size(); ++i) {
        const Collection collection = folds[i].take(job);
        if (each) each(start, order.clients[i], job, collection);
      }
    };
    const auto submission =
        simulate({order.scenario, order.zone, start}, arrivals, order.wall, take);
    if (!submission) return submission.error();
    for (CaseFold& fold : folds) cases.push_back(fold.end(*submission));
  }
  return cases;
}

std::vector<ForecastStep> coarser(const std::vector<ForecastStep>& steps, Span step) {
  std::vector<ForecastStep> coarse;
  for (const ForecastStep& fine : steps) {
    if (coarse.empty() || fine.start - coarse.back().start >= step) {
      coarse.push_back({fine.start, 0, 0, 0});
    }
    coarse.back().submitted += fine.submitted;
    coarse.back().completed += fine.completed;
    coarse.back().in_flight = std::max(coarse.back().in_flight, fine.in_flight);
  }
  return coarse;
}

}  // namespace asyncsim
