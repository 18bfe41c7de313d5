// run --try: the same COMMAND in other worlds, and which of them it passed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/child_process.h"
#include "cli/options.h"
#include "report/assumptions.h"
#include "scenario/scenario.h"

namespace asyncsim::cli {

/// How one run ended.
struct RunEnd {
  int exit_code = 0;
  Assumptions leaned_on{};
  std::vector<std::string> failures{};
};

/// One run of COMMAND against a server of its own.
RunEnd run_once(const Run& command, const std::shared_ptr<const Scenario>& scenario,
                const Heritage& heritage);
/// The scenario of a command, a warped one's in the client's time.
Result<std::shared_ptr<const Scenario>> scenario_for(const Run& command);

/// One row of the table: what differs, and what that means.
struct Alternative {
  std::string name;  ///< "knobs.pending_answer=quoted", "seed 7"
  std::string does;  ///< "a pending poll heard 202 with the text in quotes"
  Run command;
};

/// Each other value of each setting that the run leaned on, in the table's order.
std::vector<Alternative> knob_alternatives(const Run& command, const Assumptions& leaned_on);
std::vector<Alternative> seed_alternatives(const Run& command);

/// As it is, then each alternative, then the table on stderr. Exit code: that of the first run
/// unless it is 0; 1 if an alternative failed.
int run_tries(const Run& command, const std::shared_ptr<const Scenario>& scenario,
              const Heritage& heritage);

}  // namespace asyncsim::cli
