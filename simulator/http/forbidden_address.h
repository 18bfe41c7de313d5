// Addresses that are no receiver of webhooks, whatever the user allows: a request there reaches
// credentials of the machine, or many machines, or nobody who could be meant.
#pragma once

#include <optional>
#include <string>

#include "http/address_block.h"

namespace asyncsim::http {

/// The IPv4 address that stands for a mapped address (::ffff:0:0/96) or one of NAT64's well-known
/// prefix (64:ff9b::/96); any other address itself.
AddressBytes innermost(AddressBytes address);

/// What is wrong with the address: "link-local", "carries 169.254.169.254, link-local"; nothing for
/// one that a policy may allow. An IPv6 address is forbidden for the IPv4 address it carries too,
/// by any of the known transition mechanisms.
std::optional<std::string> why_forbidden(const AddressBytes& address);

}  // namespace asyncsim::http
