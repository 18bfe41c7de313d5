// How many requests a zone takes: tokens that come at a rate and are kept up to a burst.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include "core/virtual_time.h"

namespace asyncsim {

/// Full at its first use. In millionths of a token, so that a rate of 0.001 a second is exact.
class TokenBucket {
 public:
  /// Takes one token; or, when there is none, says after how much time there is one.
  std::optional<Span> take(TimePoint now, double per_second, double burst) {
    const std::int64_t per_millisecond = std::llround(per_second * 1'000);
    const std::int64_t full = std::llround(burst * kToken);
    if (!used_) level_ = full;
    used_ = true;
    const std::int64_t longest = full / per_millisecond + 1;  // by then it is full
    const std::int64_t passed = std::min<std::int64_t>((now - filled_).count(), longest);
    level_ = std::min(full, level_ + passed * per_millisecond);
    filled_ = now;
    if (level_ >= kToken) {
      level_ -= kToken;
      return std::nullopt;
    }
    return Span{(kToken - level_ + per_millisecond - 1) / per_millisecond};
  }

  /// Whoever was refused is taken to have waited: there is a token now.
  void wait_is_over() { level_ = std::max(level_, kToken); }

 private:
  static constexpr std::int64_t kToken = 1'000'000;

  std::int64_t level_ = 0;
  TimePoint filled_{};
  bool used_ = false;
};

}  // namespace asyncsim
