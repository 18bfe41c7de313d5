// The text of scenarios, and of those that they extend.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/json.h"
#include "core/result.h"
#include "scenario/scenario_document.h"

namespace asyncsim {

/// How many documents a scenario may be made of, itself included.
inline constexpr std::size_t kMostLayers = 10;
inline constexpr std::size_t kMostScenarioBytes = 1024 * 1024;
/// Enough for kMostZones with their shorthands.
inline constexpr JsonPolicy kScenarioPolicy{
    .comments = true, .trailing_commas = true, .most_members = 2'000};

/// One scenario as text.
struct ScenarioText {
  std::string text;
  std::string source;  ///< its name in messages
  /// The folder against which it names files; nothing: it may extend built-in worlds only.
  std::optional<std::filesystem::path> folder;
};

/// What --scenario takes: text that starts with '{' is the JSON itself, "-" is stdin, anything
/// else as find_scenario() has it.
Result<ScenarioText> given_scenario(const std::string& argument);

/// A name with '/' or ending in .json is a file, relative to `folder`; anything else a built-in
/// world.
Result<ScenarioText> find_scenario(const std::string& name,
                                   const std::filesystem::path& folder = {});

/// The document that a scenario and what it extends make together, base first. The error names
/// file, line and reason: no JSON, an unknown base, a cycle, too deep.
Result<ScenarioDocument> read_layers(const ScenarioText& scenario);

}  // namespace asyncsim
