// Wiring only: which command, and its exit code.
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "cli/check.h"
#include "cli/commands.h"
#include "cli/options.h"

namespace asyncsim::cli {
namespace {

struct Execute {
  int operator()(const Serve& command) const { return serve(command.options); }
  int operator()(const Run& command) const { return run(command); }
  int operator()(const Demo&) const { return demo(); }
  int operator()(const Healthcheck& command) const { return healthcheck(command); }
  int operator()(const Check& command) const {
    return check_scenarios(command.scenarios, std::cout);
  }
  int operator()(const ShowScenarios& command) const {
    return show_scenarios(command.name, std::cout, std::cerr);
  }
  int operator()(const Foresee& command) const { return forecast(command); }
  int operator()(const Replay& command) const { return replay(command); }
  int operator()(const PrintText& command) const {
    std::cout << command.text;
    return 0;
  }
};

int execute(const std::vector<std::string>& arguments,
            const std::vector<std::string>& environment) {
  const auto line = parse_command_line(arguments, environment);
  if (!line) {
    std::fprintf(stderr, "asyncsim: %s\n", line.error().message.c_str());
    return kUsageExit;
  }
  for (const auto& warning : line->warnings)
    std::fprintf(stderr, "asyncsim: %s\n", warning.c_str());
  const int exit_code = std::visit(Execute{}, line->command);
  if (std::cout.flush()) return exit_code;
  std::fputs("asyncsim: stdout can't be written: what was printed is not whole\n", stderr);
  return exit_code == 0 ? 1 : exit_code;
}

}  // namespace
}  // namespace asyncsim::cli

int main(int argc, char** argv) {
  std::vector<std::string> environment;
  for (char** variable = environ; *variable; ++variable) environment.emplace_back(*variable);
  return asyncsim::cli::execute({argv + 1, argv + argc}, environment);
}
