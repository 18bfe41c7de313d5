#include "scenario/scenario_file.h"

#include <set>
#include <utility>

#include "scenario/scenario_faults.h"
#include "scenario/scenario_printer.h"
#include "scenario/scenario_reader.h"
#include "scenario/scenario_text.h"

namespace asyncsim {
namespace {

/// A rule without a name is called after its place.
void name_rules(Scenario& scenario) {
  const auto name = [](Rule& rule, const char* kind, std::size_t place) {
    if (rule.name.empty()) rule.name = kind + std::to_string(place + 1);
  };
  for (std::size_t i = 0; i < scenario.rules.size(); ++i) name(scenario.rules[i], "rule ", i);
  for (std::size_t i = 0; i < scenario.timeline.size(); ++i) {
    name(scenario.timeline[i].rule, "timeline ", i);
  }
}

void refuse_equal_names(ScenarioFaults& faults, const Scenario& scenario) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < scenario.rules.size(); ++i) {
    if (names.insert(scenario.rules[i].name).second) continue;
    faults.add("/rules/" + std::to_string(i) + "/name",
               "another rule is called " + excerpt(Json(scenario.rules[i].name)));
  }
}

Result<Scenario> read_document(const ScenarioDocument& document) {
  ScenarioFaults faults(document);
  Scenario scenario;
  ScenarioReader::read(faults, document.json(), "", scenario);
  name_rules(scenario);
  refuse_equal_names(faults, scenario);
  if (faults.count() > 0) return std::move(faults).error();
  return scenario;
}

/// A speed in a patch paces the clock, as it does when the clock is set.
void imply_paced(Json& patch) {
  if (!patch.is_object() || !patch.contains("clock")) return;
  Json& clock = patch["clock"];
  if (clock.is_object() && clock.contains("speed") && !clock.contains("mode")) {
    clock["mode"] = name_of(ClockMode::paced);
  }
}

bool names_in_clock(const Json& patch, const char* key) {
  return patch.is_object() && patch.contains("clock") && patch["clock"].is_object() &&
         patch["clock"].contains(key);
}

/// `lines`: where the patch says what; nullptr: it has none.
Result<PatchedScenario> patched(const Scenario& present, Json patch, std::string_view source,
                                const JsonLines* lines) {
  const bool sets_speed = names_in_clock(patch, "speed");
  imply_paced(patch);
  ScenarioDocument document;
  document.lay(print_scenario(present), "the present scenario");
  if (lines) {
    document.lay(patch, std::string(source), *lines);
  } else {
    document.lay(patch, std::string(source));
  }
  auto scenario = read_document(document);
  if (!scenario) return scenario.error();
  return PatchedScenario{*std::move(scenario), names_in_clock(patch, "mode"), sets_speed};
}

}  // namespace

Result<Scenario> parse_scenario(std::string_view text, std::string_view source) {
  const auto document = read_layers({std::string(text), std::string(source), std::nullopt});
  if (!document) return document.error();
  return read_document(*document);
}

Result<Scenario> read_scenario(const Json& json, std::string_view source) {
  ScenarioDocument document;
  document.lay(json, std::string(source));
  return read_document(document);
}

Result<Expectation> read_expectation(const Json& json, std::string_view source) {
  ScenarioDocument document;
  document.lay(json, std::string(source));
  ScenarioFaults faults(document);
  Expectation expectation;
  ScenarioReader::read(faults, document.json(), "", expectation);
  if (faults.count() > 0) return std::move(faults).error();
  return expectation;
}

Result<Scenario> load_scenario(const std::string& argument, const WorldChanges& changes) {
  const auto text = given_scenario(argument);
  if (!text) return text.error();
  auto document = read_layers(*text);
  if (!document) return document.error();
  if (auto changed = apply_changes(*document, changes); !changed) return changed.error();
  return read_document(*document);
}

Result<PatchedScenario> patch_scenario(const Scenario& present, std::string_view patch,
                                       std::string_view source) {
  Json json;
  JsonLines lines;
  if (patch.size() > kMostScenarioBytes) {
    return invalid(std::string(source) + ":1: is larger than 1 MiB");
  }
  if (const auto wrong = read_json(patch, kScenarioPolicy, json, &lines)) {
    return invalid(std::string(source) + ':' + std::to_string(wrong->line) + ": column " +
                   std::to_string(wrong->column) + ": " + wrong->message);
  }
  return patched(present, std::move(json), source, &lines);
}

Result<PatchedScenario> patch_scenario_by(const Scenario& present, Json patch,
                                          std::string_view source) {
  return patched(present, std::move(patch), source, nullptr);
}

Json print_scenario(const Scenario& scenario) {
  Scenario copy = scenario;  // a description refers to what it describes, for readers too
  return ScenarioPrinter::print(copy);
}

}  // namespace asyncsim
