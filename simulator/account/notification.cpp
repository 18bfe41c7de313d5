#include "account/notification.h"

#include "core/json.h"
#include "core/percent.h"

namespace asyncsim {
namespace {

Json fields_of(const Job& job, int status) {
  Json fields{{"status", status}, {"response_id", job.id}, {"request_url", job.request.url}};
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

std::string get_url(const std::string& url, const Job& job, int status) {
  const std::size_t fragment = std::min(url.find('#'), url.size());
  std::string out = url.substr(0, fragment);
  out += out.find('?') == std::string::npos ? '?' : '&';
  const Json fields = fields_of(job, status);
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

HookRequest make_notification(const Job& job) {
  const int status = status_of(job.failure);
  const std::string url = hook_url(job.request, *job.zone);
  HookRequest hook;
  hook.headers.emplace_back("user-agent", "asyncsim-webhook/1");
  if (job.request.webhook_method.value_or(job.zone->webhook.method) == HookMethod::get) {
    hook.method = "GET";
    hook.url = get_url(url, job, status);
  } else {
    hook.method = "POST";
    hook.url = url;
    hook.headers.emplace_back("content-type", "application/json");
    hook.body = print_json(fields_of(job, status));
  }
  return hook;
}

}  // namespace asyncsim
