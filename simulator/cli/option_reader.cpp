#include "cli/option_reader.h"

#include <boost/program_options.hpp>
#include <sstream>
#include <utility>

#include "cli/option_values.h"
#include "core/nearest_name.h"

namespace asyncsim::cli {
namespace {

namespace po = boost::program_options;

constexpr unsigned kHelpWidth = 80;

po::options_description describe(const std::vector<Option>& options) {
  po::options_description description("Options", kHelpWidth, kHelpWidth / 2);
  for (const auto& [name, value_name, meaning, kind, take] : options) {
    if (kind == OptionKind::on_off) {
      description.add_options()(name.c_str(), meaning.c_str());
    } else {
      description.add_options()(name.c_str(), po::value<std::string>()->value_name(value_name),
                                meaning.c_str());
    }
  }
  description.add_options()("help,h", "print this");
  return description;
}

/// What was typed, before any value is looked at.
struct Typed {
  std::map<std::string, std::vector<std::string>> options;
  std::vector<std::string> operands;
};

Typed typed_in(const po::parsed_options& parsed) {
  Typed typed;
  for (const auto& option : parsed.options) {
    if (option.position_key >= 0) {
      typed.operands.insert(typed.operands.end(), option.value.begin(), option.value.end());
    } else {
      typed.options[option.string_key].push_back(option.value.empty() ? "true"
                                                                      : option.value.front());
    }
  }
  return typed;
}

Error unknown_option(const std::string& name, const po::options_description& description) {
  std::vector<std::string> names;
  for (const auto& option : description.options()) names.push_back(option->long_name());
  return invalid("unknown option " + in_quotes(name) + did_you_mean(name, names, "--"));
}

Result<Typed> parse(const po::options_description& description,
                    const std::vector<std::string>& arguments) {
  using namespace po::command_line_style;
  try {
    return typed_in(po::command_line_parser(arguments)
                        .options(description)
                        .style(unix_style & ~allow_guessing & ~allow_sticky)
                        .run());
  } catch (const po::unknown_option& fault) {
    return unknown_option(fault.get_option_name(), description);
  } catch (const po::invalid_command_line_syntax& fault) {
    const bool extra = fault.kind() == po::invalid_syntax::extra_parameter;
    return invalid(fault.get_option_name() + (extra ? ": takes no value" : ": expected a value"));
  } catch (const po::error& fault) {
    return invalid(fault.what());
  }
}

bool is_list(const Option& option) {
  return option.kind == OptionKind::list || option.kind == OptionKind::layers ||
         option.kind == OptionKind::secret_list;
}

bool is_secret(const Option& option) {
  return option.kind == OptionKind::secret || option.kind == OptionKind::secret_list;
}

/// `shown`: how the option was given, "--seed" or "ASYNCSIM_SEED".
Outcome take_values(const Option& option, const std::string& shown,
                    const std::vector<std::string>& values) {
  if (values.size() > 1 && !is_list(option)) {
    return invalid(shown + ": given " + std::to_string(values.size()) + " times, expected once");
  }
  for (const auto& value : values) {
    if (const auto taken = option.take(value); !taken) {
      const auto what = is_secret(option) ? shown : shown + " " + in_quotes(value);
      return invalid(what + ": " + taken.error().message);
    }
  }
  return success();
}

Outcome take_variable(const Option& option, const Typed& typed, const Variables& variables) {
  if (option.kind != OptionKind::layers && typed.options.contains(option.name)) return success();
  const auto variable = variables.find(variable_of(option.name));
  if (variable == variables.end()) return success();
  const auto& [name, text] = *variable;
  return take_values(option, name, is_list(option) ? split_list(text) : std::vector{text});
}

Outcome take_arguments(const Option& option, const Typed& typed) {
  const auto given = typed.options.find(option.name);
  if (given == typed.options.end()) return success();
  return take_values(option, "--" + option.name, given->second);
}

}  // namespace

Variables own_variables(const std::vector<std::string>& environment) {
  Variables variables;
  for (const auto& entry : environment) {
    const auto equals = entry.find('=');
    const bool empty = equals == std::string::npos || equals + 1 == entry.size();
    if (empty || !entry.starts_with(kVariablePrefix)) continue;
    variables.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return variables;
}

std::string variable_of(std::string_view option) {
  std::string name(kVariablePrefix);
  for (const char c : option) {
    name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return name;
}

Result<Reading> read_options(const std::string& synopsis, const std::vector<Option>& options,
                             const std::vector<std::string>& arguments,
                             const Variables& variables) {
  const auto description = describe(options);
  auto typed = parse(description, arguments);
  if (!typed) {
    const auto command = synopsis.substr(0, synopsis.find(' '));
    return invalid(typed.error().message + "; see 'asyncsim " + command + " --help'");
  }
  if (typed->options.contains("help")) {
    std::ostringstream help;
    help << "Usage: asyncsim " << synopsis << "\n\n" << description;
    return Reading{help.str(), {}};
  }
  for (const auto& option : options) {
    if (const auto taken = take_variable(option, *typed, variables); !taken) return taken.error();
  }
  for (const auto& option : options) {
    if (const auto taken = take_arguments(option, *typed); !taken) return taken.error();
  }
  return Reading{std::nullopt, std::move(typed->operands)};
}

}  // namespace asyncsim::cli
