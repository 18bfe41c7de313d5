// How a reply is damaged on its way, on purpose.
#pragma once

#include <cstdint>
#include <string_view>

namespace asyncsim {

/// Replies before it on the connection are written whole; after it the connection ends, whatever
/// was pipelined behind. Half is rounded down.
enum class ReplyFault : std::uint8_t {
  none,
  reset_before,  ///< nothing of it is written, then RST
  reset_mid,     ///< half of its bytes, head and body together, then RST
  reset_after,   ///< the whole of it, then RST
  truncated,     ///< half of the body, or of the head where no body follows, then a regular close
  wrong_length,  ///< content-length says half of the body, 1 of an empty one; then a regular close
  dripping,      ///< whole but a few bytes at a time, then a regular close
  silence,       ///< never: the connection stays open until the client leaves, or for minutes
};
std::string_view name_of(ReplyFault fault);

/// Whether the client gets less than the whole of it.
constexpr bool loses_answer(ReplyFault fault) {
  return fault != ReplyFault::none && fault != ReplyFault::reset_after &&
         fault != ReplyFault::dripping;
}

}  // namespace asyncsim
