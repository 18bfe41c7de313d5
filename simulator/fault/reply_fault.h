// How a reply is damaged on its way, on purpose.
#pragma once

#include <cstdint>
#include <string_view>

namespace asyncsim {

enum class ReplyFault : std::uint8_t {
  none,
  reset_before,  ///< nothing is written; the connection is reset
  reset_mid,     ///< half of it, then a reset
  reset_after,   ///< all of it, then a reset
  truncated,     ///< half of its body, then the connection closes
  wrong_length,  ///< its content-length is half of its body
  dripping,      ///< a few bytes at a time
  silence,       ///< never answered
};
std::string_view name_of(ReplyFault fault);

}  // namespace asyncsim
