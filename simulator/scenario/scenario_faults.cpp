#include "scenario/scenario_faults.h"

#include <algorithm>
#include <utility>

#include "core/json.h"

namespace asyncsim {
namespace {

/// As it stands in a message: one line of valid UTF-8, whatever the keys were.
std::string printable(const std::string& pointer) {
  const std::string quoted = excerpt(pointer, 300);
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < ' ' || c == 0x7f;
    line += control ? printable(std::string(1, c)) : std::string(1, c);
  }
  return line;
}

void ScenarioFaults::add(const std::string& pointer, std::string message) {
  constexpr std::size_t kMost = 100;
  if (faults_.size() == kMost) {
    ++left_out_;
  } else {
    faults_.push_back({document_.place_of(pointer), pointer, std::move(message)});
  }
}

Error ScenarioFaults::error() && {
  std::ranges::stable_sort(faults_, {}, [](const Fault& fault) {
    return std::pair(fault.place.layer, fault.place.line);
  });
  std::string text;
  std::size_t told_option = ~std::size_t{0};
  for (const auto& [place, pointer, message] : faults_) {
    if (place.line == 0 && std::exchange(told_option, place.layer) == place.layer) continue;
    if (!text.empty()) text += '\n';
    text += one_line(document_.source_of(place.layer));
    if (place.line > 0) text += ':' + std::to_string(place.line);
    text += ": ";
    if (!pointer.empty()) text += printable(pointer) + ": ";
    text += message;
  }
  if (left_out_ > 0) text += "\nand " + std::to_string(left_out_) + " more faults";
  return invalid(std::move(text));
}

}  // namespace asyncsim
