#include "scenario/scenario_faults.h"

#include <algorithm>

namespace asyncsim {
namespace {

/// As it stands in a message: one line of valid UTF-8, whatever the keys were.
std::string printable(const std::string& pointer) {
  const std::string quoted = excerpt(pointer, 300);
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

void ScenarioFaults::add(const std::string& pointer, std::string message) {
  constexpr std::size_t kMost = 100;
  if (faults_.size() == kMost) {
    ++left_out_;
  } else {
    faults_.push_back({line_of(pointer), pointer, std::move(message)});
  }
}

Error ScenarioFaults::error(std::string_view source) && {
  std::stable_sort(faults_.begin(), faults_.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  std::string text;
  for (const ScenarioFault& fault : faults_) {
    if (!text.empty()) text += '\n';
    text.append(source).append(":").append(std::to_string(fault.line)).append(": ");
    if (!fault.pointer.empty()) text += printable(fault.pointer) + ": ";
    text += fault.message;
  }
  if (left_out_ > 0) text += "\nand " + std::to_string(left_out_) + " more faults";
  return invalid(std::move(text));
}

int ScenarioFaults::line_of(std::string_view pointer) const {
  // What has no line of its own (a value left out, or past the map's bounds) has its parent's.
  for (;;) {
    if (const auto found = lines_.find(pointer); found != lines_.end()) return found->second;
    if (pointer.empty()) return 1;
    pointer = pointer.substr(0, pointer.rfind('/'));
  }
}

}  // namespace asyncsim
