// The headers by which a receiver of webhooks knows who sent one, and when.
#pragma once

#include <cstdint>
#include <string_view>

#include "job/zone_webhook.h"
#include "webhook/transport.h"

namespace asyncsim {

/// Adds them, over the body as it is. `message` is the delivery's constant id; `unix_seconds` is
/// what the signature says it was made at (github's says nothing).
void sign(HookRequest& request, const WebhookSignature& how, std::string_view message,
          std::int64_t unix_seconds);

}  // namespace asyncsim
