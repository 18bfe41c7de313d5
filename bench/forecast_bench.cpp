// What a forecast costs: a night of jobs, and a year of nights.
#include <benchmark/benchmark.h>

#include "forecast/simulation.h"
#include "latency/latency_presets.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kNightly = 50'000;

std::shared_ptr<const Scenario> peak_world() {
  Scenario scenario;
  scenario.zones = {default_zone("z", Product::unlocker)};
  scenario.zones[0].latency = {latency_preset("peak")->service, {}, "peak"};
  return std::make_shared<const Scenario>(std::move(scenario));
}

/// At an even rate over the days: only the number of jobs counts.
void Nights(benchmark::State& state) {
  const auto nights = static_cast<std::uint64_t>(state.range(0));
  const Arrivals arrivals(nights * kNightly, ArrivalRate{kNightly / 86'400.0});
  std::uint64_t ready = 0;
  for (auto _ : state) {
    const auto done = simulate({peak_world(), "z", kDefaultStart}, arrivals, kDefaultStart,
                               [&](const ForeseenJob& job) { ready += job.ready.has_value(); });
    if (!done) state.SkipWithError(done.error().message.c_str());
  }
  benchmark::DoNotOptimize(ready);
  state.SetItemsProcessed(state.iterations() * state.range(0) * static_cast<int>(kNightly));
}
BENCHMARK(Nights)->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK(Nights)->Arg(30)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace asyncsim

BENCHMARK_MAIN();
