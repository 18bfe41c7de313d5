// The queue of servers against the same model walked millisecond by millisecond.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <queue>
#include <vector>

#include "core/random.h"
#include "latency/server_queue.h"

namespace asyncsim {
namespace {

constexpr TimePoint kMonday{Span{1'767'571'200'000}};  // 2026-01-05T00:00:00Z
constexpr std::int64_t kServiceOfOthers = 10'000;      // ms
constexpr double kRounding = 1e-9;

struct Job {
  std::int64_t arrival, service;  ///< milliseconds since kMonday
};

/// Twice above capacity within an hour.
LoadCurve busy_hour() {
  return *LoadCurve::make(std::vector<LoadPoint>{{0x7f, 0, 0.2},
                                                 {0x7f, 10, 0.6},
                                                 {0x7f, 20, 2},
                                                 {0x7f, 24, 1.8},
                                                 {0x7f, 27, 0.1},
                                                 {0x7f, 50, 0.9},
                                                 {0x7f, 55, 1.3},
                                                 {0x7f, 58, 0.4}});
}

/// State and rates as server_queue.h tells them, none of its arithmetic.
class SteppedServers {
 public:
  SteppedServers(double servers, const LoadCurve& others) : servers_(servers), others_(others) {}

  std::vector<std::int64_t> starts(const std::vector<Job>& jobs) {
    std::vector<std::int64_t> starts;
    std::size_t next = 0;
    for (std::int64_t now = 0; starts.size() < jobs.size(); ++now) {
      const double load = others_.load_at(kMonday + Span(now));
      finish(now, starts);
      if (backlog_ && waiting_.empty() && came_ <= released_ + kRounding) backlog_ = false;
      begin_backlog(load);
      for (; next < jobs.size() && jobs[next].arrival == now; ++next) {
        arrive(jobs[next], load, now, starts);
      }
      if (!backlog_) continue;
      const double later = others_.load_at(kMonday + Span(now + 1));
      came_ += servers_ / kServiceOfOthers * (load + later) / 2;
      released_ += (servers_ - own()) / kServiceOfOthers;
      start_released(now + 1, starts);
    }
    return starts;
  }

 private:
  struct Waiting {
    double target;
    Job job;
  };

  double own() const { return double(finishes_.size()); }

  void finish(std::int64_t now, std::vector<std::int64_t>& starts) {
    while (!finishes_.empty() && finishes_.top() <= now) {
      finishes_.pop();
      if (backlog_) released_ += 1;
      start_released(now, starts);
    }
  }

  void begin_backlog(double load) {
    if (backlog_ || load * servers_ + own() <= servers_ + kRounding) return;
    backlog_ = true;
    came_ = released_ = 0;
  }

  void arrive(const Job& job, double load, std::int64_t now, std::vector<std::int64_t>& starts) {
    if (!backlog_) {
      const double free = servers_ - own() - load * servers_;
      if (free >= 1) {
        finishes_.push(now + job.service);
        starts.push_back(now);
        return begin_backlog(load);
      }
      backlog_ = true;
      came_ = -std::max(free, 0.0);
      released_ = 0;
    }
    came_ += 1;
    waiting_.push_back({came_, job});
  }

  void start_released(std::int64_t now, std::vector<std::int64_t>& starts) {
    while (!waiting_.empty() && released_ >= waiting_.front().target - kRounding) {
      finishes_.push(now + waiting_.front().job.service);
      starts.push_back(now);
      waiting_.pop_front();
    }
  }

  double servers_;
  const LoadCurve& others_;
  bool backlog_ = false;
  double came_ = 0, released_ = 0;
  std::deque<Waiting> waiting_;
  std::priority_queue<std::int64_t, std::vector<std::int64_t>, std::greater<>> finishes_;
};

std::vector<Job> jobs_at(double load, int servers, Random random) {
  std::vector<Job> jobs;
  std::int64_t now = 100;
  const auto gap = static_cast<std::uint64_t>(2 * kServiceOfOthers / (load * servers));
  while (now < 3'600'000) {
    jobs.push_back({now, std::int64_t(random.below(2 * kServiceOfOthers))});
    now += std::int64_t(random.below(10) == 0 ? random.below(3) : random.below(gap));
  }
  return jobs;
}

TEST(AServerQueue, ComesToWhatStepsOfAMillisecondComeTo) {
  const LoadCurve others = busy_hour();
  for (const int servers : {1, 10}) {
    for (const double load : {0.02, 0.1, 0.3}) {
      const auto jobs = jobs_at(load, servers, Random(3));
      const auto starts = SteppedServers(servers, others).starts(jobs);
      ServerQueue queue(std::uint32_t(servers), Span(kServiceOfOthers), others);
      for (std::size_t i = 0; i < jobs.size(); ++i) {
        const Turn turn = queue.join(kMonday + Span(jobs[i].arrival), Span(jobs[i].service));
        // A step may count the last of a release a millisecond late.
        ASSERT_LE(std::abs((turn.start - kMonday).count() - starts[i]), 1)
            << servers << " servers, own load " << load << ", job " << i << " of " << jobs.size();
      }
    }
  }
}

}  // namespace
}  // namespace asyncsim
