#include "report/assumptions.h"

#include "report/times.h"

namespace asyncsim {

std::string LeanedOn::sentence() const {
  return std::string(what().does) + " (" + std::string(name_of(what().evidence)) + "), " +
         times(count);
}

std::vector<LeanedOn> Assumptions::touched() const {
  std::vector<LeanedOn> list;
  for (std::size_t knob = 0; knob < kKnobs; ++knob) {
    for (std::size_t value = 0; value < kMostValues; ++value) {
      const std::uint64_t count = counts_[knob][value];
      if (count == 0) continue;
      list.push_back({static_cast<Knob>(knob), static_cast<std::uint8_t>(value), count});
    }
  }
  return list;
}

std::vector<LeanedOn> Assumptions::undocumented() const {
  auto list = touched();
  std::erase_if(
      list, [](const LeanedOn& leaned) { return leaned.what().evidence == Evidence::documented; });
  return list;
}

Assumptions& Assumptions::operator+=(const Assumptions& other) {
  for (std::size_t knob = 0; knob < kKnobs; ++knob) {
    for (std::size_t value = 0; value < kMostValues; ++value) {
      counts_[knob][value] += other.counts_[knob][value];
    }
  }
  return *this;
}

}  // namespace asyncsim
