#include "http/vendor/request_fields.h"

#include <algorithm>

#include "http/vendor/http_uri.h"
#include "job/magic_url.h"

namespace asyncsim::vendor {
namespace {

constexpr std::size_t kMethodCharacters = 32;

VendorError malformed(std::string_view body, const Error& error) {
  Faults faults;
  faults.add(Json::array(), "object.base", "must be of type object", nullptr);
  auto refusal = faults.error();
  refusal.code = "malformed_json";
  refusal.hint = "the body is not valid JSON: " + error.message;
  if (parse_json(body, {.trailing_commas = true}).ok()) {
    refusal.code = "trailing_comma";
    refusal.hint += "; remove the trailing comma, which JSON does not allow";
  }
  return refusal;
}

}  // namespace

std::variant<Json, VendorError> read_body(std::string_view body, LenientJson lenient) {
  // Two published samples carry a trailing comma.
  auto parsed = parse_json(body, {.trailing_commas = lenient == LenientJson::accept});
  if (!parsed) return malformed(body, parsed.error());
  return *std::move(parsed);
}

/// 1, "1", "json" and "html" ask for parsed results.
bool is_parse_flag(std::string_view text) {
  return text == "1" || text == "json" || text == "html";
}

void read_url(const Field& url, JobRequest& job) {
  job.url = url.uri(kUrlCharacters, "string.uri", "must be a valid uri").value_or("");
  const auto flag = uri_parameter(job.url, "brd_json");
  job.parsed = job.parsed || (flag && is_parse_flag(*flag));
}

void check_wishes(const Field& asking, Faults& faults, const JobRequest& job) {
  const auto wishes = read_wishes(job.url);
  if (wishes) return;
  asking.fault("any.invalid", "contains an invalid value");
  faults.hint(wishes.error().message + "; " + wishes.error().hint);
}

/// Two letters; the official SDK sends null for none.
void read_country(const Field& country, JobRequest& job) {
  if (country.is_null()) return;
  const auto text = country.letters(kOptionCharacters, "/^[a-z]{2}$/i");
  if (!text) return;
  if (text->size() == 2) {
    job.country = *text;
  } else {
    country.fault("string.length", "length must be 2 characters long", {{"limit", 2}});
  }
}

void read_method(const Field& method, JobRequest& job) {
  auto text = method.letters(kMethodCharacters, "/^[a-z]+$/i");
  if (!text) return;
  std::transform(text->begin(), text->end(), text->begin(),
                 [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
  job.method = std::move(*text);
}

void check_target_parts(const Field& body) {
  body["headers"].is_object();
  const auto sent = body["body"];
  if (sent.present() && !sent.value().is_string() && !sent.value().is_object()) {
    sent.fault("alternatives.types", "must be one of [string, object]",
               {{"types", {"string", "object"}}});
  }
}

void read_answer_options(const Field& body, JobRequest& job) {
  job.debug = body["debug"].boolean().value_or(false);
  if (body["format"].one_of({"raw", "json"}) == 1U) job.format = ResultFormat::json;
  job.data_format = body["data_format"].text(kOptionCharacters).value_or("");
}

}  // namespace asyncsim::vendor
