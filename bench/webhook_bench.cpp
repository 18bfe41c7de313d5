// What a delivery costs our sender, beside libcurl and bare sockets; and what 100,000 at once cost.
// Ways and cases take turns, so that a machine that slows down slows them all; medians count.
// usage: webhook_bench [DELIVERIES [ROUNDS]]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <vector>

#include "crowd.h"
#include "delivery_load.h"
#include "forked.h"
#include "quick_receiver.h"

namespace bench {
namespace {

struct Way {
  const char* name;
  Cost (*send)(const Load&);
};

constexpr Way kWays[] = {
    {"our sender", by_our_sender},
#ifdef ASYNCSIM_BENCH_CURL
    {"libcurl multi, socket_action", by_libcurl_socket_action},
    {"libcurl multi, perform", by_libcurl_perform},
#endif
    {"bare sockets", by_bare_sockets},
};

template <class Number>
Number median(std::vector<Number> all) {
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

template <class Thing>
double median_of(const std::vector<Thing>& all, double Thing::*number) {
  std::vector<double> numbers;
  for (const Thing& one : all) numbers.push_back(one.*number);
  return median(numbers);
}

void compare_ways(const Load& load, int rounds) {
  std::map<const char*, std::vector<Cost>> costs;
  for (int round = 0; round < rounds; ++round) {
    for (const Way& way : kWays) {
      costs[way.name].push_back(in_child([&] { return way.send(load); }));
    }
  }
  std::printf("%d deliveries, %u at once, keep-alive; medians of %d rounds\n", load.deliveries,
              load.at_once, rounds);
  std::printf("%-30s %9s %9s %14s %9s\n", "", "CPU us", "real us", "a s and core", "CPU, x ours");
  const double ours = median_of(costs[kWays[0].name], &Cost::cpu_us);
  for (const Way& way : kWays) {
    const double cpu = median_of(costs[way.name], &Cost::cpu_us);
    std::printf("%-30s %9.2f %9.2f %14.0f %9.2f\n", way.name, cpu,
                median_of(costs[way.name], &Cost::real_us), 1e6 / cpu, cpu / ours);
  }
#ifndef ASYNCSIM_BENCH_CURL
  std::printf("libcurl is left out: libcurl4-openssl-dev was not there at configure time\n");
#endif
}

void crowd(const QuickReceiver& receiver, int deliveries, int rounds) {
  const int half = deliveries / 2;
  std::vector<CrowdCost> alone, beside;
  for (int round = 0; round < rounds; ++round) {
    alone.push_back(in_child([&] { return deliver_crowd(receiver, half, 0); }));
    beside.push_back(in_child([&] { return deliver_crowd(receiver, half, half); }));
  }
  const double quick = median_of(alone, &CrowdCost::seconds);
  const double slow = median_of(beside, &CrowdCost::seconds);
  std::printf("\n%d deliveries handed over at once; medians of %d rounds\n", deliveries, rounds);
  std::printf("half of them to a quick receiver, the others not sent:       %6.2f s\n", quick);
  std::printf("the same half beside the others, to one that never answers:  %6.2f s, %.2f x\n",
              slow, slow / quick);
  std::printf("peak memory %.0f MB, threads %.0f to %.0f\n", median_of(beside, &CrowdCost::peak_mb),
              median_of(beside, &CrowdCost::fewest_threads),
              median_of(beside, &CrowdCost::most_threads));
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  const int deliveries = argc > 1 ? std::atoi(argv[1]) : 20'000;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 7;
  const bench::QuickReceiver receiver;
  bench::compare_ways({receiver.answering(), deliveries, 64}, rounds);
  bench::crowd(receiver, 100'000, (rounds + 1) / 2);
}
