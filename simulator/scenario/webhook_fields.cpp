#include "scenario/webhook_fields.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/nearest_name.h"
#include "core/time_text.h"

namespace asyncsim {
namespace {

constexpr std::size_t kFewestSecretBytes = 24, kMostSecretBytes = 64;

/// "whsec_" and the base64 of so many bytes, as the Standard Webhooks specification has it.
bool is_standard_secret(std::string_view secret) {
  constexpr std::string_view kPrefix = "whsec_";
  if (!secret.starts_with(kPrefix)) return false;
  secret.remove_prefix(kPrefix.size());
  const bool whole = secret.size() % 4 == 0;
  while (secret.ends_with('=')) secret.remove_suffix(1);
  const auto digit = [](char c) { return is_alphanumeric(c) || c == '+' || c == '/'; };
  const std::size_t bytes = secret.size() * 3 / 4;
  return whole && secret.size() % 4 != 1 && std::ranges::all_of(secret, digit) &&
         bytes >= kFewestSecretBytes && bytes <= kMostSecretBytes;
}

}  // namespace

Outcome Retries::read(const Json& json) const {
  RetrySchedule read = schedule;
  if (!json.is_array()) {
    RetryPreset preset{};
    if (auto chosen = Choice{preset, kRetryPresets}.read(json); !chosen) {
      return invalid(chosen.error().message + R"(, or pauses such as ["5s", "5m", "30m"])");
    }
    read.preset = preset;
    read.own.clear();
  } else {
    if (json.size() > kMostPauses) {
      return invalid("has " + std::to_string(json.size()) + " pauses; expected at most " +
                     std::to_string(kMostPauses));
    }
    read.preset.reset();
    read.own.assign(json.size(), Span{0});
    for (std::size_t i = 0; i < json.size(); ++i) {
      const Duration pause{read.own[i], Span{0}, kYear};
      if (auto done = pause.read(json[i]); !done) return done;
    }
  }
  schedule = std::move(read);
  return success();
}

Json Retries::print() const {
  if (schedule.preset) return name_of(*schedule.preset);
  Json pauses = Json::array();
  for (const Span pause : schedule.own) pauses.push_back(format_span(pause));
  return pauses;
}

std::optional<std::string> fault_of_secrets(const WebhookSignature& signature) {
  const auto& secrets = signature.secrets;
  switch (signature.scheme) {
    case SignatureScheme::none:
      return std::nullopt;
    case SignatureScheme::github:
      if (secrets.size() == 1 && !secrets.front().empty()) return std::nullopt;
      return "github signs with one secret; write \"secrets\": [\"...\"]";
    case SignatureScheme::standard_webhooks:
      break;
  }
  if (!secrets.empty() && std::ranges::all_of(secrets, is_standard_secret)) return std::nullopt;
  return "standard-webhooks signs with at least one secret, each whsec_ and the base64 of 24 to 64 "
         "bytes; `echo whsec_$(openssl rand -base64 24)` makes one";
}

std::optional<Contradiction> contradiction(const WebhookFault& fault) {
  if (fault.kind == WebhookFaultKind::none) {
    std::array<std::string_view, kWebhookFaults.size()> names;
    std::ranges::transform(kWebhookFaults, names.begin(),
                           [](WebhookFaultKind kind) { return name_of(kind); });
    return Contradiction{"fault", "says not what goes wrong; expected " + one_of(names)};
  }
  if (fault.times != WebhookFault{}.times && fault.kind != WebhookFaultKind::duplicated) {
    return Contradiction{"times", "only a duplicated webhook comes several times"};
  }
  if (fault.kind == WebhookFaultKind::burst && fault.wait() == Span{0}) {
    return Contradiction{"by", "bursts that are 0s apart are none; write how far apart they are"};
  }
  return std::nullopt;
}

}  // namespace asyncsim
