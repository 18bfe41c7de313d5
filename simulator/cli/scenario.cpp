#include <algorithm>
#include <iomanip>
#include <ostream>

#include "cli/check.h"
#include "cli/option_values.h"
#include "cli/options.h"
#include "core/nearest_name.h"
#include "scenario/scenario_file.h"

namespace asyncsim::cli {
namespace {

std::string about(const BuiltInWorld& world) {
  const auto scenario = parse_scenario(world.text, world.name);
  return scenario ? scenario->about : scenario.error().message;
}

void list_worlds(std::ostream& out) {
  std::size_t widest = 0;
  for (const auto& world : built_in_worlds()) widest = std::max(widest, world.name.size());
  for (const auto& world : built_in_worlds()) {
    out << std::left << std::setw(static_cast<int>(widest) + 2) << world.name << about(world)
        << '\n';
  }
}

}  // namespace

int show_scenarios(const std::optional<std::string>& name, std::ostream& out,
                   std::ostream& errors) {
  if (!name) {
    list_worlds(out);
    return 0;
  }
  std::vector<std::string> names;
  for (const auto& world : built_in_worlds()) {
    names.emplace_back(world.name);
    if (world.name != *name) continue;
    out << world.text << (world.text.ends_with('\n') ? "" : "\n");
    return 0;
  }
  errors << "asyncsim: scenario " << in_quotes(*name) << ": expected a built-in world"
         << did_you_mean(*name, names) << "; 'asyncsim scenario' lists them\n";
  return kUsageExit;
}

}  // namespace asyncsim::cli
