// The faults found in one scenario document.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "scenario/scenario_file.h"

namespace asyncsim {

class ScenarioFaults {
 public:
  explicit ScenarioFaults(const JsonLines& lines) : lines_(lines) {}

  /// A fault of the value at that JSON pointer. The first 100 are kept, the rest counted.
  void add(const std::string& pointer, std::string message);

  std::size_t count() const { return faults_.size() + left_out_; }
  /// One a line, from the top of the document down: "SOURCE:LINE: POINTER: message".
  Error error(std::string_view source) &&;

 private:
  int line_of(std::string_view pointer) const;

  const JsonLines& lines_;
  std::vector<ScenarioFault> faults_;
  std::size_t left_out_ = 0;
};

}  // namespace asyncsim
