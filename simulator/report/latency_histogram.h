// Latencies in buckets that double: a median at little memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/virtual_time.h"

namespace asyncsim {

class LatencyHistogram {
 public:
  /// Below 1 s, below 2 s, below 4 s ... below 2^18 s (three days), and longer.
  static constexpr std::size_t kBuckets = 20;

  void add(Span latency);

  std::uint64_t count() const { return count_; }
  Span max() const { return max_; }
  /// The lower of two in the middle. Exact where its bucket holds at most two values or equal ones;
  /// else by its rank between the bucket's lowest and highest. 0 when there is none.
  Span median() const;

 private:
  struct Bucket {
    std::uint64_t count = 0;
    Span lowest{}, highest{};
  };

  std::uint64_t count_ = 0;
  Span max_{};
  std::array<Bucket, kBuckets> buckets_{};
};

}  // namespace asyncsim
