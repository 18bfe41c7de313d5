// The zones of an account. A changed zone is a new version: a job keeps the one it was submitted
// to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "job/zone.h"
#include "latency/sampler.h"

namespace asyncsim {

using ZoneIndex = std::uint16_t;

class ZoneTable {
 public:
  explicit ZoneTable(const std::vector<Zone>& zones) { (void)replace(zones); }

  const Zone& at(ZoneIndex index) const { return *versions_[index]; }
  /// The same, for who keeps it longer than this table lives.
  std::shared_ptr<const Zone> share(ZoneIndex index) const { return versions_[index]; }

  /// What jobs of that zone are drawn from, sync calls of it; solved at the first of them.
  const Sampler& service(ZoneIndex index) const {
    return solved(laws_[index].service, at(index).latency.model);
  }
  const Sampler& sync_service(ZoneIndex index) const {
    return solved(laws_[index].sync, at(index).sync.model);
  }

  /// These are the zones from now on; what `at` finds stays. False, and no change, when there were
  /// too many versions.
  bool replace(const std::vector<Zone>& zones) {
    std::vector<std::optional<ZoneIndex>> kept;
    std::size_t added = 0;
    for (const Zone& zone : zones) {
      const auto index = find(zone.name);
      kept.push_back(index && at(*index) == zone ? index : std::nullopt);
      if (!kept.back()) ++added;
    }
    if (versions_.size() + added > kMostVersions) return false;
    present_.clear();
    for (std::size_t i = 0; i < zones.size(); ++i) {
      if (!kept[i]) versions_.push_back(std::make_shared<const Zone>(zones[i]));
      present_.push_back(kept[i].value_or(static_cast<ZoneIndex>(versions_.size() - 1)));
    }
    laws_.resize(versions_.size());
    return true;
  }

  /// The present version of the zone of that name.
  std::optional<ZoneIndex> find(std::string_view name) const {
    for (const ZoneIndex index : present_) {
      if (at(index).name == name) return index;
    }
    return std::nullopt;
  }

  /// "web_unlocker1, serp1": the first ten.
  std::string names() const {
    constexpr std::size_t kShown = 10;
    std::string text;
    for (std::size_t i = 0; i < std::min(present_.size(), kShown); ++i) {
      text += (text.empty() ? "" : ", ") + at(present_[i]).name;
    }
    if (present_.size() > kShown) text += ", ...";
    return text.empty() ? "no zones" : text;
  }

 private:
  static constexpr std::size_t kMostVersions = std::size_t{1} << 16;

  struct Laws {
    std::optional<Sampler> service, sync;
  };

  static const Sampler& solved(std::optional<Sampler>& law, const LatencyModel& model) {
    if (!law) law = sampler_of(model);
    return *law;
  }

  std::vector<std::shared_ptr<const Zone>> versions_;
  mutable std::vector<Laws> laws_;  ///< of each version
  std::vector<ZoneIndex> present_;  ///< in the scenario's order
};

}  // namespace asyncsim
