// Response ids: submit time plus a keyed permutation of (ordinal, check bits), in the vendor's
// shape (s1w6t1767178652120r and 13 base-36 digits). No index is kept: an id leads to its job, a
// forged one fails the check, and an expired one is recognised for ever.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/virtual_time.h"
#include "job/job.h"

namespace asyncsim {

class ResponseIds {
 public:
  /// Ids of different (seed, account) never meet.
  ResponseIds(std::uint64_t seed, std::string_view account);

  struct Parts {
    JobOrdinal job = 0;
    TimePoint submitted{};
    bool operator==(const Parts&) const = default;
  };

  std::string make(JobOrdinal job, TimePoint submitted) const;
  /// Nothing for what this account never made. The ordinal may still lie in the future: a forged
  /// check passes once in 16 million, so compare `submitted` with the job's own.
  std::optional<Parts> read(std::string_view id) const;

 private:
  std::uint64_t scramble(std::uint64_t value) const;
  std::uint64_t unscramble(std::uint64_t value) const;
  std::uint32_t half(std::uint32_t value, std::size_t round) const;
  std::uint64_t check(JobOrdinal job) const;

  std::array<std::uint64_t, 4> round_keys_{};
  std::uint64_t check_key_;
  std::string prefix_;
};

}  // namespace asyncsim
