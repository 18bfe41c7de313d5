// Reads the options of one command from its arguments and the environment. The only user of
// Boost.Program_options, which is slow to compile.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace asyncsim::cli {

enum class OptionKind {
  value,
  list,         ///< repeatable; a comma list in the environment
  layers,       ///< a list whose arguments go over what the environment lists, not in its place
  secret,       ///< never shown in an error
  secret_list,  ///< both
  on_off,       ///< takes no value on the command line; true or false in the environment
};

/// One option, bound to where its value goes.
struct Option {
  std::string name;        ///< without "--"
  std::string value_name;  ///< what its value is called in the help
  std::string meaning;
  OptionKind kind;
  std::function<Outcome(const std::string& value)> take;
};

inline constexpr std::string_view kVariablePrefix = "ASYNCSIM_";
/// The variables of the environment whose names begin with ASYNCSIM_, by name.
using Variables = std::map<std::string, std::string, std::less<>>;
/// From "NAME=value" strings. An empty variable counts as not set.
Variables own_variables(const std::vector<std::string>& environment);
/// The variable that stands for an option: "log-level" gives "ASYNCSIM_LOG_LEVEL".
std::string variable_of(std::string_view option);

struct Reading {
  std::optional<std::string> help;    ///< when --help was asked for; then no value was taken
  std::vector<std::string> operands;  ///< arguments that are no options, in order
};

/// `synopsis`: the command's name and what it takes. First each option whose argument is not given
/// takes its variable, then each takes its arguments, in the order of `options`. The error's
/// message names the option or variable, its value, what was expected.
Result<Reading> read_options(const std::string& synopsis, const std::vector<Option>& options,
                             const std::vector<std::string>& arguments, const Variables& variables);

}  // namespace asyncsim::cli
