#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>

#include "http/request.h"
#include "http/webhook_sender.h"
#include "http/webhook_url.h"

namespace asyncsim::http {
namespace {

using Bytes = std::vector<unsigned char>;

/// IPv4-mapped addresses, and NAT64's well-known prefix (RFC 6052), carry an IPv4 address.
constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::array<unsigned char, 12> kNat64{0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

constexpr std::array<std::string_view, 7> kPrivate{
    "127.0.0.0/8",    "::1/128",       "10.0.0.0/8", "172.16.0.0/12",
    "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"};

/// The 4 or 16 bytes of an IP literal; nothing for anything else.
std::optional<Bytes> address_bytes(std::string_view text) {
  const std::string copy(text);
  const bool six = text.find(':') != text.npos;
  Bytes bytes(six ? 16 : 4);
  if (inet_pton(six ? AF_INET6 : AF_INET, copy.c_str(), bytes.data()) != 1) return std::nullopt;
  return bytes;
}

bool begins_with(const Bytes& bytes, const std::array<unsigned char, 12>& prefix) {
  return bytes.size() == 16 && std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

/// The IPv4 address within, if there is one.
Bytes innermost(Bytes bytes) {
  if (begins_with(bytes, kMapped) || begins_with(bytes, kNat64)) {
    bytes.erase(bytes.begin(), bytes.begin() + 12);
  }
  return bytes;
}

bool same_bits(const Bytes& a, const Bytes& b, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin())) {
    return false;
  }
  const unsigned rest = bits % 8;
  return rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

Error not_a_target(std::string_view item) {
  return invalid(
      "--webhook-allow: \"" + std::string(item) + "\" is no host name, IP address or CIDR block",
      "write private, any, or a list such as hooks.example,192.0.2.7,198.51.100.0/24");
}

}  // namespace

Result<TargetPolicy> TargetPolicy::parse(std::string_view text) {
  TargetPolicy policy;
  for (std::size_t at = 0; at <= text.size();) {
    const auto item = text.substr(at, text.find(',', at) - at);
    at += item.size() + 1;
    if (item == "any") {
      policy.any_ = true;
    } else if (item == "private") {
      for (const auto block : kPrivate) policy.add_block(block);
    } else if (!policy.add_block(item)) {
      if (!valid_host_name(item)) return not_a_target(item);
      policy.hosts_.emplace_back(item);
    }
  }
  return policy;
}

bool TargetPolicy::add_block(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  auto bytes = address_bytes(text.substr(0, slash));
  if (!bytes) return false;
  auto bits = static_cast<unsigned>(bytes->size() * 8);
  if (slash < text.size()) {
    const char* const end = text.data() + text.size();
    unsigned given = 0;
    const auto read = std::from_chars(text.data() + slash + 1, end, given);
    if (read.ec != std::errc{} || read.ptr != end || given > bits) return false;
    bits = given;
  }
  auto within = innermost(*bytes);
  if (within.size() < bytes->size()) {
    if (bits < 96) return false;
    bits -= 96;
  }
  blocks_.push_back({std::move(within), bits});
  return true;
}

bool TargetPolicy::allows(std::string_view host, std::string_view address) const {
  const auto named = [&](const std::string& allowed) { return same_text(allowed, host); };
  if (any_ || std::any_of(hosts_.begin(), hosts_.end(), named)) return true;
  const auto bytes = address_bytes(address.substr(0, address.find('%')));
  if (!bytes) return false;
  const Bytes judged = innermost(*bytes);
  return std::any_of(blocks_.begin(), blocks_.end(), [&](const Block& block) {
    return block.bytes.size() == judged.size() && same_bits(block.bytes, judged, block.bits);
  });
}

std::string TargetPolicy::refusal(std::string_view host, std::string_view address) const {
  std::string text = "webhooks may not go to " + std::string(host);
  if (host != address) text.append(" (").append(address).append(")");
  return text + "; start the simulator with --webhook-allow " + std::string(host) +
         ", or --webhook-allow any";
}

Result<TargetMap> parse_target_map(std::string_view text) {
  const auto middle = text.find("=http");
  const auto from = parse_webhook_url(text.substr(0, middle));
  const auto to = middle == text.npos ? from : parse_webhook_url(text.substr(middle + 1));
  for (const auto* side : {&from, &to}) {
    if (middle == text.npos || !side->ok() || (*side)->target != "/") {
      return invalid("--webhook-map \"" + std::string(text) + "\" is not FROM=TO" +
                         (side->ok() ? "" : ": " + side->error().message),
                     "write https://hooks.example=http://127.0.0.1:9000, both without a path");
    }
  }
  return TargetMap{from->origin(), to->origin()};
}

}  // namespace asyncsim::http
