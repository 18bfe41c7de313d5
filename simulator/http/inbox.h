// What a connection has received.
#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include "http/asio.h"

namespace asyncsim::http {

/// Bytes that were read and not yet used. Its size is its capacity: nothing is cleared or copied
/// but what is left over.
class Inbox {
 public:
  explicit Inbox(std::size_t room) : bytes_(room, '\0') {}

  std::string_view unread() const { return {bytes_.data() + begin_, end_ - begin_}; }
  void skip(std::size_t count) { begin_ += count; }
  asio::mutable_buffer room() { return {bytes_.data() + end_, bytes_.size() - end_}; }
  void received(std::size_t count) { end_ += count; }
  bool full() const { return end_ == bytes_.size(); }
  bool empty() const { return begin_ == end_; }

  /// Moves what is unread to the front; only while nobody holds views.
  void compact() {
    std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }

  void grow(std::size_t room) {
    if (bytes_.size() < room) bytes_.resize(room);
  }

  void append(std::string_view text) {
    grow(end_ + text.size());
    text.copy(bytes_.data() + end_, text.size());
    end_ += text.size();
  }

 private:
  std::string bytes_;
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace asyncsim::http
