// What can happen in a world: the words of its journal, and of what is expected of it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace asyncsim {

enum class Happening : std::uint8_t {
  submitted,
  refused,    ///< a vendor call that reached no job
  polled,     ///< a read
  completed,  ///< ready or failed
  expired,
  held,
  released,
  delayed,
  webhook_sent,   ///< an attempt leaves
  webhook_ended,  ///< ... and its end
  webhook_cancelled,
  webhook_fault,  ///< something goes wrong with a delivery on purpose
  ruled,          ///< rules hold for a call or a job
  timeline,       ///< an entry of it begins or ends
  inbox_received,
  requested,  ///< a sync call
};
inline constexpr std::size_t kHappenings = static_cast<std::size_t>(Happening::requested) + 1;

std::string_view name_of(Happening happening);

/// All of them, in their order.
inline constexpr auto kAllHappenings = [] {
  std::array<Happening, kHappenings> all{};
  for (std::size_t i = 0; i < kHappenings; ++i) all[i] = static_cast<Happening>(i);
  return all;
}();

}  // namespace asyncsim
