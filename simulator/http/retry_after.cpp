#include "http/retry_after.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <string>

#include "core/ascii.h"

namespace asyncsim::http {
namespace {

using std::chrono::seconds;

constexpr seconds kMost = std::chrono::hours{24 * 365};

std::optional<std::time_t> parse_date(const std::string& text) {
  for (const char* form :
       {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"}) {
    std::tm date{};
    const char* const end = ::strptime(text.c_str(), form, &date);
    if (end && *end == '\0') return ::timegm(&date);
  }
  return std::nullopt;
}

}  // namespace

std::optional<ClientSpan> parse_retry_after(std::string_view text,
                                            std::chrono::system_clock::time_point now) {
  if (!text.empty() && std::ranges::all_of(text, is_digit)) {
    std::int64_t count = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool fits = read.ec == std::errc{};
    return ClientSpan{fits ? std::min(seconds{count}, kMost) : kMost};
  }
  const auto date = parse_date(std::string(text));
  if (!date) return std::nullopt;
  const seconds wait = seconds{*date} - std::chrono::floor<seconds>(now.time_since_epoch());
  return ClientSpan{std::clamp(wait, seconds{0}, kMost)};
}

}  // namespace asyncsim::http
