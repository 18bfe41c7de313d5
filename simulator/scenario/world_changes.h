// What the command line changes in a world: zones it adds, values it sets.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "job/zone.h"

namespace asyncsim {

class ScenarioDocument;

/// --zone NAME[=PRODUCT]
struct AddedZone {
  std::string name;
  std::optional<Product> product;  ///< nothing: unlocker, unless the zone is there already
  bool operator==(const AddedZone&) const = default;
};

/// --set PATH=VALUE
struct Setting {
  std::string path;   ///< "zones.*.latency.fixed"
  std::string value;  ///< JSON if it parses, else text
};

struct WorldChanges {
  std::vector<AddedZone> zones;
  std::vector<Setting> settings;  ///< a later one goes over an earlier one
};

Result<AddedZone> parse_added_zone(std::string_view text);
/// Whether there is such a path is found when it is set.
Result<Setting> parse_setting(std::string_view text);

/// Adds the zones, then sets the values, so that "zones.*" means the added ones too. A zone that
/// is there already stays as it is. The error names the option: another product than the zone has,
/// a path that does not exist. A wrong value is the reader's to find.
Outcome apply_changes(ScenarioDocument& document, const WorldChanges& changes);

}  // namespace asyncsim
