// What deliveries cost this process, from the meter's making on.
#pragma once

#include <sys/resource.h>

#include <chrono>

#include "delivery_load.h"

namespace bench {

class Meter {
 public:
  Cost per_delivery(const Load& load) const {
    const std::chrono::duration<double, std::micro> real = Clock::now() - began_;
    return {(cpu_us() - cpu_) / load.deliveries, real.count() / load.deliveries};
  }

 private:
  using Clock = std::chrono::steady_clock;

  static double cpu_us() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto us = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
    };
    return us(used.ru_utime) + us(used.ru_stime);
  }

  const double cpu_ = cpu_us();
  const Clock::time_point began_ = Clock::now();
};

}  // namespace bench
