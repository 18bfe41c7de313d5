#include "job/zone_webhook.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/ascii.h"

namespace asyncsim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Published: docs.svix.com/retries; the example of the Standard Webhooks specification. Stripe says
// "three times over the course of a few hours" of its sandboxes and no more.
constexpr std::array<Span, 7> kSvix{seconds{5}, minutes{5}, minutes{30}, hours{2},
                                    hours{5},   hours{10},  hours{10}};
constexpr std::array<Span, 9> kStandardWebhooks{seconds{5}, minutes{5}, minutes{30},
                                                hours{2},   hours{5},   hours{10},
                                                hours{14},  hours{20},  hours{24}};
constexpr std::array<Span, 3> kStripeSandbox{hours{1}, hours{1}, hours{1}};

std::span<const Span> pauses_of(RetryPreset preset) {
  switch (preset) {
    case RetryPreset::svix:
      return kSvix;
    case RetryPreset::standard_webhooks:
      return kStandardWebhooks;
    case RetryPreset::stripe_sandbox:
      return kStripeSandbox;
    case RetryPreset::none:
    case RetryPreset::github:
      break;
  }
  return {};
}

}  // namespace

std::string_view name_of(HookMethod method) { return method == HookMethod::post ? "POST" : "GET"; }

std::string_view name_of(RetryPreset preset) {
  constexpr std::string_view kNames[]{"none", "github", "svix", "standard-webhooks",
                                      "stripe-sandbox"};
  return kNames[static_cast<std::size_t>(preset)];
}

std::string_view name_of(SignatureScheme scheme) {
  constexpr std::string_view kNames[]{"none", "standard-webhooks", "github"};
  return kNames[static_cast<std::size_t>(scheme)];
}

std::string_view name_of(SignatureTime time) {
  return time == SignatureTime::real ? "real" : "virtual";
}

std::string_view name_of(WebhookFaultKind kind) {
  constexpr std::string_view kNames[]{"none",      "lost",     "duplicated",   "delayed",
                                      "reordered", "early",    "wrong_method", "wrong_body",
                                      "truncated", "wrong_id", "burst"};
  return kNames[static_cast<std::size_t>(kind)];
}

bool is_hook_url(std::string_view url) {
  if (url.size() > kLongestHookUrl) return false;
  const auto unprintable = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; };
  if (std::any_of(url.begin(), url.end(), unprintable)) return false;
  const auto scheme_end = url.find("://");
  const std::string_view scheme = url.substr(0, scheme_end);
  if (scheme_end == url.npos || !(same_text(scheme, "http") || same_text(scheme, "https"))) {
    return false;
  }
  const std::string_view rest = url.substr(scheme_end + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const std::string_view host_and_port = authority.substr(authority.rfind('@') + 1);
  return !host_and_port.empty() && host_and_port.front() != ':';
}

std::span<const Span> RetrySchedule::pauses() const {
  return preset ? pauses_of(*preset) : std::span<const Span>(own);
}

Span RetrySchedule::pause(std::size_t index, Random random) const {
  const Span planned = pauses()[index];
  const double moved = (2 * random.unit() - 1) * jitter * static_cast<double>(planned.count());
  return planned + Span{static_cast<Span::rep>(std::llround(moved))};
}

bool is_malformed(WebhookFaultKind kind) {
  using enum WebhookFaultKind;
  return kind == wrong_method || kind == wrong_body || kind == truncated || kind == wrong_id;
}

Span WebhookFault::wait() const {
  if (by) return *by;
  switch (kind) {
    case WebhookFaultKind::delayed:
      return minutes{10};
    case WebhookFaultKind::reordered:
      return minutes{1};
    case WebhookFaultKind::burst:
      return hours{1};
    default:
      return Span{0};
  }
}

TimePoint WebhookFault::due(TimePoint end, TimePoint start) const {
  if (kind == WebhookFaultKind::delayed || kind == WebhookFaultKind::reordered) return end + wait();
  if (kind != WebhookFaultKind::burst) return end;
  const Span over = (end - start) % wait();  // bursts leave every so often after the start
  return over == Span{0} ? end : end + (wait() - over);
}

WebhookFault ZoneWebhook::draw_fault(const Random& own) const {
  for (std::size_t i = 0; i < faults.size(); ++i) {
    if (own.stream("webhook fault", i).unit() < faults[i].share) return faults[i];
  }
  return {};
}

}  // namespace asyncsim
