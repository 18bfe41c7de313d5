// The visitor that fills a described struct from JSON, and goes on after every fault.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/nearest_name.h"
#include "scenario/body_files.h"
#include "scenario/scenario_faults.h"
#include "scenario/scenario_fields.h"

namespace asyncsim {

class ScenarioReader {
 public:
  /// Reads every field of `value` that `json` gives; the others stay as they are.
  template <class Struct>
  static void read(ScenarioFaults& faults, const Json& json, const std::string& pointer,
                   Struct& value) {
    if (!json.is_object()) {
      faults.add(pointer, excerpt(json) + " is not an object; expected { ... }");
      return;
    }
    ScenarioReader reader(faults, json, pointer);
    describe(reader, value);
    reader.refuse_unknown_keys();
    reader.check(value);
  }

  template <class Kind>
  void operator()(const Field& field, Kind kind) {
    known_.push_back(field.key);
    const auto found = object_.find(field.key);
    if (found == object_.end()) return;
    ++given_;
    last_given_ = field.key;
    fill(*found, pointer_to(field.key), kind);
  }

  /// The one whose keys the object gives; the present one when it gives none.
  template <class... Models>
  void alternatives(std::variant<Models...>& model) {
    std::string_view chosen;
    (offer<Models>(model, chosen), ...);
    constexpr std::string_view required = Kinds<std::variant<Models...>>::required;
    if (!required.empty() && chosen.empty()) faults_.add(pointer_, std::string(required));
  }

 private:
  ScenarioReader(ScenarioFaults& faults, const Json& object, std::string pointer)
      : faults_(faults),
        object_(object),
        pointer_(std::move(pointer)),
        faults_before_(faults.count()) {}

  std::string pointer_to(std::string_view key) const { return pointer_ + pointer_token(key); }

  template <class Kind>
  void fill(const Json& json, const std::string& pointer, Kind kind) {
    if (const auto done = kind.read(json); !done) faults_.add(pointer, done.error().message);
  }

  void fill(const Json&, const std::string& pointer, Base) {
    faults_.add(pointer, "only a whole scenario can extend another");
  }

  void fill(const Json& name, const std::string& pointer, BodyFile file) {
    if (object_.contains("body")) {
      return faults_.add(pointer, "a page has a body or a body_file, not both");
    }
    auto body =
        read_file_beside(name, faults_.folder_of(pointer), "write \"body\", or use --pages");
    if (!body) return faults_.add(pointer, body.error().message);
    file.body = *std::move(body);
  }

  void fill(const Json& name, const std::string& pointer, MeasuredFile file) {
    const auto csv =
        read_file_beside(name, faults_.folder_of(pointer), "write its quantiles as \"measured\"");
    if (!csv) return faults_.add(pointer, csv.error().message);
    if (const auto taken = file.take(*csv); !taken) {
      faults_.add(pointer, excerpt(name) + ": " + taken.error().message);
    }
  }

  template <class Struct>
  void fill(const Json& json, const std::string& pointer, Section<Struct> section) {
    if (section.shorthand.empty() || !json.is_string()) {
      return read(faults_, json, pointer, section.value);
    }
    if (json == section.shorthand) {
      return read(faults_, Json{{section.shorthand, true}}, pointer, section.value);
    }
    const std::array names{section.shorthand};
    faults_.add(pointer, excerpt(json) + " is not " + one_of(names) + " or an object" +
                             did_you_mean(json.get_ref<const std::string&>(), names));
  }

  template <class Struct>
  void fill(const Json& json, const std::string& pointer, OptionalSection<Struct> section) {
    if (json.is_null()) return section.value.reset();
    read(faults_, json, pointer, section.value.emplace());
  }

  template <class Struct>
  void fill(const Json& json, const std::string& pointer, Rows<Struct> rows) {
    if (!json.is_array()) {
      return faults_.add(pointer, excerpt(json) + " is not an array; expected [ ... ]");
    }
    if (!fits(json, pointer, rows.most)) return;
    rows.values.clear();
    for (const Json& row : json) {
      const std::string place = pointer + '/' + std::to_string(rows.values.size());
      read(faults_, row, place, rows.values.emplace_back());
    }
  }

  void fill(const Json& json, const std::string& pointer, ByName<Zone> zones) {
    if (!json.is_object()) {
      return faults_.add(pointer, excerpt(json) + " is not an object; expected { \"NAME\": ... }");
    }
    if (!fits(json, pointer, zones.most)) return;
    zones.values.clear();
    for (const auto& [name, zone] : json.get_ref<const Json::object_t&>()) {
      const std::string place = pointer + pointer_token(name);
      if (!is_zone_name(name)) {
        faults_.add(place, excerpt(name) + " is no zone name; expected 1 to 64 of A-Z a-z 0-9 _ -");
      }
      zones.values.push_back(default_zone(name, product_of(zone)));
      read(faults_, zone, place, zones.values.back());
    }
  }

  /// What a zone sells, before its other fields are read: their defaults depend on it.
  static Product product_of(const Json& zone) {
    Product product = Product::unlocker;
    if (!zone.is_object()) return product;
    if (const auto given = zone.find("product"); given != zone.end()) {
      (void)Choice{product, kProducts}.read(*given);  // its fault is found with the others
    }
    return product;
  }

  bool fits(const Json& json, const std::string& pointer, std::size_t most) {
    if (json.size() <= most) return true;
    faults_.add(pointer, "has " + std::to_string(json.size()) + " entries; expected at most " +
                             std::to_string(most));
    return false;
  }

  template <class Model, class Variant>
  void offer(Variant& model, std::string_view& chosen) {
    Model candidate = initial<Model>(model);
    const auto given_before = given_;
    describe(*this, candidate);
    if (given_ == given_before) return;
    if (!chosen.empty()) {
      faults_.add(pointer_to(last_given_), "\"" + std::string(last_given_) + "\" and \"" +
                                               std::string(chosen) + "\" are different kinds of " +
                                               std::string(Kinds<Variant>::noun) +
                                               "; name one kind");
      return;
    }
    chosen = last_given_;
    check(candidate);
    model = candidate;
  }

  /// Where a kind of latency starts when only some of its keys are given.
  template <class Model, class Variant>
  static Model initial(const Variant& present) {
    if (const auto* same = std::get_if<Model>(&present)) return *same;
    if constexpr (std::is_same_v<Model, LogNormal>) {
      return std::get<LogNormal>(ZoneLatency{}.model);
    } else {
      return Model{};
    }
  }

  /// Only of fields that are right themselves: a fault is told once.
  template <class Struct>
  void check(const Struct& value) {
    if (faults_.count() != faults_before_) return;
    if (const auto found = contradiction(value)) {
      faults_.add(pointer_to(found->key), found->message);
    }
  }

  void refuse_unknown_keys() {
    for (const auto& [key, value] : object_.get_ref<const Json::object_t&>()) {
      if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
      faults_.add(pointer_to(key), "unknown key " + excerpt(key) + "; expected " + one_of(known_) +
                                       did_you_mean(key, known_));
    }
  }

  ScenarioFaults& faults_;
  const Json& object_;
  std::string pointer_;
  std::size_t faults_before_;
  std::vector<std::string_view> known_;
  std::size_t given_ = 0;  ///< fields found so far
  std::string_view last_given_;
};

}  // namespace asyncsim
