// Measurements in processes of their own, so that neither CPU nor memory of one counts for another.
#pragma once

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <type_traits>

namespace bench {

/// Runs `run` in a child process and returns its result. Only while this process has one thread.
template <class Run>
auto in_child(Run run) {
  using Made = decltype(run());
  static_assert(std::is_trivially_copyable_v<Made>);
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const Made made = run();
    const bool told = ::write(ends[1], &made, sizeof made) == sizeof made;
    ::_exit(told ? 0 : 1);
  }
  ::close(ends[1]);
  Made made{};
  const bool heard = ::read(ends[0], &made, sizeof made) == sizeof made;
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  if (!heard) throw std::runtime_error("a measurement ended without a result");
  return made;
}

}  // namespace bench
