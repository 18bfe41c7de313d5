// The Retry-After field of an answer (RFC 9110, 10.2.3).
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "core/virtual_time.h"

namespace asyncsim::http {

/// How long it asks to wait, from `now`: whole seconds, or a date in any of HTTP's three forms. At
/// most a year; a date that is past is no wait. Nothing for what is neither.
std::optional<ClientSpan> parse_retry_after(std::string_view text,
                                            std::chrono::system_clock::time_point now);

}  // namespace asyncsim::http
