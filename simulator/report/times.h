// How often, in words.
#pragma once

#include <cstdint>
#include <string>

namespace asyncsim {

/// "1 time", "1000 times"
inline std::string times(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " time" : " times");
}

}  // namespace asyncsim
