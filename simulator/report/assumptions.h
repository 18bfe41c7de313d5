// What a run leaned on: how often an answer followed each value of each knob.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "job/knobs.h"

namespace asyncsim {

struct LeanedOn {
  Knob knob = Knob::pending_answer;
  std::uint8_t value = 0;  ///< its place in the table
  std::uint64_t count = 0;

  const KnobValue& what() const { return row_of(knob).values[value]; }
  /// "an expired id answered 404 (inferred), 3 times"
  std::string sentence() const;
};

class Assumptions {
 public:
  void lean(Knob knob, std::uint8_t value) { ++counts_[static_cast<std::size_t>(knob)][value]; }

  /// What was touched at all, in the table's order.
  std::vector<LeanedOn> touched() const;
  /// Of that, what no document backs.
  std::vector<LeanedOn> undocumented() const;

  Assumptions& operator+=(const Assumptions& other);

 private:
  static constexpr std::size_t kMostValues = 5;

  std::array<std::array<std::uint64_t, kMostValues>, kKnobs> counts_{};
};

}  // namespace asyncsim
