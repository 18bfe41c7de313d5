// The verdict at the end of `run` and `serve`: what the clients did, and whether it was expected.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/options.h"
#include "report/report.h"

namespace asyncsim::cli {

struct Verdict {
  std::vector<AccountReport> accounts;
  std::uint64_t surprising = 0;         ///< answers that explained themselves
  std::vector<std::string> failures{};  ///< one sentence each; empty: all is well

  bool failed() const { return !failures.empty(); }
};

/// A sentence for each missed expectation, and for each finding, that `fail_on` asks for.
std::vector<std::string> reasons_to_fail(const std::vector<AccountReport>& accounts,
                                         FailOn fail_on);

/// That verdict as a report; `host` is added to.
Report report_of(const Verdict& verdict, HostFacts host);

/// A few aligned lines; one more an account when there are several; up to three a finding.
/// `colour`: for a terminal.
std::string print_verdict(const Verdict& verdict, bool colour);

/// A command line that a POSIX shell reads back word for word.
std::string shell_quoted(const std::vector<std::string>& words);

/// The command line that repeats a run: with its seed, and without the values of secrets.
std::string repeating_line(const std::vector<std::string>& arguments, std::uint64_t seed,
                           const std::vector<std::string>& environment = {});

/// The line by which GitHub Actions shows an error beside the change.
std::string github_error(const std::string& sentence);

}  // namespace asyncsim::cli
