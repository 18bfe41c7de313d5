// URLs that a webhook may be sent to, read strictly: what two readers could understand differently
// is refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace asyncsim::http {

struct WebhookUrl {
  bool tls = false;
  std::string host;      ///< lower case; an IPv6 address without brackets
  bool literal = false;  ///< host is an IP address
  std::uint16_t port = 80;
  std::string target;  ///< path and query, "/" at least; a fragment is dropped

  /// "hooks.example", "127.0.0.1:9000", "[::1]": the port only if it is not the scheme's own.
  std::string authority() const;
  std::string origin() const;  ///< scheme and authority: "http://127.0.0.1:9000"
};

/// http and https, no user, a host name, a dotted IPv4 or a bracketed IPv6 address. Other spellings
/// of an address (127.1, 0x7f.1, 2130706433) are malformed, as is a host that ends in a number.
Result<WebhookUrl> parse_webhook_url(std::string_view text);

/// A DNS name whose last label is no number.
bool valid_host_name(std::string_view name);

}  // namespace asyncsim::http
