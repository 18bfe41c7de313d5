// Ids that were answered 4xx, and how often they were asked for again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace asyncsim {

/// Follows so many ids; those that come later are not followed.
class VainPolls {
 public:
  static constexpr std::size_t kMostIds = 10'000;

  /// A poll of that id was answered 4xx. How many were before it, this one not counted.
  std::uint32_t again(std::uint64_t id) {
    const auto found = told_.find(id);
    if (found != told_.end()) return found->second++;
    if (told_.size() < kMostIds) {
      told_.emplace(id, 1);
    } else {
      ++not_followed_;
    }
    return 0;
  }
  /// Polls of ids that are not followed.
  std::uint64_t not_followed() const { return not_followed_; }

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> told_;
  std::uint64_t not_followed_ = 0;
};

}  // namespace asyncsim
