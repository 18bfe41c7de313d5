#include "http/vendor/submit_request.h"

#include <algorithm>

#include "core/json.h"
#include "http/vendor/http_uri.h"
#include "http/vendor/search_query.h"
#include "http/vendor/validation.h"
#include "job/magic_url.h"

namespace asyncsim::vendor {
namespace {

constexpr std::size_t kMethodCharacters = 32;
constexpr std::size_t kOptionCharacters = 64;  ///< data_format, gl, hl

/// Only the commas between the last member and its brace, as in two published samples?
bool has_only_trailing_commas(std::string_view body) {
  return parse_json(body, {.trailing_commas = true}).ok();
}

VendorError malformed(std::string_view body, const Error& error) {
  Faults faults;
  faults.add(Json::array(), "object.base", "must be of type object", nullptr);
  auto refusal = faults.error();
  refusal.code = "malformed_json";
  refusal.hint = "the body is not valid JSON: " + error.message;
  if (has_only_trailing_commas(body)) {
    refusal.hint += "; remove the trailing comma, which JSON does not allow";
  }
  return refusal;
}

/// 1, "1", "json" and "html" ask for parsed results.
bool is_parse_flag(std::string_view text) {
  return text == "1" || text == "json" || text == "html";
}

bool asks_for_json(const Field& flag) {
  if (!flag.present()) return false;
  const Json& value = flag.value();
  if (value.is_number_integer() && value == 1) return true;
  if (value.is_string() && is_parse_flag(value.get_ref<const std::string&>())) return true;
  flag.fault("any.only", "must be one of [1, json, html]", {{"valids", {1, "1", "json", "html"}}});
  return false;
}

void read_query(const Field& query, JobRequest& job) {
  if (!query.is_object()) return;
  if (query["q"].required()) query["q"].text(kWordCharacters);
  query["gl"].text(kOptionCharacters);
  query["hl"].text(kOptionCharacters);
  query["num"].integer(1, 1'000'000);
  query["start"].integer(0, kFarthestStart);
  job.parsed = asks_for_json(query["brd_json"]) || job.parsed;
  job.query = query.json(kQueryBytes).value_or("");
  if (job.url.empty()) job.url = search_url(query.value());
}

void read_multi(const Field& multi, JobRequest& job) {
  constexpr std::size_t kKeywords = 2;
  if (!multi.is_array_of(kKeywords)) return;
  for (std::size_t i = 0; i < kKeywords; ++i) {
    const auto item = multi[i];
    if (!item.is_object()) return;
    if (item["keyword"].required()) item["keyword"].text(kWordCharacters);
    item["num"].integer(1, 1'000'000);
  }
  job.units = kKeywords;
  job.parsed = true;
  job.query = multi.json(kQueryBytes).value_or("");
  if (job.url.empty()) job.url = search_url(multi[0].value());
}

void read_url(const Field& url, JobRequest& job) {
  job.url = url.uri(kUrlCharacters, "string.uri", "must be a valid uri").value_or("");
  const auto flag = uri_parameter(job.url, "brd_json");
  job.parsed = job.parsed || (flag && is_parse_flag(*flag));
}

void refuse_without_target(const Field& body, Product family, Faults& faults) {
  if (family == Product::unlocker) {
    body["url"].required();
  } else {
    body.fault("object.missing", "must contain at least one of [url, query, multi]",
               {{"peers", {"url", "query", "multi"}}});
  }
  faults.hint("send \"url\", or \"query\":{\"q\":...}, or \"multi\" with two keywords");
}

/// What a URL asks of the simulator itself must be something that it knows.
void check_wishes(const Field& asking, Faults& faults, const JobRequest& job) {
  const auto wishes = read_wishes(job.url);
  if (wishes) return;
  asking.fault("any.invalid", "contains an invalid value");
  faults.hint(wishes.error().message + "; " + wishes.error().hint);
}

void read_target(const Field& body, Product family, Faults& faults, JobRequest& job) {
  job.parsed = asks_for_json(body["brd_json"]);
  const auto url = body["url"], query = body["query"], multi = body["multi"];
  if (!url.present() && !query.present() && !multi.present()) {
    refuse_without_target(body, family, faults);
  }
  if (url.present()) read_url(url, job);
  if (multi.present()) {
    read_multi(multi, job);
  } else if (query.present()) {
    read_query(query, job);
  }
  check_wishes(url.present() ? url : query.present() ? query["q"] : multi, faults, job);
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

/// Headers and body of the request to the target: checked, not kept, since no target is asked.
void check_target_parts(const Field& body) {
  body["headers"].is_object();
  const auto sent = body["body"];
  if (sent.present() && !sent.value().is_string() && !sent.value().is_object()) {
    sent.fault("alternatives.types", "must be one of [string, object]",
               {{"types", {"string", "object"}}});
  }
}

void read_webhook(const Field& body, JobRequest& job) {
  job.webhook_url = body["webhook_url"]
                        .uri(kUrlCharacters, "string.uriCustomScheme",
                             "must be a valid uri with a scheme matching the http|https pattern")
                        .value_or("");
  if (const auto method = body["webhook_method"].one_of({"GET", "POST"})) {
    job.webhook_method = *method == 0 ? HookMethod::get : HookMethod::post;
  }
  job.webhook_data = body["webhook_data"].json(kWebhookDataBytes).value_or("");
}

void read_answer_options(const Field& body, JobRequest& job) {
  job.debug = body["debug"].boolean().value_or(false);
  if (body["format"].one_of({"raw", "json"}) == 1U) job.format = ResultFormat::json;
  job.data_format = body["data_format"].text(kOptionCharacters).value_or("");
}

/// The query's zone, else the body's; empty if neither names one.
std::string read_zone(const http::Request& request, const Field& in_body, Faults& faults) {
  const auto in_query = request.query("zone");
  if (in_query && !in_query->empty()) {
    const Json named = {{"zone", *in_query}};
    return Field(named, faults)["zone"].text(kZoneCharacters).value_or("");
  }
  if (in_body.present() && in_body.value() == "") return "";
  return in_body.text(kZoneCharacters).value_or("");
}

}  // namespace

std::variant<ParsedSubmit, VendorError> parse_submit(const http::Request& request, Product family) {
  const auto parsed = parse_json(request.body);
  if (!parsed.ok()) return malformed(request.body, parsed.error());
  Faults faults;
  const Field body(*parsed, faults);
  if (!body.is_object()) return faults.error();
  ParsedSubmit submit;
  submit.zone = read_zone(request, body["zone"], faults);
  if (submit.zone.empty() && faults.none()) return missing_zone();
  read_target(body, family, faults, submit.request);
  read_country(body["country"], submit.request);
  read_method(body["method"], submit.request);
  check_target_parts(body);
  read_webhook(body, submit.request);
  read_answer_options(body, submit.request);
  if (!faults.none()) return faults.error();
  return submit;
}

}  // namespace asyncsim::vendor
