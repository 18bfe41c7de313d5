// IP addresses as bytes, and CIDR blocks of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asyncsim::http {

/// The 4 bytes of an IPv4 address or the 16 of an IPv6 one, in network order.
using AddressBytes = std::vector<unsigned char>;

/// Of a literal without brackets and zone id; nothing for anything else.
std::optional<AddressBytes> read_address(std::string_view text);
std::string print_address(const AddressBytes& address);

/// The addresses of one family that share a prefix.
struct AddressBlock {
  AddressBytes prefix;
  unsigned bits = 0;  ///< how many of the prefix's count
  bool holds(const AddressBytes& address) const;
};

/// "10.0.0.0/8"; a literal alone is a block of one address.
std::optional<AddressBlock> read_block(std::string_view text);

}  // namespace asyncsim::http
