#include "http/vendor/submit_request.h"

#include "core/json.h"
#include "http/vendor/request_fields.h"
#include "http/vendor/search_query.h"
#include "http/vendor/validation.h"

namespace asyncsim::vendor {
namespace {

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

void refuse_without_target(const Field& body, Product family, Faults& faults) {
  if (family == Product::unlocker) {
    body["url"].required();
  } else {
    body.fault("object.missing", "must contain at least one of [url, query, multi]",
               {{"peers", {"url", "query", "multi"}}});
  }
  faults.hint("send \"url\", or \"query\":{\"q\":...}, or \"multi\" with two keywords");
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

/// The query's zone, else the body's; empty if neither names one.
std::string read_zone(const http::Request& request, const Field& in_body, Faults& faults) {
  const auto in_query = request.query("zone");
  if (in_query && !in_query->empty()) {
    const Json named = {{"zone", *in_query}};
    return Field(named, faults)["zone"].text(kZoneCharacters).value_or("");
  }
  if (in_body.present() && in_body.value() == Json("")) return "";
  return in_body.text(kZoneCharacters).value_or("");
}

}  // namespace

std::variant<ParsedSubmit, VendorError> parse_submit(const http::Request& request, Product family,
                                                     LenientJson lenient) {
  const auto parsed = read_body(request.body, lenient);
  if (const auto* refusal = std::get_if<VendorError>(&parsed)) return *refusal;
  Faults faults;
  const Field body(std::get<Json>(parsed), faults);
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
