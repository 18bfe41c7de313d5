#include "scenario/world_changes.h"

#include <algorithm>
#include <span>
#include <utility>

#include "core/json.h"
#include "core/nearest_name.h"
#include "scenario/scenario_document.h"
#include "scenario/scenario_faults.h"
#include "scenario/scenario_fields.h"

namespace asyncsim {
namespace {

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> keys(1);
  for (const char c : path) {
    if (c == '.') {
      keys.emplace_back();
    } else {
      keys.back() += c;
    }
  }
  return keys;
}

std::string join_path(std::span<const std::string> keys) {
  std::string path;
  for (const std::string& key : keys) path += (path.empty() ? "" : ".") + key;
  return path;
}

/// The visitor that turns a setting into a merge patch, one key of its path after another.
class SettingPatch {
 public:
  static Result<Json> make(const Setting& setting, const Json& present) {
    const auto keys = split_path(setting.path);
    auto json = parse_json(setting.value);
    const Json value = json ? *std::move(json) : Json(setting.value);
    Scenario described;
    try {
      return under(described, {value, keys, 0, present});
    } catch (const Error& error) {
      return error;
    }
  }

  template <class Kind>
  void operator()(const Field& field, Kind kind) {
    known_.push_back(field.key);
    if (field.key == key()) patch_ = Json{{field.key, last() ? at_.value : below(kind)}};
  }
  void operator()(const Field&, Base) {}

  template <class... Models>
  void alternatives(std::variant<Models...>&) {
    (visit_model<Models>(), ...);
  }

 private:
  /// A place on the way down the path.
  struct At {
    const Json& value;
    std::span<const std::string> keys;
    std::size_t depth;    ///< of the key that is looked for
    const Json& present;  ///< the document as far as it leads here, else null
  };

  explicit SettingPatch(At at) : at_(at) {}

  template <class Struct>
  static Json under(Struct& described, At at) {
    SettingPatch visitor(at);
    describe(visitor, described);
    if (visitor.patch_.is_null()) throw visitor.no_such_key(one_of(visitor.known_), visitor.known_);
    return std::move(visitor.patch_);
  }

  template <class Model>
  void visit_model() {
    Model model;
    describe(*this, model);
  }

  const std::string& key() const { return at_.keys[at_.depth]; }
  bool last() const { return at_.depth + 1 == at_.keys.size(); }
  At next() const { return {at_.value, at_.keys, at_.depth + 1, member(at_.present, key())}; }

  static const Json& member(const Json& json, const std::string& name) {
    static const Json nothing;
    return json.is_object() && json.contains(name) ? json[name] : nothing;
  }

  template <class Kind>
  Json below(Kind) const {
    throw invalid("no keys in " + join_path(at_.keys.first(at_.depth + 1)) +
                  ", which is set as a whole");
  }

  template <class Struct>
  Json below(Section<Struct> section) const {
    return under(section.value, next());
  }

  template <class Struct>
  Json below(OptionalSection<Struct>) const {
    Struct described;
    return under(described, next());
  }

  template <class Struct>
  Json below(ByName<Struct>) const {
    return SettingPatch(next()).for_names<Struct>();
  }

  template <class Struct>
  Json for_names() const {
    std::vector<std::string_view> names;
    Json patch = Json::object();
    if (at_.present.is_object()) {
      for (const auto& [name, entry] : at_.present.get_ref<const Json::object_t&>()) {
        names.push_back(name);
        if (key() != name && key() != "*") continue;
        Struct described;
        patch[name] =
            last() ? at_.value : under(described, {at_.value, at_.keys, at_.depth + 1, entry});
      }
    }
    if (!patch.empty() || key() == "*") return patch;
    throw no_such_key(names.empty() ? "one that --zone adds" : one_of(names), names);
  }

  Error no_such_key(const std::string& expected, std::span<const std::string_view> known) const {
    const auto parent = join_path(at_.keys.first(at_.depth));
    return invalid("no " + excerpt(key()) + " in " + (parent.empty() ? "a scenario" : parent) +
                   "; expected " + expected + did_you_mean(key(), known));
  }

  At at_;
  Json patch_;
  std::vector<std::string_view> known_;
};

Outcome add_zone(ScenarioDocument& document, const AddedZone& zone) {
  const std::string option =
      "--zone " + zone.name +
      (zone.product ? "=" + std::string(name_of(*zone.product)) : std::string());
  const Json& zones = document.json().value("zones", Json::object());
  if (zones.is_object() && zones.contains(zone.name)) {
    const Json& present = zones[zone.name];
    const auto product = present.is_object() ? present.value("product", Json("unlocker")) : Json();
    if (!zone.product || product == name_of(*zone.product)) return success();
    return invalid(option + ": the world has a zone of that name already, and its product is " +
                   excerpt(product));
  }
  Json added{{"product", name_of(zone.product.value_or(Product::unlocker))}};
  document.lay(Json{{"zones", {{zone.name, std::move(added)}}}}, option);
  return success();
}

Outcome set_value(ScenarioDocument& document, const Setting& setting) {
  const std::string option = one_line("--set " + setting.path + '=' + setting.value);
  const auto patch = SettingPatch::make(setting, document.json());
  if (!patch) return invalid(option + ": " + patch.error().message);
  document.lay(*patch, option);
  return success();
}

}  // namespace

Result<AddedZone> parse_added_zone(std::string_view text) {
  const auto equals = std::min(text.find('='), text.size());
  AddedZone zone{std::string(text.substr(0, equals)), std::nullopt};
  if (!is_zone_name(zone.name)) {
    return invalid(
        "expected NAME, NAME=unlocker or NAME=serp, the name 1 to 64 of A-Z a-z 0-9 _ -");
  }
  if (equals == text.size()) return zone;
  const Json product(text.substr(equals + 1));
  Product chosen{};
  if (auto read = Choice{chosen, kProducts}.read(product); !read) return read.error();
  zone.product = chosen;
  return zone;
}

Result<Setting> parse_setting(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == text.npos || equals == 0) {
    return invalid("expected PATH=VALUE, such as zones.*.latency.fixed=30s");
  }
  return Setting{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

Outcome apply_changes(ScenarioDocument& document, const WorldChanges& changes) {
  if (!document.json().is_object()) return success();  // its fault, for the reader to tell
  for (const AddedZone& zone : changes.zones) {
    if (auto added = add_zone(document, zone); !added) return added;
  }
  for (const Setting& setting : changes.settings) {
    if (auto set = set_value(document, setting); !set) return set;
  }
  return success();
}

}  // namespace asyncsim
