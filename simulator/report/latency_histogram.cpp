#include "report/latency_histogram.h"

#include <algorithm>
#include <bit>

namespace asyncsim {
namespace {

std::size_t bucket_of(Span latency) {
  const auto whole_seconds = static_cast<std::uint64_t>(latency / std::chrono::seconds{1});
  return std::min<std::size_t>(std::bit_width(whole_seconds), LatencyHistogram::kBuckets - 1);
}

}  // namespace

void LatencyHistogram::add(Span latency) {
  latency = std::max(latency, Span{0});
  Bucket& bucket = buckets_[bucket_of(latency)];
  bucket.lowest = bucket.count == 0 ? latency : std::min(bucket.lowest, latency);
  bucket.highest = std::max(bucket.highest, latency);
  max_ = std::max(max_, latency);
  ++bucket.count;
  ++count_;
}

Span LatencyHistogram::median() const {
  if (count_ == 0) return Span{0};
  std::uint64_t rank = (count_ - 1) / 2;
  auto bucket = buckets_.begin();
  for (; rank >= bucket->count; ++bucket) rank -= bucket->count;
  const auto width = static_cast<double>((bucket->highest - bucket->lowest).count());
  const auto steps = static_cast<double>(std::max<std::uint64_t>(bucket->count - 1, 1));
  return bucket->lowest + Span{static_cast<Span::rep>(width * static_cast<double>(rank) / steps)};
}

}  // namespace asyncsim
