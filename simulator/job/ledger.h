// What a run cost: the submit is billed, the read is free.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "job/zone.h"

namespace asyncsim {

/// What `units` requests cost there, in nano-dollars: exact, since USD per 1,000 is micro-dollars
/// per request times 1,000.
inline std::int64_t nano_usd_of(const Zone& zone, std::uint64_t units) {
  return static_cast<std::int64_t>(zone.price_per_1000 * 1e6 + 0.5) *
         static_cast<std::int64_t>(units);
}

struct LedgerLine {
  std::uint64_t billed = 0;      ///< requests; a SERP `multi` counts as two
  std::uint64_t retrievals = 0;  ///< reads that returned a result
  std::int64_t nano_usd = 0;     ///< cost in thousandths of a millionth of a dollar

  double usd() const { return static_cast<double>(nano_usd) / 1e9; }
};

class Ledger {
 public:
  void bill(const Zone& zone, std::uint64_t units) {
    const std::int64_t cost = nano_usd_of(zone, units);
    for (LedgerLine* line : {&total_, &zones_[zone.name]}) {
      line->billed += units;
      line->nano_usd += cost;
    }
  }

  void retrieved(const Zone& zone) {
    ++total_.retrievals;
    ++zones_[zone.name].retrievals;
  }

  const LedgerLine& total() const { return total_; }
  const std::map<std::string, LedgerLine>& zones() const { return zones_; }

 private:
  LedgerLine total_;
  std::map<std::string, LedgerLine> zones_;
};

}  // namespace asyncsim
