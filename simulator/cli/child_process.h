// A command run as a child: its own signals and descriptors, and its whole offspring ended with it.
//
// It stays in our process group, so that a terminal serves it as if it had been started there:
// Ctrl-C and Ctrl-Z reach it from the terminal itself and are not passed on a second time.
#pragma once

#include <signal.h>
#include <sys/types.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/virtual_time.h"

namespace asyncsim::cli {

/// How a command ended.
struct CommandEnd {
  int code = 0;    ///< of its exit
  int signal = 0;  ///< or what ended it
  bool timed_out = false;
};

/// Of a command that could not be started.
inline constexpr int kNotExecutableExit = 126;
inline constexpr int kNotFoundExit = 127;
inline constexpr int kTimedOutExit = 124;

/// What a shell would make of it: 124 timed out, 128+n ended by signal n, its own code, and 1 for
/// a code of 0 when the verdict failed.
int exit_code_of(const CommandEnd& end, bool verdict_failed);

/// What was ours to hand on when the program started, before anything was opened or blocked.
/// Constructed once, in the main thread, before any other thread: they inherit blocked signals.
class Heritage {
 public:
  Heritage();
  Heritage(const Heritage&) = delete;

  /// In a forked child: signals as they were, and no descriptor that was not there, but `kept`.
  void restore(int kept) const;
  /// The signals that a ChildProcess waits for.
  const sigset_t& awaited() const { return awaited_; }

 private:
  std::set<int> descriptors_;
  sigset_t awaited_, mask_;
  struct sigaction pipe_;
};

struct NotStarted {
  int exit_code = kNotFoundExit;
  std::string why;
};

class ChildProcess {
 public:
  explicit ChildProcess(const Heritage& heritage) : heritage_(heritage) {}

  /// Searches PATH as a shell does. Nothing when it runs.
  std::optional<NotStarted> start(const std::vector<std::string>& command,
                                  const std::vector<std::string>& environment);
  /// Until it ends; passes signals on. Beyond `timeout` (0: none): TERM, and KILL after 5 s.
  CommandEnd wait(RealSpan timeout);
  /// Ends whatever it left behind: TERM, and KILL after a second. Returns how many there were.
  std::size_t end_offspring();

  pid_t pid() const { return pid_; }

 private:
  void take_signal(const siginfo_t& signal);
  void reap();

  const Heritage& heritage_;
  pid_t pid_ = -1;
  std::optional<int> status_;
};

}  // namespace asyncsim::cli
