#include "account/notification.h"

#include "core/json.h"
#include "core/percent.h"

namespace asyncsim {
namespace {

using Fault = WebhookFaultKind;

constexpr const char* kWrongBody = "<html><body><h1>502 Bad Gateway</h1></body></html>\n";

/// An id that was never issued: its check fails.
std::string foreign_id(std::string id) {
  id.back() = id.back() == 'a' ? 'b' : 'a';
  return id;
}

Json fields_of(const Job& job, Fault fault) {
  Json fields{{"status", status_of(job.failure)},
              {"response_id", fault == Fault::wrong_id ? foreign_id(job.id) : job.id},
              {"request_url", job.request.url}};
  if (job.request.webhook_data.empty()) return fields;
  const auto data = parse_json(job.request.webhook_data);
  if (!data) return fields;
  const auto name = job.zone->knobs.get<WebhookDataField>();
  if (name != WebhookDataField::hook_data) fields["webhook_data"] = *data;
  if (name != WebhookDataField::webhook_data) fields["hook_data"] = *data;
  return fields;
}

/// Text as it is, anything else as JSON.
std::string parameter(const Json& value) {
  return percent_encode(value.is_string() ? value.get<std::string>() : print_json(value));
}

std::string get_url(const std::string& url, const Job& job, Fault fault) {
  const std::size_t fragment = std::min(url.find('#'), url.size());
  std::string out = url.substr(0, fragment);
  if (fault == Fault::wrong_body) return out;
  out += out.find('?') == std::string::npos ? '?' : '&';
  const Json fields = fields_of(job, fault);
  if (job.zone->knobs.get<WebhookGetLayout>() == WebhookGetLayout::json) {
    return out + "data=" + percent_encode(print_json(fields));
  }
  for (const auto& [name, value] : fields.items()) {
    out += (out.back() == '?' || out.back() == '&' ? "" : "&") + name + '=' + parameter(value);
  }
  return out;
}

}  // namespace

std::string hook_url(const JobRequest& request, const Zone& zone) {
  return request.webhook_url.empty() ? zone.webhook.url.value_or("") : request.webhook_url;
}

HookRequest make_notification(const Job& job, Fault fault) {
  const std::string url = hook_url(job.request, *job.zone);
  const HookMethod method = job.request.webhook_method.value_or(job.zone->webhook.method);
  HookRequest hook;
  hook.headers.emplace_back("user-agent", "asyncsim-webhook/1");
  if ((method == HookMethod::get) != (fault == Fault::wrong_method)) {
    hook.method = "GET";
    hook.url = get_url(url, job, fault);
    if (fault == Fault::truncated) hook.url.resize((url.size() + hook.url.size()) / 2);
  } else {
    hook.method = "POST";
    hook.url = url;
    const bool wrong = fault == Fault::wrong_body;
    hook.headers.emplace_back("content-type", wrong ? "text/html" : "application/json");
    hook.body = wrong ? kWrongBody : print_json(fields_of(job, fault));
    if (fault == Fault::truncated) hook.body.resize(hook.body.size() / 2);
  }
  return hook;
}

}  // namespace asyncsim
