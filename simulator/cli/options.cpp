#include "cli/options.h"

#include <algorithm>
#include <utility>

#include "cli/forecast_options.h"
#include "cli/option_reader.h"
#include "cli/option_values.h"
#include "cli/serve_options.h"
#include "core/nearest_name.h"
#include "core/time_text.h"
#include "scenario/scenario_schema.h"

namespace asyncsim::cli {
namespace {

constexpr const char* kOverview = R"(Usage: asyncsim COMMAND [OPTIONS]

A local stand-in for an asynchronous web-scraping API, on virtual time.

  serve [OPTIONS]                    serve until SIGINT or SIGTERM
  run [OPTIONS] -- COMMAND [ARGS]    run COMMAND against a server of its own
  demo                               play the life of some requests, and show it
  healthcheck [--wait SPAN] [URL]    exit 0 when that server is up
  check SCENARIO...                  validate scenario files
  scenario [NAME]                    list the built-in worlds, or print one
  forecast [OPTIONS]                 when will N jobs be done, at what price
  schema                             print the JSON schema of scenario files
  replay RECORD [--journal FILE]     play recorded inputs, print the journal

  --version                          print the version
  --help                             print this; 'asyncsim serve --help' and
                                     'asyncsim run --help' list options

Every option of these two can also be set in the environment:
ASYNCSIM_CLOCK=manual stands for --clock manual. The command line goes before
the environment, and that before the scenario.
)";

struct Invocation {
  std::vector<std::string> arguments;  ///< behind the command's name
  const Variables& variables;
};

Error unexpected(const char* command, const std::string& operand) {
  return invalid(std::string(command) + ": unexpected " + in_quotes(operand) + "; see 'asyncsim " +
                 command + " --help'");
}

Result<Command> read_serve(const Invocation& invocation) {
  Serve serve;
  const auto reading = read_options("serve [OPTIONS]", serve_options(serve.options),
                                    invocation.arguments, invocation.variables);
  if (!reading) return reading.error();
  if (reading->help) return Command(PrintText{*reading->help});
  if (!reading->operands.empty()) return unexpected("serve", reading->operands.front());
  if (const auto together = check_together(serve.options); !together) return together.error();
  return Command(std::move(serve));
}

constexpr const char* kRunSynopsis = "run [OPTIONS] -- COMMAND [ARGS]";

Result<Command> read_run(const Invocation& invocation) {
  Run run;
  run.arguments = invocation.arguments;
  const auto dashes = std::ranges::find(run.arguments, "--");
  const auto reading = read_options(kRunSynopsis, run_options(run), {run.arguments.begin(), dashes},
                                    invocation.variables);
  if (!reading) return reading.error();
  if (reading->help) return Command(PrintText{*reading->help});
  if (!reading->operands.empty()) {
    return invalid("run: unexpected " + in_quotes(reading->operands.front()) +
                   "; expected -- before COMMAND, as in 'asyncsim run -- pytest'");
  }
  if (dashes != run.arguments.end()) run.command = {dashes + 1, run.arguments.end()};
  if (run.command.empty() || run.command.front().empty()) {
    return invalid("run: expected -- and COMMAND, as in 'asyncsim run -- pytest'");
  }
  if (const auto together = check_together(run.options); !together) return together.error();
  return Command(std::move(run));
}

/// Where a server with the same environment can be reached from its own machine.
Result<std::string> url_of_listener(const Variables& variables) {
  Endpoint endpoint;
  if (const auto variable = variables.find("ASYNCSIM_LISTEN"); variable != variables.end()) {
    const auto listen = parse_endpoint(variable->second);
    if (!listen || listen->port == 0) {
      return invalid("ASYNCSIM_LISTEN " + in_quotes(variable->second) +
                     ": expected HOST:PORT with a port other than 0, or a URL as argument");
    }
    endpoint = *listen;
  }
  if (endpoint.host == "0.0.0.0") endpoint.host = "127.0.0.1";
  if (endpoint.host == "::") endpoint.host = "::1";
  return "http://" + print_endpoint(endpoint);
}

Result<Command> read_healthcheck(const Invocation& invocation) {
  Healthcheck healthcheck;
  const std::vector<Option> options = {
      {"wait", "SPAN", "go on asking for that long, such as 10s (default: once)", OptionKind::value,
       [&](const std::string& v) { return assign(parse_real_span(v), healthcheck.wait); }}};
  const auto reading =
      read_options("healthcheck [--wait SPAN] [URL]", options, invocation.arguments, {});
  if (!reading) return reading.error();
  if (reading->help) return Command(PrintText{*reading->help});
  const auto& operands = reading->operands;
  if (operands.size() > 1) return unexpected("healthcheck", operands[1]);
  const auto url =
      operands.empty() ? url_of_listener(invocation.variables) : parse_server_url(operands.front());
  if (!url) return url.error();
  healthcheck.url = *url;
  return Command(std::move(healthcheck));
}

Result<Command> read_replay(const Invocation& invocation) {
  Replay replay;
  const std::vector<Option> options = {
      {"journal", "FILE", "write the journal there instead of to stdout", OptionKind::value,
       [&](const std::string& v) { return assign(parse_file_name(v), replay.journal_file); }}};
  const auto reading =
      read_options("replay RECORD [--journal FILE]", options, invocation.arguments, {});
  if (!reading) return reading.error();
  if (reading->help) return Command(PrintText{*reading->help});
  const auto& operands = reading->operands;
  if (operands.empty()) return invalid("replay: expected RECORD, a file that --record wrote");
  if (operands.size() > 1) return unexpected("replay", operands[1]);
  replay.record_file = operands.front();
  return Command(std::move(replay));
}

Result<Command> read_demo(const Invocation& invocation) {
  const auto reading = read_options("demo", {}, invocation.arguments, {});
  if (!reading) return reading.error();
  if (reading->help) return Command(PrintText{*reading->help});
  if (!reading->operands.empty()) return unexpected("demo", reading->operands.front());
  return Command(Demo{});
}

Result<Command> read_check(const Invocation& invocation) {
  auto reading = read_options("check SCENARIO...", {}, invocation.arguments, {});
  if (!reading) return reading.error();
  if (reading->help) return Command(PrintText{*reading->help});
  if (reading->operands.empty()) return invalid("check: expected SCENARIO, one or more of them");
  return Command(Check{std::move(reading->operands)});
}

Result<Command> read_scenario(const Invocation& invocation) {
  const auto reading = read_options("scenario [NAME]", {}, invocation.arguments, {});
  if (!reading) return reading.error();
  if (reading->help) return Command(PrintText{*reading->help});
  const auto& operands = reading->operands;
  if (operands.size() > 1) return unexpected("scenario", operands[1]);
  return Command(operands.empty() ? ShowScenarios{} : ShowScenarios{operands.front()});
}

Result<Command> read_forecast(const Invocation& invocation) {
  Foresee forecast;
  const auto reading = read_forecast_options(forecast, invocation.arguments);
  if (!reading) return reading.error();
  if (reading->help) return Command(PrintText{*reading->help});
  if (!reading->operands.empty()) return unexpected("forecast", reading->operands.front());
  return Command(std::move(forecast));
}

Result<Command> read_schema(const Invocation& invocation) {
  const auto reading = read_options("schema", {}, invocation.arguments, {});
  if (!reading) return reading.error();
  if (reading->help) return Command(PrintText{*reading->help});
  if (!reading->operands.empty()) return unexpected("schema", reading->operands.front());
  return Command(PrintText{print_scenario_schema()});
}

struct CommandRow {
  const char* name;
  Result<Command> (*read)(const Invocation&);
};

constexpr CommandRow kCommands[] = {
    {"serve", read_serve},   {"run", read_run},
    {"demo", read_demo},     {"healthcheck", read_healthcheck},
    {"check", read_check},   {"scenario", read_scenario},
    {"schema", read_schema}, {"forecast", read_forecast},
    {"replay", read_replay},
};

Result<Command> read_command(const std::string& name, const Invocation& invocation) {
  if (name == "--help" || name == "-h") return Command(PrintText{kOverview});
  if (name == "--version") return Command(PrintText{"asyncsim " ASYNCSIM_VERSION "\n"});
  if (name.starts_with('-')) {
    return invalid(in_quotes(name) +
                   " before a command: expected one first, such as 'asyncsim serve'");
  }
  std::vector<std::string> names;
  for (const auto& command : kCommands) {
    if (command.name == name) return command.read(invocation);
    names.emplace_back(command.name);
  }
  return invalid("unknown command " + in_quotes(name) + did_you_mean(name, names) +
                 "; see 'asyncsim --help'");
}

}  // namespace

Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments,
                                       const std::vector<std::string>& environment) {
  if (arguments.empty()) {
    return invalid("expected a command, such as 'asyncsim serve'; see 'asyncsim --help'");
  }
  const auto variables = own_variables(environment);
  auto command =
      read_command(arguments.front(), {{arguments.begin() + 1, arguments.end()}, variables});
  if (!command) return command.error();
  CommandLine line{*std::move(command), {}};
  const bool serves =
      std::holds_alternative<Serve>(line.command) || std::holds_alternative<Run>(line.command);
  if (serves) line.warnings = warn_of_unknown(variables);
  return line;
}

}  // namespace asyncsim::cli
