// The program as its users meet it: started, and driven over HTTP on loopback.
#include <benchmark/benchmark.h>

#include "server.h"
#include "vendor_client.h"

namespace client_tests {
namespace {

void ExecToReadyLine(benchmark::State& state) {
  for (auto _ : state) {
    Server server;
    state.PauseTiming();  // its end is not asked for
    server.stop();
    state.ResumeTiming();
  }
}
BENCHMARK(ExecToReadyLine)->Iterations(50)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Every job tells `hook` (empty: the same inbox, by real HTTP), then 48 h pass in one call.
void Advance48HoursWithWebhooks(benchmark::State& state, const std::string& hook) {
  const auto jobs = static_cast<int>(state.range(0));
  for (auto _ : state) {
    state.PauseTiming();
    Server server;
    VendorClient client(server.url());
    for (int i = 0; i < jobs; ++i) {
      client.submit({{"url", "https://shop.example/" + std::to_string(i)},
                     {"webhook_url", hook.empty() ? server.url() + "/_sim/inbox/a" : hook}});
    }
    state.ResumeTiming();
    const Json advanced = client.advance_by("48h");
    if (advanced.at("ran").at("delivered") != jobs) state.SkipWithError("webhooks are missing");
    state.PauseTiming();
    server.stop();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * jobs);
}

BENCHMARK_CAPTURE(Advance48HoursWithWebhooks, to_the_inbox, "https://sim.test/inbox/a")
    ->Arg(10'000)
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(Advance48HoursWithWebhooks, over_http, "")
    ->Arg(10'000)
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace client_tests

BENCHMARK_MAIN();
