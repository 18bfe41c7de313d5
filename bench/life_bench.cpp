// The life of jobs in process: what one costs in time and in memory.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <memory>
#include <string>
#include <vector>

#include "account/world.h"
#include "latency/latency_presets.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<const Scenario> world_of_one_zone() {
  Scenario scenario;
  scenario.clock.mode = ClockMode::manual;
  scenario.zones = {default_zone("z", Product::unlocker)};
  return std::make_shared<const Scenario>(std::move(scenario));
}

std::vector<std::string> submit_many(World& world, int jobs, const std::string& hook) {
  std::vector<std::string> ids;
  ids.reserve(static_cast<std::size_t>(jobs));
  Submit submit{"z", {}};
  submit.request.webhook_url = hook;
  for (int i = 0; i < jobs; ++i) {
    submit.request.url = "https://shop.example/product/" + std::to_string(10'000'000 + i) + "/a";
    const auto submitted = world.apply(submit).value();
    if (submitted.tell_when_written) (void)world.apply(AnswerWritten{submitted.job});
    ids.push_back(submitted.id);
  }
  return ids;
}

void run_to(World& world, Span after_start) {
  Ran ran;
  world.run({kDefaultStart + after_start, false, {}, ~0ull}, ran);
}

/// Submit, ready, delivered to an inbox, fetched, expired.
void WholeLives(benchmark::State& state) {
  const auto scenario = world_of_one_zone();
  for (auto _ : state) {
    World world("acct_bench", scenario, kDefaultStart, 0);
    const auto ids =
        submit_many(world, static_cast<int>(state.range(0)), "https://sim.test/inbox/a");
    run_to(world, 24h);
    for (const auto& id : ids) benchmark::DoNotOptimize(world.apply(Poll{id}));
    run_to(world, 48h);
    if (world.jobs().live() != 0) state.SkipWithError("jobs left");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(WholeLives)->Arg(10'000)->Unit(benchmark::kMillisecond);

/// Submits of one moment in a zone without a queue (0) and with that of the peak preset (1).
void Submits(benchmark::State& state) {
  Scenario scenario = *world_of_one_zone();
  if (state.range(0) != 0) {
    scenario.zones[0].latency = {latency_preset("peak")->service, {}, "peak"};
  }
  const auto shared = std::make_shared<const Scenario>(std::move(scenario));
  constexpr int kJobs = 50'000;
  for (auto _ : state) {
    World world("acct_bench", shared, kDefaultStart, 0);
    submit_many(world, kJobs, "");
  }
  state.SetItemsProcessed(state.iterations() * kJobs);
}
BENCHMARK(Submits)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void Advance48Hours(benchmark::State& state) {
  const auto scenario = world_of_one_zone();
  for (auto _ : state) {
    state.PauseTiming();
    auto world = std::make_unique<World>("acct_bench", scenario, kDefaultStart, 0);
    submit_many(*world, static_cast<int>(state.range(0)), "");
    state.ResumeTiming();
    run_to(*world, 48h);
    state.PauseTiming();
    world.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(Advance48Hours)->Arg(1'000'000)->Iterations(1)->Unit(benchmark::kMillisecond);

/// The ids are the client's, not ours; the journal ring is not counted.
void BytesALiveJob(benchmark::State& state) {
  const auto jobs = static_cast<int>(state.range(0));
  for (auto _ : state) {
    auto world = std::make_unique<World>("acct_bench", world_of_one_zone(), kDefaultStart, 0);
    const std::size_t before = ::mallinfo2().uordblks + ::mallinfo2().hblkhd;
    submit_many(*world, jobs, "");
    const std::size_t after = ::mallinfo2().uordblks + ::mallinfo2().hblkhd;
    state.counters["bytes"] = static_cast<double>(after - before - world->journal().bytes()) / jobs;
  }
}
BENCHMARK(BytesALiveJob)->Arg(1'000'000)->Iterations(1)->Unit(benchmark::kMillisecond);

void PendingPoll(benchmark::State& state) {
  World world("acct_bench", world_of_one_zone(), kDefaultStart, 0);
  const auto ids = submit_many(world, static_cast<int>(state.range(0)), "");
  std::size_t next = 0;
  for (auto _ : state) benchmark::DoNotOptimize(world.apply(Poll{ids[next++ % ids.size()]}));
}
BENCHMARK(PendingPoll)->Arg(1'000)->Arg(1'000'000);

}  // namespace
}  // namespace asyncsim

BENCHMARK_MAIN();
