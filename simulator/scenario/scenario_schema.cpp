#include "scenario/scenario_schema.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "core/json_layout.h"
#include "core/time_text.h"
#include "scenario/field_schema.h"
#include "scenario/scenario_fields.h"

namespace asyncsim {
namespace {

using Keys = std::vector<std::string>;

constexpr const char* kZoneName = "^[A-Za-z0-9_-]{1,64}$";  // as is_zone_name() has it

Json typed(const char* type) { return Json::object({{"type", type}}); }

/// The name in "$defs" of what stands in several places.
template <class Struct>
constexpr const char* kSharedAs = nullptr;
template <>
constexpr const char* kSharedAs<Knobs> = "knobs";
template <>
constexpr const char* kSharedAs<Zone> = "zone";
template <>
constexpr const char* kSharedAs<Rule> = "rule";
template <>
constexpr const char* kSharedAs<RuleMatch> = "match";
template <>
constexpr const char* kSharedAs<RuleBursts> = "bursts";
template <>
constexpr const char* kSharedAs<RuleLatency> = "rule_latency";
template <>
constexpr const char* kSharedAs<RulePage> = "page";
template <>
constexpr const char* kSharedAs<RuleReply> = "reply";
template <>
constexpr const char* kSharedAs<RuleLimit> = "limit";
template <>
constexpr const char* kSharedAs<EventMatch> = "event";
template <>
constexpr const char* kSharedAs<WebhookFault> = "webhook_fault";

/// One of these keys is given.
template <class Struct>
constexpr std::array<const char*, 0> kSubjects{};
template <>
constexpr std::array kSubjects<EventMatch>{"event"};
template <>
constexpr std::array kSubjects<Expectation>{"all_jobs", "poll_cadence",     "submits",
                                            "webhooks", "cost_usd_at_most", "event"};

/// The visitor that makes the schema of an object of a described struct, whose values are the
/// defaults.
class ObjectSchema {
 public:
  /// What null means for a key: it takes away what a base says; or nothing, as in rows, which are
  /// never merged.
  enum class Null { takes_away, means_nothing };

  /// What the schema refers to is added to `shared`.
  template <class Struct>
  static Json print(Json& shared, Struct& defaults, Null null, bool has_defaults = true) {
    ObjectSchema schema(shared, null);
    schema.has_defaults_ = has_defaults;
    describe(schema, defaults);
    Json subjects = Json::array();
    for (const char* key : kSubjects<Struct>) {
      subjects.push_back(
          {{"required", Json::array({key})}, {"properties", {{key, {{"not", typed("null")}}}}}});
    }
    if (!subjects.empty()) schema.one_of_each_.push_back(std::move(subjects));
    return std::move(schema).object();
  }

  template <class Kind>
  void operator()(const Field& field, Kind kind) {
    Json schema = json_of(kind);
    Json initial = initial_of(kind);
    if (!kTakesNull<Kind> && schema.contains("enum") &&
        std::ranges::count(schema["enum"], initial) == 0) {
      must_be_chosen_.push_back(field.key);
      initial = nullptr;
    }
    const bool may_be_null = null_ == Null::takes_away && !std::is_same_v<Kind, Base>;
    if (may_be_null || kTakesNull<Kind>) schema = or_null(std::move(schema));
    Json& property = properties_[std::string(field.key)];
    property["description"] = sentence(field.about, kind);
    property.update(schema);
    if (has_defaults_ && says_something(initial)) property["default"] = std::move(initial);
  }

  template <class... Models>
  void alternatives(std::variant<Models...>& model) {
    std::vector<Keys> kinds{add_model<Models>(model)...};
    std::erase(kinds, Keys());  // of the kind that says nothing
    Json one_kind = Json::array();
    for (const Keys& chosen : kinds) {
      Json others = Json::object();
      for (const Keys& kind : kinds) {
        if (&kind == &chosen) continue;
        for (const std::string& key : kind) others[key] = typed("null");
      }
      one_kind.push_back(Json::object({{"properties", std::move(others)}}));
    }
    one_of_each_.push_back(std::move(one_kind));
  }

 private:
  ObjectSchema(Json& shared, Null null) : shared_(shared), null_(null) {}

  template <class Kind>
  Json json_of(const Kind& kind) const {
    return schema_of(kind);
  }

  template <class Struct>
  Json json_of(Section<Struct> section) const {
    Json object = object_of(section.value, null_, has_defaults_);
    if (section.shorthand.empty()) return object;
    Json shorthand{{"enum", Json::array({section.shorthand})}};
    return {{"anyOf", Json::array({std::move(shorthand), std::move(object)})}};
  }

  template <class Struct>
  Json json_of(OptionalSection<Struct>) const {
    Struct given;
    return object_of(given, null_);
  }

  template <class Struct>
  Json json_of(Rows<Struct> rows) const {
    Struct row;
    return {
        {"type", "array"}, {"maxItems", rows.most}, {"items", object_of(row, Null::means_nothing)}};
  }

  template <class Struct>
  Json json_of(ByName<Struct>) const {
    Struct entry;
    return {{"type", "object"},
            {"patternProperties", {{kZoneName, or_null(object_of(entry, null_))}}},
            {"additionalProperties", false}};
  }

  template <class Struct>
  Json object_of(Struct& defaults, Null null, bool has_defaults = true) const {
    if constexpr (kSharedAs<Struct> == nullptr) {
      return print(shared_, defaults, null, has_defaults);
    } else {
      if (!shared_.contains(kSharedAs<Struct>)) {
        shared_[kSharedAs<Struct>] = print(shared_, defaults, null);
      }
      return Json::object({{"$ref", std::string("#/$defs/") + kSharedAs<Struct>}});
    }
  }

  template <class Kind>
  static Json initial_of(const Kind& kind) {
    if constexpr (kTakesNull<Kind>) {
      if (!kind.value) return nullptr;
    }
    if constexpr (requires { kind.print(); }) return kind.print();
    return nullptr;
  }

  template <class Kind>
  static std::string sentence(std::string_view about, const Kind& kind) {
    std::string text(about);
    if constexpr (requires { kind.shortest; }) {
      text += " From " + format_span(kind.shortest) + " to " + format_span(kind.longest) + '.';
    }
    return text;
  }

  static bool says_something(const Json& value) {
    if (value.is_string()) return !value.get_ref<const std::string&>().empty();
    return !value.empty();  // as null is
  }

  /// Adds the keys of one alternative, and tells which they are.
  template <class Model, class Variant>
  Keys add_model(Variant& present) {
    const auto before = static_cast<std::ptrdiff_t>(properties_.size());
    Model other;
    Model* const standard = std::get_if<Model>(&present);
    const bool within = has_defaults_;
    has_defaults_ = within && standard != nullptr && Kinds<Variant>::required.empty();
    describe(*this, standard ? *standard : other);
    has_defaults_ = within;
    Keys keys;
    for (auto at = std::next(properties_.begin(), before); at != properties_.end(); ++at) {
      keys.push_back(at.key());
    }
    return keys;
  }

  Json object() && {
    Json schema = typed("object");
    schema["properties"] = std::move(properties_);
    if (!must_be_chosen_.empty()) schema["required"] = must_be_chosen_;
    if (one_of_each_.size() == 1) {
      schema["anyOf"] = std::move(one_of_each_.front());
    } else {
      for (Json& group : one_of_each_) schema["allOf"].push_back({{"anyOf", std::move(group)}});
    }
    schema["additionalProperties"] = false;
    return schema;
  }

  Json& shared_;
  const Null null_;
  bool has_defaults_ = true;
  Json properties_ = Json::object();
  std::vector<std::string_view> must_be_chosen_;  ///< no value is the default
  std::vector<Json> one_of_each_;                 ///< groups of schemas: one of each must fit
};

/// What else holds where nothing is extended: no key is null, unless null is a value of it.
class WithoutBase {
 public:
  template <class Struct>
  static Json print(Struct& described) {
    WithoutBase visitor;
    describe(visitor, described);
    Json schema = typed("object");
    if (!visitor.properties_.empty()) schema["properties"] = std::move(visitor.properties_);
    schema["additionalProperties"] = {{"not", typed("null")}};
    return schema;
  }

  template <class Kind>
  void operator()(const Field& field, Kind) {
    if (kTakesNull<Kind>) properties_[std::string(field.key)] = true;
  }

  template <class Struct>
  void operator()(const Field& field, Section<Struct> section) {
    Json& schema = properties_[std::string(field.key)] = print(section.value);
    if (!section.shorthand.empty()) schema["type"] = Json::array({"object", "string"});
  }

  template <class Struct>
  void operator()(const Field& field, OptionalSection<Struct>) {
    Struct given;
    Json& schema = properties_[std::string(field.key)] = print(given);
    schema["type"] = Json::array({"object", "null"});
  }

  /// How many entries there are counts once a base's are among them, and none is taken away.
  template <class Struct>
  void operator()(const Field& field, ByName<Struct> entries) {
    Struct entry;
    properties_[std::string(field.key)] = {{"type", "object"},
                                           {"maxProperties", entries.most},
                                           {"additionalProperties", print(entry)}};
  }

  template <class... Models>
  void alternatives(std::variant<Models...>&) {
    (visit_model<Models>(), ...);
  }

 private:
  template <class Model>
  void visit_model() {
    Model model;
    describe(*this, model);
  }

  Json properties_ = Json::object();
};

}  // namespace

std::string print_scenario_schema() {
  using enum ObjectSchema::Null;
  Scenario scenario;
  Json shared = shared_schemas();
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "A scenario of asyncsim"},
              {"description",
               "The world that every account starts from. In a file that extends another, null "
               "takes a key away."}};
  schema.update(ObjectSchema::print(shared, scenario, takes_away));
  schema["if"] = {{"required", Json::array({"extends"})}};
  schema["else"] = WithoutBase::print(scenario);
  schema["$defs"] = std::move(shared);
  return lay_out_json(schema);
}

}  // namespace asyncsim
