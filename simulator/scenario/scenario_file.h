// Scenarios as JSON: loading with errors that name line, pointer and what was expected; printing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "scenario/scenario.h"

namespace asyncsim {

/// One fault of a scenario document.
struct ScenarioFault {
  int line = 0;         ///< from 1; 0 when unknown
  std::string pointer;  ///< JSON pointer, "" for the document
  std::string message;  ///< what was found, what was expected, the nearest right name
};

/// Reads a scenario document (// comments and trailing commas taken). All faults at once, in
/// the error's message, one a line: "SOURCE:LINE: POINTER: message". `source` names the document.
/// Unknown keys are faults with "did you mean". Every key has a default.
Result<Scenario> parse_scenario(std::string_view text, std::string_view source);

/// What --scenario takes: text that starts with '{' is the JSON itself, "-" is stdin, a name with
/// '/' or ending in .json is a file, anything else a built-in world.
Result<Scenario> load_scenario(const std::string& argument);

/// The whole scenario with every key written out; parse_scenario reads it back to an equal value.
Json print_scenario(const Scenario& scenario);

/// The worlds built in, in alphabetical order; `text` is the file as shipped in scenarios/.
struct BuiltInWorld {
  std::string_view name;
  std::string_view text;
};
const std::vector<BuiltInWorld>& built_in_worlds();

}  // namespace asyncsim
