#include "scenario/scenario_merge.h"

#include <algorithm>
#include <string_view>
#include <variant>
#include <vector>

#include "scenario/scenario_fields.h"

namespace asyncsim {
namespace {

/// The keys of one described struct.
struct KeyCollector {
  std::vector<std::string_view> keys;

  template <class Kind>
  void operator()(const Field& field, Kind) {
    keys.push_back(field.key);
  }

  template <class... Models>
  void alternatives(std::variant<Models...>&) {
    (add<Models>(), ...);
  }

  template <class Model>
  void add() {
    Model model;
    describe(*this, model);
  }
};

template <class Model>
std::vector<std::string_view> keys_of() {
  KeyCollector collector;
  Model model;
  describe(collector, model);
  return std::move(collector.keys);
}

/// The visitor that merges object into object, field by field.
class ScenarioMerger {
 public:
  /// `described` tells the fields; its values do not matter.
  template <class Struct>
  static void merge(Json& target, const Json& patch, Struct& described) {
    if (!patch.is_object()) {
      target = patch;
      return;
    }
    if (!target.is_object()) target = Json::object();
    ScenarioMerger merger(target, patch);
    describe(merger, described);
    merger.merge_unknown_keys();
  }

  template <class Kind>
  void operator()(const Field& field, Kind kind) {
    known_.push_back(field.key);
    const auto found = patch_.find(field.key);
    if (found == patch_.end()) return;
    if (found->is_null()) {
      target_.erase(std::string(field.key));
    } else {
      fill(target_[std::string(field.key)], *found, kind);
    }
  }

  template <class... Models>
  void alternatives(std::variant<Models...>&) {
    const bool one_is_named = (names_any<Models>() || ...);
    if (one_is_named) (drop_unless_named<Models>(), ...);
    (merge_model<Models>(), ...);
  }

 private:
  ScenarioMerger(Json& target, const Json& patch) : target_(target), patch_(patch) {}

  template <class Kind>
  static void fill(Json& target, const Json& patch, Kind) {
    target = patch;
  }

  template <class Struct>
  static void fill(Json& target, const Json& patch, Section<Struct> section) {
    if (is_shorthand(target, section)) target = Json{{section.shorthand, true}};
    if (is_shorthand(patch, section)) {
      merge(target, Json{{section.shorthand, true}}, section.value);
    } else {
      merge(target, patch, section.value);
    }
  }

  template <class Struct>
  static void fill(Json& target, const Json& patch, OptionalSection<Struct>) {
    Struct described;
    merge(target, patch, described);
  }

  template <class Struct>
  static bool is_shorthand(const Json& json, const Section<Struct>& section) {
    return !section.shorthand.empty() && json == section.shorthand;
  }

  template <class Struct>
  static void fill(Json& target, const Json& patch, ByName<Struct>) {
    if (!patch.is_object()) {
      target = patch;
      return;
    }
    if (!target.is_object()) target = Json::object();
    for (const auto& [name, entry] : patch.get_ref<const Json::object_t&>()) {
      Struct described;
      if (entry.is_null()) {
        target.erase(name);
      } else {
        merge(target[name], entry, described);
      }
    }
  }

  template <class Model>
  bool names_any() const {
    return std::ranges::any_of(keys_of<Model>(), [this](std::string_view key) {
      const auto found = patch_.find(key);
      return found != patch_.end() && !found->is_null();
    });
  }

  template <class Model>
  void drop_unless_named() {
    if (names_any<Model>()) return;
    for (const std::string_view key : keys_of<Model>()) target_.erase(std::string(key));
  }

  template <class Model>
  void merge_model() {
    Model model;
    describe(*this, model);
  }

  void merge_unknown_keys() {
    for (const auto& [key, value] : patch_.get_ref<const Json::object_t&>()) {
      if (std::ranges::find(known_, key) == known_.end()) target_[key] = value;
    }
  }

  Json& target_;
  const Json& patch_;
  std::vector<std::string_view> known_;
};

}  // namespace

void merge_scenario(Json& target, const Json& patch) {
  Scenario described;
  ScenarioMerger::merge(target, patch, described);
}

}  // namespace asyncsim
