#include "account/notification.h"

#include "core/json.h"
#include "core/percent.h"

namespace asyncsim {
namespace {

constexpr int kReady = 200;
constexpr int kFailed = 502;

std::string get_url(const std::string& url, const Job& job, int status) {
  const std::size_t fragment = std::min(url.find('#'), url.size());
  std::string out = url.substr(0, fragment);
  out += out.find('?') == std::string::npos ? '?' : '&';
  out += "status=" + std::to_string(status) + "&response_id=" + percent_encode(job.id) +
         "&request_url=" + percent_encode(job.request.url);
  if (!job.request.webhook_data.empty()) {
    out += "&webhook_data=" + percent_encode(job.request.webhook_data);
  }
  return out;
}

std::string post_body(const Job& job, int status) {
  Json body{{"status", status}, {"response_id", job.id}, {"request_url", job.request.url}};
  if (!job.request.webhook_data.empty()) {
    const auto data = parse_json(job.request.webhook_data);
    if (data) body["webhook_data"] = *data;
  }
  return print_json(body);
}

}  // namespace

std::string hook_url(const JobRequest& request, const Zone& zone) {
  return request.webhook_url.empty() ? zone.webhook.url.value_or("") : request.webhook_url;
}

HookRequest make_notification(const Job& job) {
  const int status = job.failure == FailCode::none ? kReady : kFailed;
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
    hook.body = post_body(job, status);
  }
  return hook;
}

}  // namespace asyncsim
