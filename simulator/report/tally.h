// What the clients of one account did, as numbers that add up over accounts.
#pragma once

#include <cstdint>

namespace asyncsim {

struct Tally {
  std::uint64_t submitted = 0;
  std::uint64_t ready = 0;      ///< jobs that ended well
  std::uint64_t failed = 0;     ///< jobs that ended otherwise
  std::uint64_t collected = 0;  ///< jobs whose result, or failure, was read
  std::uint64_t lost = 0;       ///< jobs that expired before anyone read them
  std::uint64_t polls = 0;
  std::uint64_t pending_answers = 0;  ///< polls that heard 202
  std::uint64_t early_polls = 0;      ///< polls earlier than documented, in the client's time
  std::uint64_t refused = 0;          ///< vendor calls that reached no job, answered 4xx
  std::uint64_t sync_calls = 0;       ///< /request, answered
  std::int64_t nano_usd = 0;          ///< cost in thousandths of a millionth of a dollar

  /// Jobs neither collected nor lost: what the world leaves unfinished if it stops now.
  std::uint64_t unfinished() const { return submitted - collected - lost; }
  double usd() const { return static_cast<double>(nano_usd) / 1e9; }

  Tally& operator+=(const Tally& other);
  bool operator==(const Tally&) const = default;
};

}  // namespace asyncsim
