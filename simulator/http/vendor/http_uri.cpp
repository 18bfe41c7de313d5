#include "http/vendor/http_uri.h"

#include <algorithm>
#include <charconv>

#include "core/ascii.h"
#include "http/request.h"

namespace asyncsim::vendor {
namespace {

constexpr auto kNone = std::string_view::npos;

/// Cuts a URI where it needs no decoding. All parts are views into it.
struct UriParts {
  std::string_view scheme, authority, rest;  ///< `rest`: path, query and fragment
};

UriParts split(std::string_view uri) {
  const auto colon = uri.find("://");
  if (colon == kNone) return {{}, {}, uri};
  const auto after = uri.substr(colon + 3);
  const auto end = std::min(after.find_first_of("/?#"), after.size());
  return {uri.substr(0, colon), after.substr(0, end), after.substr(end)};
}

std::string_view after_user(std::string_view authority) {
  const auto at = authority.rfind('@');
  return at == kNone ? authority : authority.substr(at + 1);
}

/// Where the host ends and the port's colon, if any, stands.
std::size_t host_size(std::string_view host_and_port) {
  if (!host_and_port.starts_with('['))
    return std::min(host_and_port.find(':'), host_and_port.size());
  const auto bracket = host_and_port.find(']');
  return bracket == kNone ? host_and_port.size() : bracket + 1;
}

bool is_http(std::string_view scheme) {
  return same_text(scheme, "http") || same_text(scheme, "https");
}

/// The first character that is neither alphanumeric, one of RFC 3986's unreserved marks and
/// sub-delimiters, one of `also`, nor a percent-escape.
std::size_t first_illegal(std::string_view text, std::string_view also) {
  constexpr std::string_view kAlways = "-._~!$&'()*+,;=";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return i;
      i += 2;
    } else if (!is_alphanumeric(text[i]) && kAlways.find(text[i]) == kNone &&
               also.find(text[i]) == kNone) {
      return i;
    }
  }
  return kNone;
}

bool is_address_literal(std::string_view host) {
  if (host.size() < 4 || !host.ends_with(']')) return false;
  host = host.substr(1, host.size() - 2);
  return host.find(':') != kNone && std::all_of(host.begin(), host.end(), [](char c) {
           return is_hex(c) || c == ':' || c == '.';
         });
}

bool is_host(std::string_view host) {
  if (host.starts_with('[')) return is_address_literal(host);
  return !host.empty() && first_illegal(host, "") == kNone;
}

/// `text` begins with a colon, or is empty: the scheme's own port.
bool is_port(std::string_view text) {
  if (text.size() < 2) return true;
  unsigned port = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + 1, end, port);
  return read.ec == std::errc{} && read.ptr == end && port <= 65'535;
}

std::string illegal_character(std::string_view uri, std::size_t at) {
  constexpr char kDigits[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(uri[at]);
  return std::string("byte ") + std::to_string(at + 1) + " (0x" + kDigits[byte / 16] +
         kDigits[byte % 16] + ") may not stand there: percent-encode it";
}

}  // namespace

std::optional<std::string> uri_fault(std::string_view text) {
  const auto [scheme, authority, rest] = split(text);
  if (!is_http(scheme)) return "begin with http:// or https://";
  const auto server = after_user(authority);
  const auto host = server.substr(0, host_size(server));
  if (host.empty()) return "name a host after http:// or https://";
  if (!is_host(host)) return "its host is not a name or an address: use ASCII (punycode)";
  if (!is_port(server.substr(host.size()))) return "its port must be a number up to 65535";
  const auto user = authority.substr(0, authority.size() - server.size());
  const auto offset = [text](std::string_view part) {
    return static_cast<std::size_t>(part.data() - text.data());
  };
  if (!user.empty()) {
    const auto bad = first_illegal(user.substr(0, user.size() - 1), ":");
    if (bad != kNone) return illegal_character(text, offset(user) + bad);
  }
  auto bad = first_illegal(rest, ":@/?#");
  if (bad == kNone && std::count(rest.begin(), rest.end(), '#') > 1) bad = rest.rfind('#');
  if (bad != kNone) return illegal_character(text, offset(rest) + bad);
  return std::nullopt;
}

std::optional<std::string> uri_parameter(std::string_view uri, std::string_view name) {
  http::Request request;
  request.target = split(uri).rest;
  request.target = request.target.substr(0, request.target.find('#'));
  return request.query(name);
}

std::string_view uri_host(std::string_view uri) {
  const auto server = after_user(split(uri).authority);
  return server.substr(0, host_size(server));
}

std::string_view uri_path(std::string_view uri) {
  const auto rest = split(uri).rest;
  return rest.substr(0, rest.find_first_of("?#"));
}

}  // namespace asyncsim::vendor
