// Who was told by a 429 to wait, and did not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "report/client_clock.h"

namespace asyncsim {

/// Follows each refused call by itself, not its kind: among many at once those that were on their
/// way when the first was refused are not to blame.
class BackOff {
 public:
  static constexpr std::size_t kMostCalls = 1'000;

  /// Whether any call is to wait.
  bool any() const { return !told_.empty(); }
  /// That call is not to come again for so long.
  void tell(std::uint64_t call, ClientSpan wait, const ClientClock& clock);

  enum class Return : std::uint8_t { free, too_soon, not_judged };
  Return again(std::uint64_t call, const ClientClock& clock);

 private:
  struct Told {
    TimePoint at{};
    ClientSpan wait{};
    bool is_over(const ClientClock& clock) const;
  };
  std::unordered_map<std::uint64_t, Told> told_;
};

}  // namespace asyncsim
