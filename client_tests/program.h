// The program under test, run as a user would run it: arguments, environment, streams, exit code.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <string>
#include <thread>
#include <vector>

namespace client_tests {

using Words = std::vector<std::string>;

/// One running process. Its environment is this one's without ASYNCSIM_*, and `environment`.
class Process {
 public:
  explicit Process(const std::string& program, const Words& arguments,
                   const Words& environment = {});
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();  ///< kills it if it still runs

  /// The next line of stdout without its end; "" at its end, or when none came in time.
  std::string read_line();
  void signal(int number) const;
  /// Its exit code, or 128 + the signal that ended it. One that does not end is killed, and the
  /// test fails.
  int wait();

  pid_t pid() const { return pid_; }
  /// What it wrote and was not read by read_line(), and its stderr. After wait().
  const std::string& output() const { return output_; }
  const std::string& errors() const { return errors_; }

 private:
  pid_t pid_ = -1;
  int output_end_ = -1;
  int exit_code_ = -1;
  std::string output_;
  std::string errors_;
  std::thread errors_reader_;
};

/// How a process ended.
struct Ended {
  int exit_code = -1;
  std::string output;
  std::string errors;
};

/// The program under test: the variable ASYNCSIM_PROGRAM, else the one built beside the tests.
std::string asyncsim_program();

/// Runs it to its end.
Ended run_asyncsim(const Words& arguments, const Words& environment = {});

}  // namespace client_tests
