// The zones of an account. A changed zone is a new version: a job keeps the one it was submitted
// to.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "job/zone.h"

namespace asyncsim {

using ZoneIndex = std::uint16_t;

class ZoneTable {
 public:
  explicit ZoneTable(const std::vector<Zone>& zones) {
    for (const Zone& zone : zones) versions_.push_back(zone);
  }

  const Zone& at(ZoneIndex index) const { return versions_[index]; }

  /// The present version of the zone of that name.
  std::optional<ZoneIndex> find(std::string_view name) const {
    for (std::size_t i = versions_.size(); i-- > 0;) {
      if (versions_[i].name == name) return static_cast<ZoneIndex>(i);
    }
    return std::nullopt;
  }

  /// "web_unlocker1, serp1"
  std::string names() const {
    std::string text;
    for (const Zone& zone : versions_) text += (text.empty() ? "" : ", ") + zone.name;
    return text;
  }

 private:
  std::deque<Zone> versions_;
};

}  // namespace asyncsim
