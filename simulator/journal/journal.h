// The journal ring: the newest entries of an account, packed, at most 16 MiB.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>

#include "journal/entry.h"

namespace asyncsim {

class Journal {
 public:
  static constexpr std::size_t kDefaultBytes = 16 * 1024 * 1024;

  explicit Journal(std::size_t max_bytes = kDefaultBytes) : max_bytes_(max_bytes) {}

  /// Numbers the entry (from 1) and keeps it; the oldest ones may fall out.
  void push(const Entry& entry);

  std::uint64_t last() const { return next_ - 1; }  ///< number of the newest entry, 0 if none
  std::uint64_t first() const;                      ///< number of the oldest one kept
  std::size_t bytes() const;

  /// Calls visit(number, entry) for entries numbered above `after`, in order, while it returns
  /// true.
  template <class Visit>
  void each(std::uint64_t after, Visit visit) const {
    for (const Block& block : blocks_) {
      if (block.first + block.count <= after + 1) continue;
      std::size_t offset = 0;
      for (std::uint64_t n = block.first; n < block.first + block.count; ++n) {
        const Entry entry = unpack(block.bytes, offset);
        if (n > after && !visit(n, entry)) return;
      }
    }
  }

 private:
  static constexpr std::size_t kBlockBytes = 64 * 1024;
  struct Block {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    std::string bytes;
  };

  static void pack(std::string& bytes, const Entry& entry);
  static Entry unpack(const std::string& bytes, std::size_t& offset);

  std::size_t max_bytes_;
  std::uint64_t next_ = 1;
  std::deque<Block> blocks_;
};

}  // namespace asyncsim
