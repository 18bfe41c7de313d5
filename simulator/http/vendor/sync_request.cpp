#include "http/vendor/sync_request.h"

#include <algorithm>
#include <array>

namespace asyncsim::vendor {
namespace {

constexpr std::array<std::string_view, 12> kKnown{
    "zone",   "url",   "format", "method",  "country",      "data_format",
    "render", "debug", "body",   "headers", "data_options", "sdk_function"};

void refuse_unknown(const Field& body) {
  for (const auto& [name, value] : body.value().items()) {
    if (std::ranges::find(kKnown, name) == kKnown.end()) {
      body[name].fault("object.unknown", "is not allowed");
    }
  }
}

std::variant<ParsedRequest, VendorError> read(const Json& json, const http::Request& request) {
  Faults faults;
  const Field body(json, faults);
  if (!body.is_object()) return faults.error();
  ParsedRequest parsed;
  if (body["zone"].required()) parsed.zone = body["zone"].text(kZoneCharacters).value_or("");
  if (body["url"].required()) read_url(body["url"], parsed.request);
  body["format"].required();
  check_wishes(body["url"], faults, parsed.request);
  read_country(body["country"], parsed.request);
  read_method(body["method"], parsed.request);
  check_target_parts(body);
  read_answer_options(body, parsed.request);
  refuse_unknown(body);
  if (!faults.none()) return faults.error();
  const auto async = request.query("async");
  parsed.async = async == "true" || async == "1";
  return parsed;
}

/// In a query everything is text; a flag is one of two words.
Json value_of(const std::string& name, const std::string& text) {
  const bool flag = name == "debug" || name == "render";
  if (flag && (text == "true" || text == "1")) return true;
  if (flag && (text == "false" || text == "0")) return false;
  return text;
}

}  // namespace

std::variant<ParsedRequest, VendorError> parse_request(const http::Request& request,
                                                       LenientJson lenient) {
  const auto json = read_body(request.body, lenient);
  if (const auto* refusal = std::get_if<VendorError>(&json)) return *refusal;
  return read(std::get<Json>(json), request);
}

std::variant<ParsedRequest, VendorError> parse_request_query(const http::Request& request) {
  Json json = Json::object();
  for (const auto& [name, text] : request.query_parameters()) {
    if (name == "async" || name == "customer") continue;
    if (!json.contains(name)) json[name] = value_of(name, text);
  }
  return read(json, request);
}

}  // namespace asyncsim::vendor
