#include "http/forbidden_address.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace asyncsim::http {
namespace {

struct Forbidden {
  std::string_view block, kind;
};

constexpr std::string_view kMetadata = "a cloud's metadata";

// The first that fits names the kind.
constexpr Forbidden kForbidden[] = {
    {"0.0.0.0/8", "this network"},
    {"169.254.0.0/16", "link-local"},  // where most clouds have their metadata
    {"100.100.100.200", kMetadata},    // Alibaba
    {"168.63.129.16", kMetadata},      // Azure
    {"192.0.0.192", kMetadata},        // Oracle
    {"224.0.0.0/4", "multicast"},
    {"255.255.255.255", "broadcast"},
    {"240.0.0.0/4", "reserved"},
    {"::", "unspecified"},
    {"fe80::/10", "link-local"},
    {"ff00::/8", "multicast"},
    {"fd00:ec2::/32", kMetadata},         // AWS
    {"fd20:ce::254", kMetadata},          // Google
    {"fd00:c1::a9fe:a9fe", kMetadata},    // Oracle
    {"fd00:a9fe:a9fe::1", kMetadata},     // Linode
    {"fd00:42::42", kMetadata},           // Scaleway
    {"fd00:100::100:200", kMetadata},     // Alibaba
    {"64:ff9b:1::/104", "this network"},  // 0.0.0.0/8 within, see zero_is_padding
};

constexpr std::string_view kMapped = "::ffff:0:0/96";
constexpr std::string_view kNat64 = "64:ff9b::/96";
constexpr std::string_view kLocalNat64 = "64:ff9b:1::/48";

using Places = std::array<std::uint8_t, 4>;
constexpr Places kEnd{12, 13, 14, 15};

/// Where the addresses of a block carry an IPv4 address.
struct Carrier {
  std::string_view block;
  Places at = kEnd;
  unsigned char flipped = 0;     ///< bits that are inverted in each byte
  bool zero_is_padding = false;  ///< one of 0.0.0.0/8 means that it stands elsewhere
};

constexpr Carrier kCarriers[] = {
    {kMapped},
    {kNat64},
    {"::/96"},                    // IPv4-compatible
    {"::ffff:0:0:0/96"},          // IPv4-translated, of SIIT
    {"2002::/16", {2, 3, 4, 5}},  // 6to4
    {"2001::/32", kEnd, 0xff},    // Teredo: the client's
    // Local NAT64, by RFC 6052's layouts: the prefix in use may be as short as 48 bits.
    {kLocalNat64, {6, 7, 9, 10}, 0, true},
    {kLocalNat64, {7, 9, 10, 11}, 0, true},
    {kLocalNat64, {9, 10, 11, 12}, 0, true},
    {kLocalNat64, kEnd, 0, true},
};

struct KnownBlocks {
  std::vector<std::pair<AddressBlock, std::string_view>> forbidden;
  std::vector<std::pair<AddressBlock, Carrier>> carriers;

  KnownBlocks() {
    for (const auto& [text, kind] : kForbidden) forbidden.emplace_back(*read_block(text), kind);
    for (const auto& carrier : kCarriers)
      carriers.emplace_back(*read_block(carrier.block), carrier);
  }
};

const KnownBlocks& known() {
  static const KnownBlocks blocks;
  return blocks;
}

AddressBytes carried_by(const AddressBytes& six, const Places& at, unsigned char flipped) {
  AddressBytes four;
  for (const auto place : at) four.push_back(static_cast<unsigned char>(six[place] ^ flipped));
  return four;
}

/// Under any prefix: an interface id of 0:5efe or 200:5efe, then the IPv4 address.
bool is_isatap(const AddressBytes& six) {
  return (six[8] & 0xfd) == 0 && six[9] == 0 && six[10] == 0x5e && six[11] == 0xfe;
}

bool is_loopback(const AddressBytes& six) {
  return six.back() == 1 &&
         std::all_of(six.begin(), six.end() - 1, [](auto byte) { return !byte; });
}

std::vector<AddressBytes> all_carried_by(const AddressBytes& six) {
  std::vector<AddressBytes> found;
  if (six.size() != 16 || is_loopback(six)) return found;
  for (const auto& [block, carrier] : known().carriers) {
    if (!block.holds(six)) continue;
    auto four = carried_by(six, carrier.at, carrier.flipped);
    if (four[0] != 0 || !carrier.zero_is_padding) found.push_back(std::move(four));
  }
  if (is_isatap(six)) found.push_back(carried_by(six, kEnd, 0));
  return found;
}

std::optional<std::string> kind_of(const AddressBytes& address) {
  for (const auto& [block, kind] : known().forbidden) {
    if (block.holds(address)) return std::string(kind);
  }
  return std::nullopt;
}

}  // namespace

AddressBytes innermost(AddressBytes address) {
  static const auto mapped = *read_block(kMapped), nat64 = *read_block(kNat64);
  if (!mapped.holds(address) && !nat64.holds(address)) return address;
  return carried_by(address, kEnd, 0);
}

std::optional<std::string> why_forbidden(const AddressBytes& address) {
  if (const auto kind = kind_of(address)) return kind;
  for (const auto& four : all_carried_by(address)) {
    if (const auto kind = kind_of(four)) return "carries " + print_address(four) + ", " + *kind;
  }
  return std::nullopt;
}

}  // namespace asyncsim::http
