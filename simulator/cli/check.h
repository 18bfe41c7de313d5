// The commands about scenario files: validate them, list and print the built-in worlds.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace asyncsim::cli {

/// Prints "FILE: ok" or each fault on a line of its own. Returns the exit code.
int check_scenarios(const std::vector<std::string>& scenarios, std::ostream& out);

/// Lists the built-in worlds with what each shows, or prints the one of that name.
/// Returns the exit code; what is wrong goes to `errors`.
int show_scenarios(const std::optional<std::string>& name, std::ostream& out, std::ostream& errors);

}  // namespace asyncsim::cli
