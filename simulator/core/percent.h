// Percent-escapes of URLs (RFC 3986).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace asyncsim {

/// Decodes %XX, and '+' as a space when `plus_is_space`; nothing for a bad escape.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);
/// Escapes everything but the unreserved characters.
std::string percent_encode(std::string_view text);

}  // namespace asyncsim
