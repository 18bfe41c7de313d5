// One function a command. Each returns the program's exit code.
#pragma once

#include "cli/options.h"

namespace asyncsim::cli {

/// Could not listen.
inline constexpr int kListenExit = 3;

/// Something of ours failed before COMMAND could run.
inline constexpr int kOwnFailureExit = 125;

/// Says on stderr, in one line, what was wrong and what to do instead. Returns the exit code.
int fail(int exit_code, const Error& error);

/// Serves until SIGINT or SIGTERM. Prints the ready line to stdout, and nothing else there.
int serve(const ServeOptions& options);
/// Serves on a free port, runs COMMAND, judges it. Returns COMMAND's exit code, or our verdict.
int run(const Run& command);
/// Plays the life of some requests over real HTTP, on stdout, in seconds.
int demo();
/// 0 once the server answers 200, 1 if it does not within the wait.
int healthcheck(const Healthcheck& command);
/// Prints when many jobs will be done.
int forecast(const Foresee& command);
/// Applies a record in manual mode and prints the journal.
int replay(const Replay& command);

}  // namespace asyncsim::cli
