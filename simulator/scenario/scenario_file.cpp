#include "scenario/scenario_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "core/nearest_name.h"
#include "scenario/scenario_faults.h"
#include "scenario/scenario_printer.h"
#include "scenario/scenario_reader.h"

namespace asyncsim {
namespace {

constexpr std::size_t kMostBytes = 1024 * 1024;

Error fault(std::string_view source, int line, std::string_view message) {
  return invalid(std::string(source) + ':' + std::to_string(line) + ": " + std::string(message));
}

/// At most one byte more than a document may have, so that a huge or endless source ends.
std::string read_bounded(std::istream& stream) {
  std::string text(kMostBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

Result<Scenario> load_file(const std::string& path) {
  std::error_code ignored;
  const bool directory = std::filesystem::is_directory(path, ignored);
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (directory || !file) {
    const int reason = directory ? EISDIR : errno;
    return invalid("can't read scenario \"" + path + "\": " + std::strerror(reason),
                   "name a file, or a built-in world such as typical-day");
  }
  return parse_scenario(read_bounded(file), path);
}

Result<Scenario> load_built_in(std::string_view name) {
  std::vector<std::string_view> names;
  for (const BuiltInWorld& world : built_in_worlds()) {
    if (world.name == name) return parse_scenario(world.text, world.name);
    names.push_back(world.name);
  }
  return not_found("no built-in scenario " + excerpt(name) + "; there are " + one_of(names) +
                       did_you_mean(name, names),
                   "a file's name has a / or ends in .json");
}

}  // namespace

Result<Scenario> parse_scenario(std::string_view text, std::string_view source) {
  if (text.size() > kMostBytes) return fault(source, 1, "is larger than 1 MiB");
  Json json;
  JsonLines lines;
  const JsonPolicy policy{.comments = true, .trailing_commas = true};
  if (const auto wrong = read_json(text, policy, json, &lines)) {
    return fault(source, wrong->line,
                 "column " + std::to_string(wrong->column) + ": " + wrong->message);
  }
  ScenarioFaults faults(lines);
  Scenario scenario;
  ScenarioReader::read(faults, json, "", scenario);
  if (faults.count() > 0) return std::move(faults).error(source);
  return scenario;
}

Result<Scenario> load_scenario(const std::string& argument) {
  if (argument.starts_with('{')) return parse_scenario(argument, "inline scenario");
  if (argument == "-") return parse_scenario(read_bounded(std::cin), "stdin");
  const bool file = argument.find('/') != argument.npos || argument.ends_with(".json");
  return file ? load_file(argument) : load_built_in(argument);
}

Json print_scenario(const Scenario& scenario) {
  Scenario copy = scenario;  // a description refers to what it describes, for readers too
  return ScenarioPrinter::print(copy);
}

}  // namespace asyncsim
