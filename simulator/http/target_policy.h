// Where webhooks may be sent.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "http/address_block.h"

namespace asyncsim::http {

/// To which addresses. The default is private: loopback, RFC 1918, 100.64/10, fc00::/7. Forbidden
/// whatever is said: link-local addresses, the metadata services of clouds, multicast, broadcast
/// and reserved ones, 0/8 and ::, and every IPv6 address that carries one of those.
class TargetPolicy {
 public:
  /// "private", "any", or a comma list of host names, IP literals and CIDR blocks (and "private").
  static Result<TargetPolicy> parse(std::string_view text);
  /// Whether that resolved address, reached under that host name, may be connected to.
  /// IPv4-mapped and NAT64 (64:ff9b::/96) addresses are judged as the IPv4 address within.
  bool allows(std::string_view host, std::string_view address) const;
  /// The sentence of a refusal, with the option to set if there is one that helps.
  std::string refusal(std::string_view host, std::string_view address) const;

 private:
  /// False if `text` is neither an IP literal nor a CIDR block.
  bool add_block(std::string_view text);
  bool any_ = false;
  std::vector<std::string> hosts_;
  std::vector<AddressBlock> blocks_;
};

/// Why no webhook may ask for that path and query, at whatever host; empty if one may. A path that
/// begins with /_sim, in any spelling that some server may read so, is a control API's; only its
/// inboxes take webhooks: /_sim/inbox/NAME, spelled just so.
std::string control_refusal(std::string_view target);

/// --webhook-map FROM=TO: deliver to TO (scheme, host, port) what is addressed to FROM.
struct TargetMap {
  std::string from, to;  ///< "https://hooks.example" -> "http://127.0.0.1:9000"
};
Result<TargetMap> parse_target_map(std::string_view text);

}  // namespace asyncsim::http
