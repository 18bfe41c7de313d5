// The options of `serve` and `run`: one table for the command line, the environment and the help.
#pragma once

#include <string>
#include <vector>

#include "cli/option_reader.h"
#include "cli/options.h"
#include "core/result.h"

namespace asyncsim::cli {

/// --scenario, --zone, --set and --seed.
std::vector<Option> world_options(WorldOptions& options);

/// The table, bound to `options`, which must outlive it.
std::vector<Option> serve_options(ServeOptions& options);

/// That table with what only `run` takes.
std::vector<Option> run_options(Run& run);

/// What no option can check alone.
Outcome check_together(const ServeOptions& options);

/// One line about variables that look like ours and are none; nothing when there are none.
std::vector<std::string> warn_of_unknown(const Variables& variables);

}  // namespace asyncsim::cli
