#include "scenario/scenario_document.h"

#include <utility>

#include "scenario/scenario_merge.h"

namespace asyncsim {
namespace {

/// Every value of `json`, below `pointer`, without a line.
void add_pointers(const Json& json, const std::string& pointer, JsonLines& lines) {
  lines.emplace(pointer, 0);
  if (!json.is_object()) return;
  for (const auto& [key, value] : json.get_ref<const Json::object_t&>()) {
    add_pointers(value, pointer + pointer_token(key), lines);
  }
}

}  // namespace

void ScenarioDocument::lay(const Json& layer, std::string source, const JsonLines& lines,
                           std::optional<std::filesystem::path> folder) {
  if (layers_.empty()) {
    json_ = layer;
  } else {
    merge_scenario(json_, layer);
  }
  layers_.push_back({std::move(source), std::move(folder)});
  note_places(layer, lines);
}

void ScenarioDocument::lay(const Json& layer, std::string source) {
  JsonLines lines;
  add_pointers(layer, "", lines);
  lay(layer, std::move(source), lines);
}

void ScenarioDocument::note_places(const Json& layer, const JsonLines& lines) {
  // Parents come before what is in them.
  for (const auto& [pointer, line] : lines) {
    const Json::json_pointer at(pointer);
    if (!layer.contains(at)) continue;  // taken out after it was read, as "extends" is
    if (!layer.at(at).is_object()) {
      // Replaced as a whole: what lay below it is gone.
      const auto first = places_.lower_bound(pointer + '/');
      places_.erase(first, places_.lower_bound(pointer + '0'));  // '0' follows '/'
    }
    places_.insert_or_assign(pointer, Place{layers_.size() - 1, line});
  }
}

ScenarioDocument::Place ScenarioDocument::place_of(std::string_view pointer) const {
  for (;;) {
    if (const auto found = places_.find(pointer); found != places_.end()) return found->second;
    if (pointer.empty()) return {0, 1};
    pointer = pointer.substr(0, pointer.rfind('/'));
  }
}

}  // namespace asyncsim
