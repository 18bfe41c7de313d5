#include "forecast/forecast.h"

#include <algorithm>
#include <cmath>
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

/// How many came and went, by the minute.
class Flow {
 public:
  explicit Flow(TimePoint start) : start_(start) {}

  void submitted(TimePoint at) { ++changes_[step_of(at)].submitted; }
  void completed(TimePoint at) { ++changes_[step_of(at)].completed; }
  void expired(TimePoint at) { ++changes_[step_of(at)].expired; }

  std::vector<ForecastStep> steps() const {
    std::int64_t last = -1;
    for (const auto& [step, change] : changes_) {
      if (change.submitted + change.completed > 0) last = std::max(last, step);
    }
    std::vector<ForecastStep> steps;
    const std::int64_t together = 1 + last / kMostSteps;
    std::uint64_t in_flight = 0;
    for (std::int64_t i = 0; i <= last; ++i) {
      if (i % together == 0) steps.push_back({start_ + i * kForecastStep, 0, 0, 0});
      const auto found = changes_.find(i);
      const Change change = found == changes_.end() ? Change{} : found->second;
      in_flight += change.submitted;
      in_flight -= change.completed + change.expired;
      steps.back().submitted += change.submitted;
      steps.back().completed += change.completed;
      steps.back().in_flight = in_flight;
    }
    return steps;
  }

 private:
  struct Change {
    std::uint32_t submitted = 0, completed = 0, expired = 0;
  };
  std::int64_t step_of(TimePoint at) const { return (at - start_) / kForecastStep; }

  TimePoint start_;
  std::unordered_map<std::int64_t, Change> changes_;
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
    flow_.submitted(job.submitted);
    case_.polls += collection.polls;
    case_.pending_answers += collection.pending_answers;
    if (collection.ready) {
      ready_.push_back(*collection.ready - job.due);
      flow_.completed(*collection.ready);
      case_.all_done = std::max(case_.all_done.value_or(*collection.ready), *collection.ready);
      case_.failed += job.failure != FailCode::none;
    } else {
      ++case_.never_ready;
      flow_.expired(job.expires);
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
    for (const ForecastStep& step : case_.steps) {
      case_.most_in_flight = std::max(case_.most_in_flight, step.in_flight);
    }
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
    const std::function<void(const ForeseenJob&, const Collection&)>& each) {
  std::vector<ForecastCase> cases;
  for (const TimePoint start : order.starts) {
    std::vector<CaseFold> folds;
    for (const ClientPolicy& client : order.clients) {
      folds.emplace_back(start, client, arrivals.count());
    }
    const auto submission = simulate({order.scenario, order.zone, start}, arrivals, order.wall,
                                     [&](const ForeseenJob& job) {
                                       const Collection first = folds.front().take(job);
                                       if (each) each(job, first);
                                       for (std::size_t i = 1; i < folds.size(); ++i) {
                                         folds[i].take(job);
                                       }
                                     });
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
    coarse.back().in_flight = fine.in_flight;
  }
  return coarse;
}

}  // namespace asyncsim
