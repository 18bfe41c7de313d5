#include "job/response_id.h"

#include <charconv>

#include "core/random.h"

namespace asyncsim {
namespace {

constexpr std::size_t kTimeDigits = 13;
constexpr std::size_t kTailDigits = 13;  // 36^13 > 2^64
constexpr unsigned kCheckBits = 24;
constexpr std::uint64_t kCheckMask = (1u << kCheckBits) - 1;
constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";

std::string base36(std::uint64_t value) {
  std::string text(kTailDigits, '0');
  for (std::size_t i = kTailDigits; i-- > 0; value /= 36) text[i] = kDigits[value % 36];
  return text;
}

std::optional<std::uint64_t> read_number(std::string_view text, int base) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

ResponseIds::ResponseIds(std::uint64_t seed, std::string_view account) {
  Random keys = Random(seed).stream(account, 0);
  for (auto& key : round_keys_) key = keys.next();
  check_key_ = keys.next();
  prefix_ = "s" + std::to_string(1 + keys.below(9)) + "w" + std::to_string(1 + keys.below(9)) + "t";
}

std::string ResponseIds::make(JobOrdinal job, TimePoint submitted) const {
  return prefix_ + std::to_string(submitted.time_since_epoch().count()) + "r" +
         base36(scramble((job << kCheckBits) | check(job)));
}

std::optional<ResponseIds::Parts> ResponseIds::read(std::string_view id) const {
  if (id.size() != prefix_.size() + kTimeDigits + 1 + kTailDigits) return std::nullopt;
  if (!id.starts_with(prefix_) || id[prefix_.size() + kTimeDigits] != 'r') return std::nullopt;
  const auto time = read_number(id.substr(prefix_.size(), kTimeDigits), 10);
  const auto tail = read_number(id.substr(id.size() - kTailDigits), 36);
  if (!time || !tail) return std::nullopt;
  const std::uint64_t value = unscramble(*tail);
  const Parts parts{value >> kCheckBits, TimePoint{Span{static_cast<Span::rep>(*time)}}};
  if ((value & kCheckMask) != check(parts.job) || make(parts.job, parts.submitted) != id) {
    return std::nullopt;
  }
  return parts;
}

std::uint32_t ResponseIds::half(std::uint32_t value, std::size_t round) const {
  return static_cast<std::uint32_t>(mix_bits(round_keys_[round] ^ value));
}

std::uint64_t ResponseIds::check(JobOrdinal job) const {
  return mix_bits(check_key_ ^ job) & kCheckMask;
}

// A Feistel network: four keyed rounds make a permutation of 64 bits that can be undone.
std::uint64_t ResponseIds::scramble(std::uint64_t value) const {
  auto left = static_cast<std::uint32_t>(value >> 32);
  auto right = static_cast<std::uint32_t>(value);
  for (std::size_t round = 0; round < round_keys_.size(); ++round) {
    left ^= half(right, round);
    std::swap(left, right);
  }
  return (std::uint64_t{left} << 32) | right;
}

std::uint64_t ResponseIds::unscramble(std::uint64_t value) const {
  auto left = static_cast<std::uint32_t>(value >> 32);
  auto right = static_cast<std::uint32_t>(value);
  for (std::size_t round = round_keys_.size(); round-- > 0;) {
    std::swap(left, right);
    left ^= half(right, round);
  }
  return (std::uint64_t{left} << 32) | right;
}

}  // namespace asyncsim
