#include "cli/child_process.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fstream>
#include <string_view>

#include "cli/commands.h"
#include "pacer/real_time.h"

namespace asyncsim::cli {
namespace {

using std::chrono::seconds;

constexpr seconds kTermGrace{5};
constexpr seconds kOffspringGrace{1};
constexpr int kPassedOn[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

std::vector<char*> pointers_into(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (const auto& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

/// The numbers that name entries of a directory of /proc. `own` is the descriptor it was read by.
std::vector<int> numbers_in(const char* directory, int& own) {
  std::vector<int> numbers;
  DIR* stream = ::opendir(directory);
  if (!stream) return numbers;
  own = ::dirfd(stream);
  while (const dirent* entry = ::readdir(stream)) {
    const bool number = entry->d_name[0] >= '0' && entry->d_name[0] <= '9';
    if (number) numbers.push_back(std::atoi(entry->d_name));
  }
  ::closedir(stream);
  return numbers;
}

std::vector<int> open_descriptors() {
  int own = -1;
  auto open = numbers_in("/proc/self/fd", own);
  std::erase(open, own);
  return open;
}

/// Nothing once it has ended, reaped or not.
std::optional<pid_t> parent_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text;
  std::getline(file, text);
  const auto name_end = text.rfind(')');  // "PID (NAME) STATE PARENT ..."
  if (name_end == std::string::npos || name_end + 4 >= text.size()) return std::nullopt;
  if (text[name_end + 2] == 'Z') return std::nullopt;
  return std::atoi(text.c_str() + name_end + 4);
}

/// Our living children: those who lost their parent have become ours.
std::vector<pid_t> children() {
  int own = -1;  // no process of that number: a descriptor
  std::vector<pid_t> found = numbers_in("/proc", own);
  std::erase_if(found, [](pid_t process) { return parent_of(process) != ::getpid(); });
  return found;
}

timespec time_left(RealTime deadline) {
  using std::chrono::nanoseconds;
  const auto left = std::max<nanoseconds>(nanoseconds{0}, deadline - real_now());
  return {left / seconds{1}, (left % seconds{1}).count()};
}

/// A stopped process hears TERM only once it goes on.
void end_process(pid_t process) {
  ::kill(process, SIGTERM);
  ::kill(process, SIGCONT);
}

NotStarted no_process(int error) {
  return {kOwnFailureExit, std::string("can't start a process: ") + std::strerror(error)};
}

NotStarted not_started(const std::string& program, int error) {
  if (error == ENOENT) return {kNotFoundExit, "can't find " + program};
  return {kNotExecutableExit, "can't run " + program + ": " + std::strerror(error)};
}

}  // namespace

int exit_code_of(const CommandEnd& end, bool verdict_failed) {
  if (end.timed_out) return kTimedOutExit;
  if (end.signal != 0) return 128 + end.signal;
  if (end.code != 0) return end.code;
  return verdict_failed ? 1 : 0;
}

Heritage::Heritage() {
  const auto open = open_descriptors();
  descriptors_ = {open.begin(), open.end()};
  ::sigemptyset(&awaited_);
  ::sigaddset(&awaited_, SIGCHLD);
  for (const int number : kPassedOn) ::sigaddset(&awaited_, number);
  ::pthread_sigmask(SIG_BLOCK, &awaited_, &mask_);
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &pipe_);
  ::signal(SIGCHLD, SIG_DFL);  // one inherited as ignored would leave us nothing to wait for
}

void Heritage::restore(int kept) const {
  ::sigaction(SIGPIPE, &pipe_, nullptr);
  ::pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
  unsigned next = 0;
  const auto close_up_to = [&next](unsigned end) {
    if (next < end) ::close_range(next, end - 1, 0);
    next = end + 1;
  };
  bool kept_passed = false;
  for (const int descriptor : descriptors_) {
    if (!kept_passed && kept < descriptor) close_up_to(static_cast<unsigned>(kept));
    kept_passed = kept_passed || kept < descriptor;
    close_up_to(static_cast<unsigned>(descriptor));
  }
  if (!kept_passed) close_up_to(static_cast<unsigned>(kept));
  ::close_range(next, UINT_MAX, 0);
}

std::optional<NotStarted> ChildProcess::start(const std::vector<std::string>& command,
                                              const std::vector<std::string>& environment) {
  // All memory is allocated before the fork: other threads may hold the allocator's lock.
  const auto arguments = pointers_into(command);
  const auto variables = pointers_into(environment);
  int failed[2];
  if (::pipe2(failed, O_CLOEXEC) != 0) return no_process(errno);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // it does not outlive us
    heritage_.restore(failed[1]);
    ::execvpe(arguments.front(), arguments.data(), variables.data());
    const int error = errno;
    (void)!::write(failed[1], &error, sizeof error);
    ::_exit(kNotFoundExit);
  }
  int error = errno;
  ::close(failed[1]);
  if (pid_ > 0 && ::read(failed[0], &error, sizeof error) <= 0) error = 0;
  ::close(failed[0]);
  if (pid_ < 0) return no_process(error);
  if (error == 0) return std::nullopt;
  ::waitpid(pid_, nullptr, 0);
  return not_started(command.front(), error);
}

void ChildProcess::reap() {
  int status = 0;
  for (pid_t ended; (ended = ::waitpid(-1, &status, WNOHANG)) > 0;) {
    if (ended == pid_) status_ = status;
  }
}

void ChildProcess::take_signal(const siginfo_t& signal) {
  if (signal.si_signo == SIGCHLD) return reap();
  const bool from_terminal = signal.si_code == SI_KERNEL;
  if (from_terminal || status_) return;
  ::kill(pid_, signal.si_signo);
  if (signal.si_signo == SIGTERM) ::kill(pid_, SIGCONT);  // else a stopped one never hears it
}

CommandEnd ChildProcess::wait(RealSpan timeout) {
  const bool timed = timeout.value.count() > 0;
  RealTime deadline = real_now() + (timed ? timeout.value : seconds{0});
  CommandEnd end;
  for (reap(); !status_;) {
    siginfo_t signal;
    const timespec left = time_left(deadline);
    const int number = timed ? ::sigtimedwait(&heritage_.awaited(), &signal, &left)
                             : ::sigwaitinfo(&heritage_.awaited(), &signal);
    if (number > 0) {
      take_signal(signal);
    } else if (errno == EAGAIN) {
      if (end.timed_out) ::kill(pid_, SIGKILL);
      end_process(pid_);
      end.timed_out = true;
      deadline = real_now() + kTermGrace;
    }
  }
  if (WIFSIGNALED(*status_)) end.signal = WTERMSIG(*status_);
  if (WIFEXITED(*status_)) end.code = WEXITSTATUS(*status_);
  return end;
}

std::size_t ChildProcess::end_offspring() {
  const auto left_behind = children();
  for (const pid_t child : left_behind) end_process(child);
  const RealTime deadline = real_now() + kOffspringGrace;
  for (auto living = left_behind; !living.empty(); living = children()) {
    const timespec left = time_left(deadline);
    siginfo_t signal;
    if (::sigtimedwait(&heritage_.awaited(), &signal, &left) <= 0 && errno == EAGAIN) {
      for (const pid_t child : living) ::kill(child, SIGKILL);
      for (const pid_t child : living) ::waitpid(child, nullptr, 0);
    }
    reap();
  }
  reap();  // who died since is no child that lives, but is still to be taken away
  return left_behind.size();
}

}  // namespace asyncsim::cli
