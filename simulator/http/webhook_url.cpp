#include "http/webhook_url.h"

#include <algorithm>
#include <charconv>

#include "core/ascii.h"
#include "http/address_block.h"
#include "http/request.h"

namespace asyncsim::http {
namespace {

constexpr std::size_t kLongestName = 253;  // RFC 1035, without the root's dot
constexpr std::size_t kLongestLabel = 63;

bool valid_label(std::string_view label) {
  return !label.empty() && label.size() <= kLongestLabel && label.front() != '-' &&
         label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
           return is_letter(c) || is_digit(c) || c == '-' || c == '_';
         });
}

/// Readers that take odd spellings of IPv4 take such a label for its last part.
bool is_number(std::string_view label) {
  const bool hex = label.substr(0, 2) == "0x" || label.substr(0, 2) == "0X";
  if (hex) return label.find_first_not_of("0123456789abcdefABCDEF", 2) == label.npos;
  return std::all_of(label.begin(), label.end(), is_digit);
}

Error malformed(std::string_view url, std::string_view why) {
  return invalid("webhook URL \"" + std::string(url.substr(0, 200)) + "\": " + std::string(why),
                 "write http://HOST[:PORT]/PATH or https://HOST[:PORT]/PATH");
}

/// Takes the scheme off the front of `rest`.
bool take_scheme(std::string_view& rest, WebhookUrl& url) {
  const auto mark = rest.find("://");
  const auto scheme = rest.substr(0, mark);
  url.tls = same_text(scheme, "https");
  url.port = url.tls ? 443 : 80;
  if (mark == rest.npos || (!url.tls && !same_text(scheme, "http"))) return false;
  rest.remove_prefix(mark + 3);
  return true;
}

bool read_port(std::string_view text, std::uint16_t& port) {
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, port);
  return read.ec == std::errc{} && read.ptr == end && port != 0;
}

/// Why `authority` is none, or nothing.
std::string_view read_authority(std::string_view authority, WebhookUrl& url) {
  if (authority.find('@') != authority.npos) return "it holds a user or password; leave it out";
  const bool bracketed = authority.substr(0, 1) == "[";
  const auto close = bracketed ? authority.find(']') : 0;
  if (close == authority.npos) return "the bracket of its IPv6 address is not closed";
  const auto colon = std::min(authority.find(':', close), authority.size());
  if (bracketed && colon != close + 1 && authority.size() != close + 1) {
    return "after its IPv6 address comes neither a port nor a path";
  }
  if (colon < authority.size() && !read_port(authority.substr(colon + 1), url.port)) {
    return "its port is not a number from 1 to 65535";
  }
  url.host = lower_case(bracketed ? authority.substr(1, close - 1) : authority.substr(0, colon));
  const auto address = read_address(url.host);
  url.literal = address && address->size() == (bracketed ? 16 : 4);
  if (url.literal) return {};
  if (bracketed) return "what stands in brackets is not an IPv6 address";
  if (url.host.empty()) return "it has no host";
  if (valid_host_name(url.host)) return {};
  return is_number(url.host.substr(url.host.rfind('.') + 1))
             ? "its host is not four decimal numbers; write an IPv4 address as 127.0.0.1"
             : "its host is not a host name (write one beyond ASCII as xn--...)";
}

/// Path and query; bytes beyond ASCII are escaped.
bool read_target(std::string_view text, std::string& target) {
  text = text.substr(0, text.find('#'));
  if (text.substr(0, 1) != "/") target = "/";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte == 0x7f) return false;
    if (byte < 0x80) {
      target += c;
    } else {
      target += percent_encode({&c, 1});
    }
  }
  return true;
}

}  // namespace

bool valid_host_name(std::string_view name) {
  if (name.empty() || name.size() > kLongestName) return false;
  std::string_view label;
  for (std::size_t at = 0; at <= name.size(); at += label.size() + 1) {
    label = name.substr(at, name.find('.', at) - at);
    if (!valid_label(label)) return false;
  }
  return !is_number(label);
}

std::string WebhookUrl::authority() const {
  const std::string name = host.find(':') == host.npos ? host : "[" + host + "]";
  return port == (tls ? 443 : 80) ? name : name + ":" + std::to_string(port);
}

std::string WebhookUrl::origin() const { return (tls ? "https://" : "http://") + authority(); }

Result<WebhookUrl> parse_webhook_url(std::string_view text) {
  WebhookUrl url;
  std::string_view rest = text;
  if (!take_scheme(rest, url))
    return malformed(text, "it begins neither with http:// nor https://");
  const auto authority = rest.substr(0, rest.find_first_of("/?#\\"));
  rest.remove_prefix(authority.size());
  if (const auto why = read_authority(authority, url); !why.empty()) return malformed(text, why);
  if (rest.substr(0, 1) == "\\" || !read_target(rest, url.target)) {
    return malformed(text,
                     "it holds a space, a backslash or a control character; escape it as %XX");
  }
  return url;
}

}  // namespace asyncsim::http
