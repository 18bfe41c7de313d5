#include "scenario/field_schema.h"

#include <limits>
#include <utility>

#include "core/time_text.h"
#include "scenario/scenario_file.h"

namespace asyncsim {
namespace {

Json text_like(std::string pattern) {
  return {{"type", "string"}, {"pattern", std::move(pattern)}};
}

Json text_up_to(std::size_t longest) { return {{"type", "string"}, {"maxLength", longest}}; }

template <class Value>
Json number_between(const char* type, Value lowest, Value highest) {
  return {{"type", type}, {"minimum", lowest}, {"maximum", highest}};
}

Json reference_to(const char* shared) {
  return Json::object({{"$ref", "#/$defs/" + std::string(shared)}});
}

Json any_of(Json first, Json second) {
  return Json::object({{"anyOf", Json::array({std::move(first), std::move(second)})}});
}

/// An object of at most kMostConditions members, whose names are like that.
Json few_named(const std::string& pattern, Json value) {
  return {{"type", "object"},
          {"maxProperties", kMostConditions},
          {"patternProperties", {{pattern, std::move(value)}}},
          {"additionalProperties", false}};
}

}  // namespace

Json shared_schemas() {
  Json duration{{"type", "string"}, {"minLength", 1}, {"pattern", span_pattern()}};
  duration["examples"] = Json::array({"250ms", "90s", "5m", "8h", "2d", "1h30m"});
  return Json::object({{"duration", std::move(duration)}});
}

Json schema_of(const Constant& kind) { return Json::object({{"enum", Json::array({kind.value})}}); }

Json schema_of(const Mark&) { return Json::object({{"enum", Json::array({true})}}); }

Json schema_of(const Text& kind) { return text_up_to(kind.longest); }

Json schema_of(const OptionalText& kind) { return text_up_to(kind.longest); }

Json schema_of(const Note& kind) { return text_up_to(kind.longest); }

Json schema_of(const Seed&) {
  return number_between("integer", std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max());
}

Json schema_of(const Flag&) { return Json::object({{"type", "boolean"}}); }

Json schema_of(const OptionalFlag&) { return Json::object({{"type", "boolean"}}); }

Json schema_of(const OptionalWord& kind) { return Json::object({{"enum", kind.words}}); }

Json schema_of(const Count& kind) { return number_between("integer", kind.lowest, kind.highest); }

Json schema_of(const Texts& kind) {
  return {{"type", "array"}, {"maxItems", kind.most}, {"items", text_up_to(kind.longest)}};
}

Json schema_of(const OptionalCount& kind) {
  return number_between("integer", kind.lowest, kind.highest);
}

Json schema_of(const Number& kind) {
  return number_between("number", plain_number(kind.lowest), plain_number(kind.highest));
}

Json schema_of(const OptionalNumber& kind) {
  return number_between("number", plain_number(kind.lowest), plain_number(kind.highest));
}

Json schema_of(const Duration&) { return reference_to("duration"); }

Json schema_of(const OptionalDuration&) { return reference_to("duration"); }

Json schema_of(const RealDuration&) { return reference_to("duration"); }

Json schema_of(const DurationRange&) {
  const Json span = reference_to("duration");
  return any_of({{"type", "array"}, {"minItems", 2}, {"maxItems", 2}, {"items", span}},
                {{"type", "object"},
                 {"properties", {{"from", span}, {"to", span}}},
                 {"required", {"from", "to"}},
                 {"additionalProperties", false}});
}

Json schema_of(const Moment&) {
  return text_like(
      "^(now|[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
      "[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?"
      "([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9]))$");
}

Json schema_of(const TimeOfDay& kind) {
  const bool midnight = kind.latest == 24 * 60;
  return text_like("^(([01][0-9]|2[0-3]):[0-5][0-9]" + std::string(midnight ? "|24:00" : "") +
                   ")$");
}

Json schema_of(const Days&) {
  std::string day;
  for (unsigned i = 0; i < 7; ++i) {
    day += (i == 0 ? "(" : "|") + format_days(static_cast<std::uint8_t>(1U << i));
  }
  day += ')';
  const std::string range = day + "(-" + day + ")?";
  return text_like("^(daily|" + range + "(," + range + ")*)$");
}

// As is_hook_url() has it: what stands before the last @ of the authority is no host.
Json schema_of(const HookUrl&) {
  Json url = text_like(
      "^[Hh][Tt][Tt][Pp][Ss]?://([^/?#\\x00-\\x20\\x7f]*@)?"
      "[^/?#@:\\x00-\\x20\\x7f][^/?#@\\x00-\\x20\\x7f]*([/?#][^\\x00-\\x20\\x7f]*)?$");
  url["maxLength"] = kLongestHookUrl;
  return url;
}

Json schema_of(const KnobChoice& kind) {
  Json names = Json::array();
  for (const KnobValue& choice : row_of(kind.knob).values) {
    names.push_back(choice.name);
    if (auto number = parse_json(choice.name)) names.push_back(*std::move(number));
  }
  return Json::object({{"enum", std::move(names)}});
}

Json schema_of(const Retries&) {
  RetryPreset preset{};
  Json pauses{{"type", "array"}, {"maxItems", kMostPauses}, {"items", reference_to("duration")}};
  return any_of(schema_of(Choice{preset, kRetryPresets}), std::move(pauses));
}

Json schema_of(const OutcomeChoice&) {
  RuleOutcome::Kind kind{};
  const Json codes = Json::object({{"enum", fail_codes()}});
  return any_of(schema_of(Choice{kind, kOutcomes}), {{"type", "object"},
                                                     {"properties", {{"fail", codes}}},
                                                     {"required", Json::array({"fail"})},
                                                     {"additionalProperties", false}});
}

Json schema_of(const HeaderFields&) {
  const std::string name =
      "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1," + std::to_string(kLongestFieldName) + "}$";
  Json value = text_like("^[^\\x00-\\x1f\\x7f]*$");
  value["maxLength"] = kLongestFieldValue;
  return few_named(name, std::move(value));
}

Json schema_of(const BodyFields&) { return few_named("^(/([^/~]|~[01])*)*$", true); }

Json schema_of(const Base&) {
  Json names = Json::array();
  for (const BuiltInWorld& world : built_in_worlds()) names.push_back(world.name);
  return any_of(Json::object({{"enum", std::move(names)}}),
                text_like("^[^\\x00]*(/[^\\x00]*|\\.json)$"));
}

Json schema_of(const BodyFile&) { return Json::object({{"type", "string"}}); }

Json schema_of(const MeasuredQuantiles&) {
  return {
      {"type", "object"},
      {"maxProperties", kMostQuantiles},
      {"patternProperties",
       {{"^(min|max|p(100(\\.0{1,6})?|[0-9]{1,2}(\\.[0-9]{1,6})?))$", reference_to("duration")}}},
      {"additionalProperties", false}};
}

Json schema_of(const MeasuredFile&) { return Json::object({{"type", "string"}}); }

Json schema_of(const PresetChoice&) { return Json::object({{"enum", preset_names()}}); }

Json schema_of(const UtcOffset&) { return text_like("^[+-]([01][0-9]|2[0-3]):[0-5][0-9]$"); }

Json or_null(Json schema) {
  const Json null = Json::object({{"type", "null"}});
  if (schema.contains("enum")) {
    schema["enum"].push_back(nullptr);
  } else if (schema.contains("type")) {
    schema["type"] = Json::array({schema["type"], "null"});
  } else if (schema.contains("anyOf")) {
    schema["anyOf"].push_back(null);
  } else {
    return any_of(std::move(schema), null);
  }
  return schema;
}

}  // namespace asyncsim
