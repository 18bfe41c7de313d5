// The fields of a zone's webhooks; see scenario_fields.h.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "job/zone_webhook.h"
#include "scenario/field.h"
#include "scenario/latency_fields.h"

namespace asyncsim {

inline constexpr std::size_t kMostFaults = 20;
inline constexpr std::size_t kMostSecrets = 10;
inline constexpr std::size_t kMostPauses = 50;

inline constexpr std::array kHookMethods{HookMethod::post, HookMethod::get};
inline constexpr std::array kRetryPresets{RetryPreset::none, RetryPreset::github, RetryPreset::svix,
                                          RetryPreset::standard_webhooks,
                                          RetryPreset::stripe_sandbox};
inline constexpr std::array kSignatureSchemes{
    SignatureScheme::none, SignatureScheme::standard_webhooks, SignatureScheme::github};
inline constexpr std::array kSignatureTimes{SignatureTime::real, SignatureTime::virtual_time};
inline constexpr std::array kWebhookFaults{
    WebhookFaultKind::lost,       WebhookFaultKind::duplicated, WebhookFaultKind::delayed,
    WebhookFaultKind::reordered,  WebhookFaultKind::early,      WebhookFaultKind::wrong_method,
    WebhookFaultKind::wrong_body, WebhookFaultKind::truncated,  WebhookFaultKind::wrong_id,
    WebhookFaultKind::burst};

/// The name of a preset, or the pauses between attempts.
struct Retries {
  RetrySchedule& schedule;
  Outcome read(const Json& json) const;
  Json print() const;
};

/// Why these secrets do not sign, or nothing.
std::optional<std::string> fault_of_secrets(const WebhookSignature& signature);

template <class Visitor>
void describe(Visitor& visit, WebhookSignature& signature) {
  visit({"scheme", "How receivers know the sender: headers after Standard Webhooks or GitHub."},
        Choice{signature.scheme, kSignatureSchemes});
  visit({"secrets",
         "Each signs; standard-webhooks takes several, as while one is replaced by another."},
        Texts{signature.secrets, kMostSecrets, 200});
  visit({"timestamp", "The clock of webhook-timestamp: receivers compare it with their own."},
        Choice{signature.timestamp, kSignatureTimes});
}

inline std::optional<Contradiction> contradiction(const WebhookSignature& signature) {
  if (auto why = fault_of_secrets(signature)) return Contradiction{"secrets", *std::move(why)};
  return std::nullopt;
}

template <class Visitor>
void describe(Visitor& visit, WebhookFault& fault) {
  visit({"fault", "What goes wrong on purpose."}, Choice{fault.kind, kWebhookFaults});
  visit({"share", "Of the webhooks: 0 is none, 1 is each."}, Number{fault.share, 0, 1});
  visit({"times", "How often a duplicated one comes in all."}, Count{fault.times, 2, 100});
  visit({"by",
         "How much later a delayed one comes (10m unless said), a reordered one at the latest "
         "(1m), each copy of a duplicated one (0s); how far bursts are apart (1h)."},
        OptionalDuration{fault.by, Span{0}, kYear});
}

std::optional<Contradiction> contradiction(const WebhookFault& fault);

template <class Visitor>
void describe(Visitor& visit, ZoneWebhook& webhook) {
  constexpr Span kLongestRealSpan = std::chrono::hours{1};
  visit({"url", "Where webhooks go when the request names no webhook_url."}, HookUrl{webhook.url});
  visit({"method", "How they are sent when the request does not say."},
        Choice{webhook.method, kHookMethods});
  visit({"timeout", "Real time for a whole exchange, name look-up included."},
        RealDuration{webhook.timeout, kInstant, kLongestRealSpan});
  visit({"hold", "The same while virtual time stands: under advance."},
        RealDuration{webhook.hold, kInstant, kLongestRealSpan});
  visit({"answer_time", "Virtual time that a receiver's answer takes under advance."},
        Duration{webhook.answer_time, Span{0}, kYear});
  visit({"retries",
         "When an attempt not answered 2xx is followed by another: the name of a sender's schedule "
         "or the pauses, [\"5s\", \"5m\"]."},
        Retries{webhook.retries});
  visit({"jitter", "Each of those pauses is shorter or longer by up to this share of it."},
        Number{webhook.retries.jitter, 0, 1});
  visit({"signature", "What receivers verify."}, Section{webhook.signature});
  visit({"deferred", "Webhooks wait for POST /_sim/webhooks/deliver."}, Flag{webhook.deferred});
  visit({"faults", "What goes wrong with them on purpose: the first whose share falls to one."},
        Rows{webhook.faults, kMostFaults});
}

}  // namespace asyncsim
