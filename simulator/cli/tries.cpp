#include "cli/tries.h"

#include <algorithm>
#include <cstdio>

#include "cli/commands.h"

namespace asyncsim::cli {
namespace {

constexpr int kSomeFailedExit = 1;

/// Without --try, which comes before COMMAND.
std::vector<std::string> without_try(std::vector<std::string> arguments) {
  const auto command = std::ranges::find(arguments, "--");
  const auto option = std::find_if(arguments.begin(), command, [](const std::string& word) {
    return word == "--try" || word.starts_with("--try=");
  });
  if (option == command) return arguments;
  const bool apart = *option == "--try";
  arguments.erase(option, option + (apart ? 2 : 1));
  return arguments;
}

void add_option(Run& command, const std::string& name, const std::string& value) {
  auto& arguments = command.arguments;
  const std::vector<std::string> words{name, value};
  arguments.insert(std::ranges::find(arguments, "--"), words.begin(), words.end());
}

/// The same run, whose files are not written over by each try.
Run try_of(const Run& command) {
  Run again = command;
  again.tries.reset();
  again.arguments = without_try(command.arguments);
  again.options.report_files.clear();
  again.options.record_file.clear();
  again.options.ready_file.clear();
  again.options.journal_file.clear();
  again.is_try = true;
  return again;
}

void set(Run& command, const std::string& path, const std::string& value) {
  command.options.changes.settings.push_back({path, value});
  add_option(command, "--set", path + '=' + value);
}

struct Row {
  std::string name, does;
  RunEnd end;
};

void announce(const std::string& name, std::size_t number, std::size_t of) {
  const auto count = std::to_string(number) + " of " + std::to_string(of);
  std::fputs(("asyncsim: try " + count + ": " + name + "\n").c_str(), stderr);
}

std::string print_rows(const std::vector<Row>& rows) {
  std::size_t widest = 0;
  for (const Row& row : rows) widest = std::max(widest, row.name.size());
  std::string text = "asyncsim: tried\n";
  for (const Row& row : rows) {
    const bool failed = row.end.exit_code != 0;
    text += std::string("  ") + (failed ? "FAILED  " : "passed  ") + row.name;
    if (!row.does.empty() || failed) text += std::string(widest - row.name.size() + 2, ' ');
    text += row.does;
    if (failed && !row.end.failures.empty()) {
      text += (row.does.empty() ? "" : ": ") + row.end.failures.front();
    }
    text += '\n';
  }
  return text;
}

Row try_one(const Alternative& alternative, const Heritage& heritage) {
  const auto scenario = scenario_for(alternative.command);
  RunEnd end = scenario ? run_once(alternative.command, *scenario, heritage)
                        : RunEnd{fail(kUsageExit, scenario.error()), {}, {}};
  return {alternative.name, alternative.does, std::move(end)};
}

}  // namespace

std::vector<Alternative> knob_alternatives(const Run& command, const Assumptions& leaned_on) {
  std::vector<Alternative> list;
  for (const LeanedOn& leaned : leaned_on.touched()) {
    const KnobRow& row = row_of(leaned.knob);
    for (std::size_t value = 0; value < row.values.size(); ++value) {
      if (value == leaned.value) continue;
      const std::string path(row.path), name(row.values[value].name);
      Alternative alternative{path + '=' + name, std::string(row.values[value].does),
                              try_of(command)};
      if (path.starts_with("knobs.")) set(alternative.command, path, name);
      set(alternative.command, "zones.*." + path, name);
      list.push_back(std::move(alternative));
    }
  }
  return list;
}

std::vector<Alternative> seed_alternatives(const Run& command) {
  std::vector<Alternative> list;
  const auto [first, last] = *command.tries->seeds;
  for (std::uint64_t seed = first;; ++seed) {
    list.push_back({"seed " + std::to_string(seed), "", try_of(command)});
    list.back().command.options.seed = seed;
    add_option(list.back().command, "--seed", std::to_string(seed));
    if (seed == last) return list;
  }
}

int run_tries(const Run& command, const std::shared_ptr<const Scenario>& scenario,
              const Heritage& heritage) {
  std::vector<Row> rows;
  std::vector<Alternative> alternatives;
  if (command.tries->knobs) {
    rows.push_back({"as it is", "", run_once(command, scenario, heritage)});
    alternatives = knob_alternatives(command, rows.front().end.leaned_on);
  } else {
    alternatives = seed_alternatives(command);
  }
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    announce(alternatives[i].name, i + 1, alternatives.size());
    rows.push_back(try_one(alternatives[i], heritage));
    // Its interruption is ours: 128 + SIGINT or SIGTERM.
    if (rows.back().end.exit_code == 130 || rows.back().end.exit_code == 143) break;
  }
  std::fputs(print_rows(rows).c_str(), stderr);
  if (rows.front().end.exit_code != 0) return rows.front().end.exit_code;
  const bool failed = std::ranges::any_of(rows, [](const Row& row) { return row.end.exit_code; });
  return failed ? kSomeFailedExit : 0;
}

}  // namespace asyncsim::cli
