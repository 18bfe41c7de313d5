// The faults found in one scenario document, whatever layers it is made of.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "scenario/scenario_document.h"

namespace asyncsim {

/// The name of a source as it stands in a message, whatever bytes it has: no character in it ends
/// the line, or is more than a character to a terminal.
std::string one_line(std::string_view text);

class ScenarioFaults {
 public:
  explicit ScenarioFaults(const ScenarioDocument& document) : document_(document) {}

  /// A fault of the value at that JSON pointer. The first 100 are kept, the rest counted.
  void add(const std::string& pointer, std::string message);

  /// Where what is named at that pointer is looked for.
  const std::optional<std::filesystem::path>& folder_of(const std::string& pointer) const {
    return document_.folder_of(document_.place_of(pointer).layer);
  }

  std::size_t count() const { return faults_.size() + left_out_; }
  /// One a line, from the base up and in each layer from the top down: "SOURCE:LINE: POINTER:
  /// message". Of an option, which may say one thing of many zones, the first alone.
  Error error() &&;

 private:
  struct Fault {
    ScenarioDocument::Place place;
    std::string pointer;  ///< JSON pointer, "" for the document
    std::string message;  ///< what was found, what was expected, the nearest right name
  };

  const ScenarioDocument& document_;
  std::vector<Fault> faults_;
  std::size_t left_out_ = 0;
};

}  // namespace asyncsim
