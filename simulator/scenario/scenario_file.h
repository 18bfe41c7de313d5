// Scenarios as JSON: loading with errors that name line, pointer and what was expected; printing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "scenario/scenario.h"
#include "scenario/world_changes.h"

namespace asyncsim {

/// Reads a scenario document (// comments and trailing commas taken). All faults at once, in
/// the error's message, one a line: "SOURCE:LINE: POINTER: message". `source` names the document.
/// Unknown keys are faults with "did you mean". Every key has a default. "extends" names a built-in
/// world.
Result<Scenario> parse_scenario(std::string_view text, std::string_view source);

/// The same from JSON that has no lines: what print_scenario made. It extends nothing.
Result<Scenario> read_scenario(const Json& json, std::string_view source);

/// One expectation, as it stands in "expect".
Result<Expectation> read_expectation(const Json& json, std::string_view source);

/// What --scenario takes: text that starts with '{' is the JSON itself, "-" is stdin, a name with
/// '/' or ending in .json is a file, anything else a built-in world; with what the command line
/// says over it. "extends" names a built-in world or, in a file, another file.
Result<Scenario> load_scenario(const std::string& argument, const WorldChanges& changes = {});

struct PatchedScenario {
  Scenario scenario;
  bool sets_mode = false;   ///< the patch says who moves time ...
  bool sets_speed = false;  ///< ... or how fast, which implies paced
};

/// The present scenario with that merge patch (see scenario_merge.h) over it. Faults name the line
/// of the patch.
Result<PatchedScenario> patch_scenario(const Scenario& present, std::string_view patch,
                                       std::string_view source);

/// The same from JSON that has no lines, of any size.
Result<PatchedScenario> patch_scenario_by(const Scenario& present, Json patch,
                                          std::string_view source);

/// The whole scenario with every key written out; parse_scenario reads it back to an equal value.
Json print_scenario(const Scenario& scenario);

/// The worlds built in, in alphabetical order; `text` is the file as shipped in scenarios/.
struct BuiltInWorld {
  std::string_view name;
  std::string_view text;
};
const std::vector<BuiltInWorld>& built_in_worlds();

}  // namespace asyncsim
