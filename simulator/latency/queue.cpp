#include "latency/queue.h"

#include <cmath>
#include <cstdio>
#include <string>

namespace asyncsim {
namespace {

// Within these no wait of as many jobs as memory holds is longer than a Span.
constexpr double kLeastAMinute = 1e-4, kMostAMinute = 1e9;
constexpr Span kLongestService = std::chrono::days{365};
constexpr std::uint32_t kMostAtOnce = 10'000'000;

Outcome check(const PerMinute& capacity) {
  if (!std::isfinite(capacity.jobs)) return invalid("jobs per minute are no finite number");
  if (capacity.jobs <= 0) return invalid("a queue needs more than 0 jobs per minute");
  if (capacity.jobs < kLeastAMinute) return invalid("a queue does at least 0.0001 jobs per minute");
  if (capacity.jobs > kMostAMinute) return invalid("a queue does up to 1e9 jobs per minute");
  return success();
}

Outcome check(const AtOnce& capacity) {
  if (capacity.jobs == 0) return invalid("a queue needs at least 1 job at once");
  if (capacity.jobs > kMostAtOnce) return invalid("a queue does up to 10000000 jobs at once");
  if (capacity.service <= Span{0}) return invalid("other tenants' mean service is not above 0");
  if (capacity.service > kLongestService) {
    return invalid("other tenants' mean service is longer than a year");
  }
  return success();
}

std::string in_short(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", number);
  return text;
}

}  // namespace

Result<Queue> Queue::make(const QueueCapacity& capacity, LoadCurve others) {
  const auto sound = std::visit([](const auto& kind) { return check(kind); }, capacity);
  if (!sound) return sound.error();
  constexpr double kRounding = 1e-9;
  if (others.mean() > 1 + kRounding) {
    return invalid("the week's mean load is " + in_short(others.mean()) +
                   ", above capacity: the backlog would grow for ever");
  }
  if (const auto* rate = std::get_if<PerMinute>(&capacity)) {
    return Queue(RateQueue(rate->jobs, std::move(others)), Span{0});
  }
  const auto& servers = std::get<AtOnce>(capacity);
  return Queue(ServerQueue(servers.jobs, servers.service, std::move(others)), servers.service);
}

Turn Queue::join(TimePoint arrival, Span service) {
  if (auto* rate = std::get_if<RateQueue>(&kind_)) return rate->join(arrival);
  return std::get<ServerQueue>(kind_).join(arrival, service);
}

double Queue::backlog_at(TimePoint time) const {
  return std::visit([time](const auto& queue) { return queue.backlog_at(time); }, kind_);
}

}  // namespace asyncsim
