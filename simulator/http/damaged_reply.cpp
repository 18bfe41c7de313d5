#include "http/damaged_reply.h"

#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>

namespace asyncsim::http {
namespace {

/// How much is left of a reply whose head is that long.
std::size_t truncated_size(std::size_t head, std::size_t whole) {
  return whole > head ? head + (whole - head) / 2 : whole / 2;
}

}  // namespace

std::string damaged_bytes(const Reply& reply, std::string_view date, bool keep_alive,
                          bool head_only) {
  std::string bytes;
  if (reply.fault == ReplyFault::reset_before || reply.fault == ReplyFault::silence) return bytes;
  keep_alive = keep_alive && reply.fault != ReplyFault::dripping;
  write_reply(bytes, reply, date, keep_alive, head_only);
  if (reply.fault == ReplyFault::reset_mid) bytes.resize(bytes.size() / 2);
  if (reply.fault == ReplyFault::truncated) {
    bytes.resize(truncated_size(bytes.find("\r\n\r\n") + 4, bytes.size()));
  }
  return bytes;
}

std::size_t drip_end(std::size_t sent, std::size_t size) {
  if (sent < kDrops) return std::min(sent + 1, size);
  const std::size_t part = (size - kDrops + kDripParts - 1) / kDripParts;
  return std::min(sent + part, size);
}

bool resets(ReplyFault fault) {
  return fault == ReplyFault::reset_before || fault == ReplyFault::reset_mid ||
         fault == ReplyFault::reset_after;
}

bool awaits_delivery(int socket) {
  int unacknowledged = 0;
  if (::ioctl(socket, SIOCOUTQ, &unacknowledged) != 0 || unacknowledged == 0) return false;
  pollfd watched{socket, 0, 0};
  return ::poll(&watched, 1, 0) == 0;  // else the other side has hung up, and takes no more
}

void reset_on_close(int socket) {
  const linger at_once{1, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace asyncsim::http
