#include "program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

extern char** environ;

namespace client_tests {
namespace {

constexpr int kPatienceMs = 30'000;  // under a sanitizer on a busy machine

Words environment_with(const Words& added) {
  Words all = added;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable(*entry);
    const bool ours = variable.starts_with("ASYNCSIM_") || variable.starts_with("GITHUB_");
    if (!ours) all.emplace_back(variable);
  }
  return all;
}

std::vector<char*> pointers_into(const Words& words) {
  std::vector<char*> pointers;
  for (const auto& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

bool readable(int descriptor) {
  pollfd waited{descriptor, POLLIN, 0};
  return poll(&waited, 1, kPatienceMs) == 1;
}

/// Appends what comes next; false at the end.
bool read_some(int descriptor, std::string& text) {
  char buffer[4096];
  const auto count = read(descriptor, buffer, sizeof buffer);
  if (count > 0) text.append(buffer, static_cast<std::size_t>(count));
  return count > 0;
}

}  // namespace

Process::Process(const std::string& program, const Words& arguments, const Words& environment) {
  Words words = arguments;
  words.insert(words.begin(), program);
  const auto variables = environment_with(environment);
  const auto argv = pointers_into(words);
  const auto envp = pointers_into(variables);
  int output[2];
  int errors[2];
  if (pipe2(output, O_CLOEXEC) != 0 || pipe2(errors, O_CLOEXEC) != 0) std::abort();

  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that crashes leaves no server behind
    dup2(output[1], STDOUT_FILENO);
    dup2(errors[1], STDERR_FILENO);
    execve(argv[0], argv.data(), envp.data());
    _exit(127);
  }
  close(output[1]);
  close(errors[1]);
  output_end_ = output[0];
  errors_reader_ = std::thread([this, end = errors[0]] {
    while (read_some(end, errors_)) {
    }
    close(end);
  });
}

Process::~Process() {
  if (exit_code_ < 0) {
    signal(SIGKILL);
    wait();
  }
}

std::string Process::read_line() {
  std::size_t end = 0;
  while ((end = output_.find('\n')) == std::string::npos) {
    if (!readable(output_end_) || !read_some(output_end_, output_)) return "";
  }
  auto line = output_.substr(0, end);
  output_.erase(0, end + 1);
  return line;
}

void Process::signal(int number) const {
  if (exit_code_ < 0) kill(pid_, number);
}

int Process::wait() {
  if (exit_code_ >= 0) return exit_code_;
  while (readable(output_end_) && read_some(output_end_, output_)) {
  }
  const int handle = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  if (!readable(handle)) {
    ADD_FAILURE() << "the program did not end within " << kPatienceMs << " ms";
    kill(pid_, SIGKILL);
  }
  close(handle);
  int status = 0;
  waitpid(pid_, &status, 0);
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  close(output_end_);
  errors_reader_.join();
  return exit_code_;
}

std::string asyncsim_program() {
  const char* program = std::getenv("ASYNCSIM_PROGRAM");
  return program != nullptr ? program : ASYNCSIM_BUILT_PROGRAM;
}

Ended run_asyncsim(const Words& arguments, const Words& environment) {
  Process process(asyncsim_program(), arguments, environment);
  const int exit_code = process.wait();
  return {exit_code, process.output(), process.errors()};
}

}  // namespace client_tests
