// What a zone does about webhooks: where they go, when one is tried again, how it is signed, and
// what goes wrong with it on purpose.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.h"
#include "core/virtual_time.h"

namespace asyncsim {

enum class HookMethod { post, get };
std::string_view name_of(HookMethod method);

inline constexpr std::size_t kLongestHookUrl = 2'048;  ///< bytes

/// Whether a webhook can be addressed there: an absolute http or https URL of no more bytes, with a
/// host, without spaces and control characters.
bool is_hook_url(std::string_view url);

/// When senders that people know try again. The first attempt comes at once.
enum class RetryPreset : std::uint8_t {
  none,    ///< one attempt: the vendor documents no retries
  github,  ///< one attempt, too
  svix,
  standard_webhooks,
  stripe_sandbox,  ///< three more over a few hours; which hours is not documented
};
std::string_view name_of(RetryPreset preset);

/// When an attempt that was not answered 2xx is followed by another.
struct RetrySchedule {
  std::optional<RetryPreset> preset = RetryPreset::none;  ///< nothing: `own`
  std::vector<Span> own{};
  double jitter = 0;  ///< each pause is shorter or longer by up to this share of it

  /// Attempt k + 2 is due pauses()[k] after attempt k + 1 was due.
  std::span<const Span> pauses() const;
  /// That pause, moved by the jitter that `random` draws.
  Span pause(std::size_t index, Random random) const;
  bool operator==(const RetrySchedule&) const = default;
};

enum class SignatureScheme : std::uint8_t { none, standard_webhooks, github };
std::string_view name_of(SignatureScheme scheme);
/// Which clock a signature's timestamp shows: receivers compare it with their own.
enum class SignatureTime : std::uint8_t { real, virtual_time };
std::string_view name_of(SignatureTime time);

struct WebhookSignature {
  SignatureScheme scheme = SignatureScheme::none;
  std::vector<std::string> secrets{};  ///< the first one alone for github, which has but one
  SignatureTime timestamp = SignatureTime::real;
  bool operator==(const WebhookSignature&) const = default;
};

/// What goes wrong with a webhook on purpose.
enum class WebhookFaultKind : std::uint8_t {
  none,
  lost,          ///< never sent
  duplicated,    ///< `times` in all, `by` apart
  delayed,       ///< sent `by` later
  reordered,     ///< sent after the zone's next one, or `by` later
  early,         ///< sent before the submit is answered; the job is ready at once
  wrong_method,  ///< GET for POST, POST for GET
  wrong_body,    ///< another content than documented
  truncated,     ///< the second half is missing
  wrong_id,      ///< a response id that was never issued
  burst,         ///< held, and released with others every `by`
};
std::string_view name_of(WebhookFaultKind kind);
/// Whether a receiver should refuse what is sent.
bool is_malformed(WebhookFaultKind kind);

struct WebhookFault {
  WebhookFaultKind kind = WebhookFaultKind::none;
  double share = 1;          ///< of the webhooks: 0 is none, 1 is each
  std::uint32_t times = 2;   ///< of duplicated
  std::optional<Span> by{};  ///< nothing: what is usual for that kind
  Span wait() const;
  /// When the webhook of a job that ends at `end` is due, at the latest, in a world that began at
  /// `start`.
  TimePoint due(TimePoint end, TimePoint start) const;
  bool operator==(const WebhookFault&) const = default;
};

/// Webhook settings of a zone; a request's own webhook_url and webhook_method go before them.
struct ZoneWebhook {
  std::optional<std::string> url{};
  HookMethod method = HookMethod::post;
  RealSpan timeout{std::chrono::seconds{10}};  ///< for the whole exchange, name look-up included
  RealSpan hold{std::chrono::seconds{2}};      ///< the same while virtual time stands
  Span answer_time{0};                         ///< virtual time an answer takes under advance
  RetrySchedule retries{};
  WebhookSignature signature{};
  bool deferred = false;  ///< webhooks wait for POST /_sim/webhooks/deliver
  std::vector<WebhookFault> faults{};
  bool operator==(const ZoneWebhook&) const = default;

  /// The first fault whose coin, drawn from `own`, falls for it; kind none: all goes well.
  WebhookFault draw_fault(const Random& own) const;
};

}  // namespace asyncsim
