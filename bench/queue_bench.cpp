// What the waits of many jobs cost: a night of them, and a year of nights.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cmath>

#include "core/random.h"
#include "latency/erlang_c.h"
#include "latency/latency_presets.h"
#include "latency/sampler.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

constexpr int kNightly = 50'000;
constexpr TimePoint kEvening = kDefaultStart + 10h;  // a Monday's 19:00: in the peak

double resident_mb() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

/// Nights of Poisson arrivals over ten hours, each drawn, queued and summed up.
Span waits_of(Queue& queue, const Sampler& service, int nights) {
  Random random(1);
  Span sum{0};
  const double gap = static_cast<double>(Span(10h).count()) / kNightly;
  for (int night = 0; night < nights; ++night) {
    double after = 0;
    for (int job = 0; job < kNightly; ++job) {
      after -= std::log1p(-random.unit()) * gap;
      const TimePoint arrival = kEvening + night * std::chrono::days{1} + Span(std::llround(after));
      sum += queue.join(arrival, *service.draw(1, random)).wait;
    }
  }
  return sum;
}

Queue queue_with(const QueueCapacity& capacity) {
  return *Queue::make(capacity, *LoadCurve::make(latency_preset("peak")->others));
}

void Nights(benchmark::State& state, const QueueCapacity& capacity) {
  const auto nights = static_cast<int>(state.range(0));
  const Sampler service = *prepare(latency_preset("peak")->service);
  for (auto _ : state) {
    Queue queue = queue_with(capacity);
    benchmark::DoNotOptimize(waits_of(queue, service, nights));
  }
  state.SetItemsProcessed(state.iterations() * nights * kNightly);
  state.counters["resident_mb"] = resident_mb();
}
BENCHMARK_CAPTURE(Nights, per_minute, PerMinute{2'000})->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Nights, at_once, AtOnce{5'000, 150s})->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Nights, per_minute, PerMinute{2'000})
    ->Arg(365)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Nights, at_once, AtOnce{5'000, 150s})
    ->Arg(365)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

/// Mean waits at 95 % load, where runs must be long: what Erlang says and what was measured.
void ErlangC(benchmark::State& state) {
  const auto servers = static_cast<int>(state.range(0));
  constexpr int kRuns = 40, kWarmUp = 20'000, kJobs = 200'000;
  for (auto _ : state) {
    const MeanWait measured = measure_mean_wait(servers, 0.95, kRuns, kWarmUp, kJobs);
    state.counters["expected"] = erlang_c_wait(servers, 0.95);
    state.counters["measured"] = measured.mean;
    state.counters["standard_error"] = measured.standard_error;
  }
  state.SetItemsProcessed(state.iterations() * kRuns * (kWarmUp + kJobs));
}
BENCHMARK(ErlangC)->Arg(1)->Arg(4)->Arg(32)->Iterations(1)->Unit(benchmark::kMillisecond);

void Draws(benchmark::State& state, const LatencyModel& model) {
  const Sampler sampler = *prepare(model);
  Random random(1);
  for (auto _ : state) benchmark::DoNotOptimize(sampler.draw(1, random));
}
BENCHMARK_CAPTURE(Draws, uniform, Uniform{3s, 14s});
BENCHMARK_CAPTURE(Draws, lognormal, LogNormal{2min, 5min, 8h});
BENCHMARK_CAPTURE(Draws, lognormal_cut, LogNormal{2min, 5min, 6min});
BENCHMARK_CAPTURE(Draws, exponential, Exponential{2min, 8h});
BENCHMARK_CAPTURE(Draws, mixture, latency_preset("peak")->service);

void DrawsUnprepared(benchmark::State& state, const LatencyModel& model) {
  Random random(1);
  for (auto _ : state) benchmark::DoNotOptimize(draw(model, 1, random));
}
BENCHMARK_CAPTURE(DrawsUnprepared, lognormal, LogNormal{2min, 5min, 8h});
BENCHMARK_CAPTURE(DrawsUnprepared, lognormal_cut, LogNormal{2min, 5min, 6min});

}  // namespace
}  // namespace asyncsim

BENCHMARK_MAIN();
