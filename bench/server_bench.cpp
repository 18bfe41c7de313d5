// The program as its users meet it: started, and driven over HTTP on loopback.
#include <benchmark/benchmark.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

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

// ---- rules ----

/// A server with so many rules, none of which holds for the job that is polled.
class RuledServer {
 public:
  explicit RuledServer(int rules) : server_({"--scenario", world_of(rules), "--clock", "manual"}) {
    clockid_t clock{};
    clock_getcpuclockid(server_.process().pid(), &clock);
    clock_ = clock;
    id_ = client_.submit({{"url", "https://shop.example/product/1"}});
  }

  /// CPU microseconds of the server for each of so many polls.
  double cost_of_polls(int polls) {
    const double before = cpu_us();
    for (int i = 0; i < polls; ++i) client_.poll(id_);
    return (cpu_us() - before) / polls;
  }

 private:
  static std::string world_of(int rules) {
    Json list = Json::array();
    for (int i = 0; i < rules; ++i) {
      list.push_back({{"match", {{"on", "poll"}, {"url", "*/elsewhere/" + std::to_string(i)}}},
                      {"reply", {{"status", 503}}}});
    }
    return Json{{"extends", "ci"}, {"rules", list}}.dump();
  }

  double cpu_us() const {
    timespec time{};
    clock_gettime(clock_, &time);
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
  }

  Server server_;
  VendorClient client_{server_.url()};
  clockid_t clock_{};
  std::string id_;
};

double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<long>(values.size() / 2));
  return values[values.size() / 2];
}

/// Taken in turns, so that both have the same weather.
void PollsUnder100RulesThatDoNotMatch(benchmark::State& state) {
  RuledServer none(0), hundred(100);
  std::vector<double> without, with;
  for (auto _ : state) {
    without.push_back(none.cost_of_polls(2'000));
    with.push_back(hundred.cost_of_polls(2'000));
  }
  state.counters["us_without"] = median(without);
  state.counters["us_with"] = median(with);
  state.counters["ratio"] = median(with) / median(without);
}
BENCHMARK(PollsUnder100RulesThatDoNotMatch)->Iterations(9)->Unit(benchmark::kMillisecond);

// ---- expectations ----

/// From the answer of the poll that meets it to the answer of who waits for it.
void AnExpectationIsAnsweredAfterItsEvent(benchmark::State& state) {
  Server server;
  VendorClient client(server.url());
  std::vector<double> after_us;
  for (auto _ : state) {
    const std::string id = client.submit({{"url", "https://shop.example/"}});
    client.advance_by("30s");
    std::chrono::steady_clock::time_point answered;
    std::thread waiting([&] {
      VendorClient other(server.url());
      other.control_post(
          "/expect",
          {{"event", {{"event", "polled"}, {"answer", "ready"}, {"job", id}}}, {"wait", "30s"}});
      answered = std::chrono::steady_clock::now();
    });
    std::this_thread::sleep_for(std::chrono::milliseconds{20});  // until it waits
    client.poll(id);
    const auto read = std::chrono::steady_clock::now();
    waiting.join();
    after_us.push_back(std::chrono::duration<double, std::micro>(answered - read).count());
  }
  state.counters["us_median"] = median(after_us);
  state.counters["us_longest"] = *std::ranges::max_element(after_us);
}
BENCHMARK(AnExpectationIsAnsweredAfterItsEvent)->Iterations(50)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace client_tests

BENCHMARK_MAIN();
