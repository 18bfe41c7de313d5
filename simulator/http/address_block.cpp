#include "http/address_block.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace asyncsim::http {
namespace {

constexpr std::size_t kSix = 16;

}  // namespace

std::optional<AddressBytes> read_address(std::string_view text) {
  if (text.find('\0') != text.npos) return std::nullopt;  // inet_pton() would stop there
  const bool six = text.find(':') != text.npos;
  AddressBytes bytes(six ? kSix : 4);
  const std::string copy(text);
  if (inet_pton(six ? AF_INET6 : AF_INET, copy.c_str(), bytes.data()) != 1) return std::nullopt;
  return bytes;
}

std::string print_address(const AddressBytes& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(address.size() == kSix ? AF_INET6 : AF_INET, address.data(), text.data(), text.size());
  return text.data();
}

bool AddressBlock::holds(const AddressBytes& address) const {
  if (address.size() != prefix.size()) return false;
  const std::size_t whole = bits / 8;
  if (!std::equal(prefix.begin(), prefix.begin() + static_cast<std::ptrdiff_t>(whole),
                  address.begin())) {
    return false;
  }
  const unsigned rest = bits % 8;
  return rest == 0 || (prefix[whole] ^ address[whole]) >> (8 - rest) == 0;
}

std::optional<AddressBlock> read_block(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  auto prefix = read_address(text.substr(0, slash));
  if (!prefix) return std::nullopt;
  auto bits = static_cast<unsigned>(prefix->size() * 8);
  if (slash < text.size()) {
    const char* const end = text.data() + text.size();
    unsigned given = 0;
    const auto read = std::from_chars(text.data() + slash + 1, end, given);
    if (read.ec != std::errc{} || read.ptr != end || given > bits) return std::nullopt;
    bits = given;
  }
  return AddressBlock{std::move(*prefix), bits};
}

}  // namespace asyncsim::http
