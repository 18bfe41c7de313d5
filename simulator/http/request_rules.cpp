#include "http/request_rules.h"

#include <algorithm>
#include <array>

#include "core/ascii.h"
#include "http/request.h"

namespace asyncsim::http {
namespace {

/// RFC 3986's reg-name, its percent-escapes aside: no client needs them.
bool is_name_char(char c) {
  return is_letter(c) || is_digit(c) ||
         std::string_view("-._~!$&'()*+,;=").find(c) != std::string_view::npos;
}

bool valid_port(std::string_view port) {
  return port.size() <= 5 && std::all_of(port.begin(), port.end(), is_digit);
}

/// The bracketed part of an IPv6 host; the kernel has no say here, so the shape is enough.
bool valid_bracketed(std::string_view inner) {
  return inner.size() >= 2 && std::all_of(inner.begin(), inner.end(),
                                          [](char c) { return is_hex(c) || c == ':' || c == '.'; });
}

}  // namespace

bool may_begin_a_request(char c) { return is_letter(c) || c == '\r'; }

bool valid_host(std::string_view host) {
  const bool bracketed = host.substr(0, 1) == "[";
  const auto end = bracketed ? host.find(']') : std::min(host.find(':'), host.size());
  if (end == host.npos) return false;
  const std::string_view name = host.substr(0, end);
  const std::string_view port = host.substr(bracketed ? end + 1 : end);
  if (!port.empty() && (port[0] != ':' || !valid_port(port.substr(1)))) return false;
  if (bracketed) return valid_bracketed(name.substr(1));
  return !name.empty() && std::all_of(name.begin(), name.end(), is_name_char);
}

bool valid_escapes(std::string_view text) {
  for (auto at = text.find('%'); at != text.npos; at = text.find('%', at + 3)) {
    if (text.size() - at < 3 || !is_hex(text[at + 1]) || !is_hex(text[at + 2])) return false;
  }
  return true;
}

bool known_method(std::string_view method) {
  static constexpr std::array<std::string_view, 7> kKnown{"GET",   "POST",   "HEAD",   "PUT",
                                                          "PATCH", "DELETE", "OPTIONS"};
  return std::find(kKnown.begin(), kKnown.end(), method) != kKnown.end();
}

AbsoluteForm split_absolute(std::string_view target) {
  const auto mark = target.find("://");
  if (mark == target.npos) return {};
  const std::string_view scheme = target.substr(0, mark);
  if (!same_text(scheme, "http") && !same_text(scheme, "https")) return {};
  const std::string_view after = target.substr(mark + 3);
  const auto end = std::min(after.find_first_of("/?#"), after.size());
  return {after.substr(0, end), after.substr(end)};
}

}  // namespace asyncsim::http
