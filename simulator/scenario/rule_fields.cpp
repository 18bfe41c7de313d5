#include "scenario/rule_fields.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/nearest_name.h"
#include "fault/rulebook.h"

namespace asyncsim {
namespace {

bool is_field_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestFieldName && std::ranges::all_of(name, is_token);
}

bool is_field_value(std::string_view value) {
  return value.size() <= kLongestFieldValue && std::ranges::none_of(value, [](char c) {
           return static_cast<unsigned char>(c) < ' ' || c == 0x7f;
         });
}

bool is_pointer(const std::string& text) {
  try {
    (void)Json::json_pointer(text);
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

bool has_aspect_of_jobs(const Rule& rule) {
  return rule.latency || rule.outcome || rule.page || rule.webhook || rule.limit;
}

}  // namespace

std::vector<std::string_view> fail_codes() {
  std::vector<std::string_view> names;
  for (int code = 1; code <= static_cast<int>(kLastFailure); ++code) {
    names.push_back(name_of(static_cast<FailCode>(code)));
  }
  return names;
}

Outcome OutcomeChoice::read(const Json& json) const {
  if (json.is_null()) {
    value.reset();
    return success();
  }
  RuleOutcome read;
  if (json.is_object() && json.size() == 1 && json.contains("fail")) {
    const auto codes = fail_codes();
    const auto index = read_name(json["fail"], codes);
    if (!index) return index.error();
    read.kind = RuleOutcome::Kind::fail;
    read.code = static_cast<FailCode>(*index + 1);
  } else if (auto chosen = Choice{read.kind, kOutcomes}.read(json); !chosen) {
    return invalid(chosen.error().message + R"(, or {"fail": "reject_block"})");
  }
  value = read;
  return success();
}

Json OutcomeChoice::print() const {
  if (value->kind != RuleOutcome::Kind::fail) return name_of(value->kind);
  return {{"fail", name_of(value->code)}};
}

Outcome HeaderFields::read(const Json& json) const {
  if (!json.is_object() || json.size() > kMostConditions) {
    return invalid(excerpt(json) + R"( is not header fields; write {"x-name": "value"}, at most )" +
                   std::to_string(kMostConditions));
  }
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& [name, field] : json.items()) {
    if (!is_field_name(name)) return invalid(excerpt(Json(name)) + " is no name of a header field");
    if (!field.is_string() || !is_field_value(field.get_ref<const std::string&>())) {
      return invalid("the value of " + name + " is no text of printable characters");
    }
    fields.emplace_back(lower_case(name), field.get<std::string>());
  }
  values = std::move(fields);
  return success();
}

Json HeaderFields::print() const {
  Json json = Json::object();
  for (const auto& [name, field] : values) json[name] = field;
  return json;
}

Outcome BodyFields::read(const Json& json) const {
  if (!json.is_object() || json.size() > kMostConditions) {
    return invalid(excerpt(json) + R"( is not JSON pointers with values; write {"/url": "..."})");
  }
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& [pointer, field] : json.items()) {
    if (!is_pointer(pointer)) {
      return invalid(excerpt(Json(pointer)) + R"( is no JSON pointer; write one such as "/url")");
    }
    fields.emplace_back(pointer, print_json(field));
  }
  values = std::move(fields);
  return success();
}

Json BodyFields::print() const {
  Json json = Json::object();
  for (const auto& [pointer, field] : values) json[pointer] = *parse_json(field);
  return json;
}

std::optional<Contradiction> contradiction(const RuleMatch& match) {
  if (!match.product.empty() && match.product != "unlocker" && match.product != "serp") {
    return Contradiction{"product", excerpt(Json(match.product)) + " is neither unlocker nor serp"};
  }
  if (const auto fault = fault_of_regex(match.url_regex)) {
    return Contradiction{"url_regex", "no regular expression of RE2: " + *fault};
  }
  if (match.on == CallKind::poll && !match.body.empty()) {
    return Contradiction{"body", "a poll has no body; match its url, header or zone"};
  }
  return std::nullopt;
}

std::optional<Contradiction> contradiction(const Rule& rule) {
  if (!rule.reply && !has_aspect_of_jobs(rule)) {
    return Contradiction{"name",
                         "the rule does nothing; give it a latency, outcome, page, reply, webhook "
                         "or limit"};
  }
  if (rule.match.on == CallKind::poll && has_aspect_of_jobs(rule)) {
    return Contradiction{"match",
                         "a poll can only be given a reply: what becomes of a job is "
                         "settled when it is submitted"};
  }
  return std::nullopt;
}

std::optional<Contradiction> contradiction(const TimelineEntry& entry) {
  const RuleWindow& window = entry.rule.window;
  if (window.every && window.lasts.value_or(Span{0}) > *window.every) {
    return Contradiction{"for", "it lasts longer than until it comes again"};
  }
  if (window.every && !window.lasts && !entry.clock) {
    return Contradiction{"every", "what comes again must end: write \"for\" as well"};
  }
  if (!entry.clock) {
    if (auto found = contradiction(entry.rule)) return Contradiction{"do", found->message};
  }
  return std::nullopt;
}

}  // namespace asyncsim
