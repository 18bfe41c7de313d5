// One function a command. Each returns the program's exit code.
#pragma once

#include "cli/options.h"

namespace asyncsim::cli {

/// Could not listen.
inline constexpr int kListenExit = 3;

/// Serves until SIGINT or SIGTERM. Prints the ready line to stdout, and nothing else there.
int serve(const ServeOptions& options);
/// 0 once the server answers 200, 1 if it does not within the wait.
int healthcheck(const Healthcheck& command);
/// Applies a record in manual mode and prints the journal.
int replay(const Replay& command);

}  // namespace asyncsim::cli
