#include "cli/check.h"

#include <ostream>

#include "cli/options.h"
#include "scenario/scenario_file.h"

namespace asyncsim::cli {

int check_scenarios(const std::vector<std::string>& scenarios, std::ostream& out) {
  int exit_code = 0;
  for (const auto& scenario : scenarios) {
    if (const auto loaded = load_scenario(scenario)) {
      out << scenario << ": ok\n";
    } else {
      out << loaded.error().message << '\n';
      exit_code = kUsageExit;
    }
  }
  return exit_code;
}

}  // namespace asyncsim::cli
