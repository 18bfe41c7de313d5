// Erlang's waits, and the queue's beside them; for tests and benches.
#pragma once

#include <cmath>
#include <cstdint>

#include "core/random.h"
#include "latency/server_queue.h"

namespace asyncsim {

/// The mean wait in M/M/c, in mean services; load < 1.
inline double erlang_c_wait(int servers, double load) {
  const double offered = servers * load;
  double blocked = 1;
  for (int n = 1; n <= servers; ++n) blocked = offered * blocked / (n + offered * blocked);
  const double waits = blocked / (1 - load * (1 - blocked));
  return waits / (servers * (1 - load));
}

struct MeanWait {
  double mean, standard_error;  ///< in mean services
};

/// The mean over independent runs, each warmed up, and its standard error by their spread.
inline MeanWait measure_mean_wait(int servers, double load, int runs, int warm_up, int jobs) {
  constexpr double kService = 1e6;  // ms: whole milliseconds are fine beside it
  const auto exponential = [](Random& random, double mean) {
    return -std::log1p(-random.unit()) * mean;
  };
  const Random seed = Random(7)
                          .stream("servers", static_cast<std::uint64_t>(servers))
                          .stream("load", static_cast<std::uint64_t>(std::lround(load * 100)));
  double sum = 0, squares = 0;
  for (int run = 0; run < runs; ++run) {
    ServerQueue queue(static_cast<std::uint32_t>(servers), Span{1}, LoadCurve::constant(0));
    Random random = seed.stream("run", static_cast<std::uint64_t>(run));
    double clock = 0, waits = 0;
    for (int job = -warm_up; job < jobs; ++job) {
      clock += exponential(random, kService / (servers * load));
      const Span service{std::llround(exponential(random, kService))};
      const Turn turn = queue.join(kDefaultStart + Span(std::llround(clock)), service);
      if (job >= 0) waits += static_cast<double>(turn.wait.count()) / kService;
    }
    sum += waits / jobs;
    squares += waits / jobs * (waits / jobs);
  }
  const double mean = sum / runs;
  return {mean, std::sqrt((squares / runs - mean * mean) / (runs - 1))};
}

}  // namespace asyncsim
