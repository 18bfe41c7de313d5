// A scenario document made of layers: a base, what extends it, what the command line says. Each is
// merged over those before it, and every value knows where it was written.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"

namespace asyncsim {

class ScenarioDocument {
 public:
  struct Place {
    std::size_t layer = 0;
    int line = 0;  ///< from 1; 0 for what has no lines
  };

  /// The first layer stands as it is; each later one is a merge patch (see scenario_merge.h).
  /// `source` names the layer in messages; files that it names are looked for in `folder`, if any.
  void lay(const Json& layer, std::string source, const JsonLines& lines,
           std::optional<std::filesystem::path> folder = std::nullopt);
  /// The same for a layer without lines: an option. Its faults name no line.
  void lay(const Json& layer, std::string source);

  const Json& json() const { return json_; }
  const std::string& source_of(std::size_t layer) const { return layers_[layer].source; }
  const std::optional<std::filesystem::path>& folder_of(std::size_t layer) const {
    return layers_[layer].folder;
  }
  /// Where the value at that pointer was written. What has no place of its own (a value left out,
  /// or past the line map's bounds) has its parent's.
  Place place_of(std::string_view pointer) const;

 private:
  struct Layer {
    std::string source;
    std::optional<std::filesystem::path> folder;
  };

  void note_places(const Json& layer, const JsonLines& lines);

  Json json_;
  std::vector<Layer> layers_;
  std::map<std::string, Place, std::less<>> places_;
};

}  // namespace asyncsim
