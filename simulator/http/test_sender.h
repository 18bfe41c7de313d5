// For tests: a sender of webhooks, and one attempt by it.
#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "http/webhook_sender.h"

namespace asyncsim::http {

inline constexpr RealSpan kLong{std::chrono::seconds{20}};
inline constexpr RealSpan kShort{std::chrono::milliseconds{50}};
inline constexpr const char* kWhy = "is the receiver on the thread that called advance?";

inline SenderSettings settings() {
  SenderSettings made;
  made.policy = *TargetPolicy::parse("private");
  return made;
}

inline HookRequest post(std::string url, std::string body = "{}") {
  return {"POST", std::move(url), {{"content-type", "application/json"}}, std::move(body)};
}

inline std::future<AttemptResult> start(WebhookSender& sender, HookRequest request,
                                        RealSpan deadline = kLong,
                                        unsigned at_once = WebhookSender::kPaced) {
  auto promise = std::make_shared<std::promise<AttemptResult>>();
  auto future = promise->get_future();
  sender.send(std::move(request), {deadline, kWhy, at_once},
              [promise](AttemptResult result) { promise->set_value(std::move(result)); });
  return future;
}

inline AttemptResult send(WebhookSender& sender, HookRequest request, RealSpan deadline = kLong) {
  return start(sender, std::move(request), deadline).get();
}

inline AttemptResult answered(int status) { return {AttemptEnd::answered, status, ""}; }

}  // namespace asyncsim::http
