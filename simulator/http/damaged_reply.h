// What the client is to get of a reply with a fault, and how to end its connection with RST. For
// whoever carries the fault out: the front, and the double in process.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "http/request.h"

namespace asyncsim::http {

/// The bytes of `reply` that are sent, as write_reply() makes them; none may be left.
std::string damaged_bytes(const Reply& reply, std::string_view date, bool keep_alive,
                          bool head_only);

inline constexpr std::size_t kDrops = 64;      ///< a dripping reply's first bytes come one by one
inline constexpr std::size_t kDripParts = 20;  ///< and the rest in so many parts

/// Where the part of a dripping reply of `size` bytes ends that comes after its first `sent`.
std::size_t drip_end(std::size_t sent, std::size_t size);

/// RST follows what is sent.
bool resets(ReplyFault fault);

/// Whether some of what was written to the TCP socket has yet to reach the other side, which is
/// still there: RST would drop it.
bool awaits_delivery(int socket);

/// Closing the TCP socket, without a shutdown before, then sends RST.
void reset_on_close(int socket);

}  // namespace asyncsim::http
