#include "scenario/scenario_text.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <utility>
#include <vector>

#include "core/nearest_name.h"
#include "scenario/scenario_faults.h"
#include "scenario/scenario_file.h"

namespace asyncsim {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShown = 300;  // of a path in a message

Error fault(std::string_view source, int line, std::string_view message) {
  return invalid(one_line(source) + ':' + std::to_string(line) + ": " + std::string(message));
}

/// At most one byte more than a document may have, so that a huge or endless source ends.
std::string read_bounded(std::istream& stream) {
  std::string text(kMostScenarioBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

bool names_file(std::string_view argument) {
  return argument.find('/') != argument.npos || argument.ends_with(".json");
}

Result<ScenarioText> find_file(const fs::path& path) {
  std::error_code ignored;
  const bool directory = fs::is_directory(path, ignored);
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (directory || !file) {
    const int reason = directory ? EISDIR : errno;
    return invalid(
        "can't read scenario " + excerpt(path.string(), kShown) + ": " + std::strerror(reason),
        "name a file, or a built-in world such as typical-day");
  }
  return ScenarioText{read_bounded(file), path.string(), path.parent_path()};
}

Result<ScenarioText> find_built_in(std::string_view name) {
  std::vector<std::string_view> names;
  for (const BuiltInWorld& world : built_in_worlds()) {
    if (world.name == name) {
      return ScenarioText{std::string(world.text), std::string(world.name), std::nullopt};
    }
    names.push_back(world.name);
  }
  return not_found("no built-in scenario " + excerpt(name) + "; there are " + one_of(names) +
                       did_you_mean(name, names),
                   "a file's name has a / or ends in .json");
}

/// Nothing is opened to find out: who opens a pipe waits for its writer.
Outcome can_be_base(const std::string& name, const std::optional<fs::path>& folder) {
  if (!names_file(name)) return success();
  const std::string shown = excerpt(name, kShown);
  if (!folder) {
    return invalid(shown +
                   ": only a file can extend a file, since its name is relative to that file; "
                   "expected a built-in world");
  }
  if (name.find('\0') != name.npos) {
    return invalid(shown + " has a NUL character, as no file's name has");
  }
  std::error_code ignored;
  if (fs::is_other(*folder / name, ignored)) {
    return invalid(shown + " is a pipe or a device; expected a file");
  }
  return success();
}

/// Reads one document after another, each the base of the one before.
class LayerReader {
 public:
  Outcome read(const ScenarioText& scenario) {
    if (scenario.text.size() > kMostScenarioBytes)
      return fault(scenario.source, 1, "is larger than 1 MiB");
    Json json;
    JsonLines lines;
    if (const auto wrong = read_json(scenario.text, kScenarioPolicy, json, &lines)) {
      return fault(scenario.source, wrong->line,
                   "column " + std::to_string(wrong->column) + ": " + wrong->message);
    }
    chain_.push_back(identity_of(scenario));
    if (json.is_object() && json.contains("extends")) {
      if (auto base = read_base(scenario, json["extends"]); !base) {
        const auto line = lines.find("/extends");
        return fault(scenario.source, line == lines.end() ? 1 : line->second,
                     "/extends: " + base.error().message);
      }
      if (below_) return *below_;
      json.erase("extends");
    }
    document_.lay(json, scenario.source, lines, scenario.folder);
    return success();
  }

  ScenarioDocument document() && { return std::move(document_); }

 private:
  /// An error of the reference itself; one that lies within the base is left in `below_`.
  Outcome read_base(const ScenarioText& scenario, const Json& extends) {
    if (!extends.is_string()) {
      return invalid(excerpt(extends) + " is not text; expected a built-in world or a file");
    }
    const auto name = extends.get<std::string>();
    if (const auto fits = can_be_base(name, scenario.folder); !fits) return fits;
    const auto base = find_scenario(name, scenario.folder.value_or(fs::path()));
    if (!base) return base.error();
    const std::string identity = identity_of(*base);
    if (std::ranges::find(chain_, identity) != chain_.end()) {
      return invalid(excerpt(extends, kShown) + " extends this scenario in its turn: a cycle");
    }
    if (chain_.size() == kMostLayers) {
      return invalid("more than " + std::to_string(kMostLayers) + " scenarios, each extending " +
                     "the next; merge some of them");
    }
    if (auto done = read(*base); !done) below_ = done.error();
    return success();
  }

  /// The same for the same scenario, however its file is named.
  static std::string identity_of(const ScenarioText& scenario) {
    if (!scenario.folder) return "built-in " + scenario.source;
    std::error_code ignored;
    const fs::path whole = fs::weakly_canonical(scenario.source, ignored);
    return "file " + (whole.empty() ? scenario.source : whole.string());
  }

  ScenarioDocument document_;
  std::vector<std::string> chain_;
  std::optional<Error> below_;
};

}  // namespace

Result<ScenarioText> find_scenario(const std::string& name, const fs::path& folder) {
  if (names_file(name)) return find_file(folder / name);
  return find_built_in(name);
}

Result<ScenarioDocument> read_layers(const ScenarioText& scenario) {
  LayerReader reader;
  if (auto read = reader.read(scenario); !read) return read.error();
  return std::move(reader).document();
}

Result<ScenarioText> given_scenario(const std::string& argument) {
  if (argument.starts_with('{')) return ScenarioText{argument, "inline scenario", std::nullopt};
  if (argument == "-") return ScenarioText{read_bounded(std::cin), "stdin", std::nullopt};
  return find_scenario(argument);
}

}  // namespace asyncsim
