#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "cli/ca_bundle.h"
#include "cli/child_process.h"
#include "cli/command_environment.h"
#include "cli/commands.h"
#include "cli/server.h"
#include "cli/tries.h"
#include "cli/warp/preload_library.h"
#include "pacer/real_time.h"
#include "report/report_markdown.h"

namespace asyncsim::cli {
namespace {

constexpr const char* kFailedJournal = "asyncsim-journal.ndjson";

std::vector<std::string> own_environment() {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry; ++entry) environment.emplace_back(*entry);
  return environment;
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

Outcome check_warp(const Run& command, const Scenario& scenario) {
  if (!command.warp || scenario.clock.mode == ClockMode::paced) return success();
  return invalid("--warp needs a clock that the wall clock moves, and this one is " +
                 std::string(name_of(scenario.clock.mode)) + ": expected --clock N");
}

Result<std::optional<Warp>> wanted_warp(const Run& command, const Scenario& scenario) {
  if (!command.warp) return std::optional<Warp>();
  const auto faketime = find_libfaketime();
  if (!faketime) return faketime.error();
  const auto ours = preload_library();
  if (!ours) return ours.error();
  return std::optional(Warp{*ours + ":" + *faketime, scenario.clock.speed});
}

CommandSettings settings_for(const Run& command, const Server& server, const Scenario& scenario,
                             const CaBundle* bundle) {
  CommandSettings settings;
  settings.url = server.url();
  const auto& keys = command.options.allowed_keys;
  settings.key = keys.empty() ? std::string(kDefaultKey) : keys.front();
  if (scenario.clock.mode == ClockMode::paced) settings.speed = scenario.clock.speed;
  settings.intercept = command.options.intercept;
  if (bundle) {
    settings.ca = server.ca_path();
    settings.ca_bundle = bundle->path();
  }
  return settings;
}

std::string what_failed(const Run& command, const CommandEnd& end) {
  const std::string name = command.command.front();
  if (end.timed_out) return name + " did not end within --timeout";
  if (end.signal != 0) {
    return name + " was ended by signal " + std::to_string(end.signal) + " (" +
           ::strsignal(end.signal) + ")";
  }
  return end.code != 0 ? name + " exited with " + std::to_string(end.code) : "";
}

/// Where the journal is, when it is worth a look; empty: a try keeps none.
std::string keep_journal(const Run& command, Server& server) {
  if (command.is_try) return "";
  if (!command.options.journal_file.empty()) return command.options.journal_file;
  const auto written = write_over(kFailedJournal, server.journal_text());
  return written ? kFailedJournal : written.error().message;
}

void say_failure(const Run& command, const Verdict& verdict, const std::string& journal,
                 std::uint64_t seed) {
  std::string text =
      "  again     " + repeating_line(command.arguments, seed, own_environment()) + "\n";
  if (!journal.empty()) text += "  journal   " + journal + "\n";
  if (variable("GITHUB_ACTIONS") == "true") {
    for (const auto& failure : verdict.failures) text += github_error(failure) + "\n";
  }
  std::fputs(text.c_str(), stderr);
}

/// What GitHub Actions shows of a job. That it can't be written is no failure.
void add_to_summary(const Report& report, Log& log) {
  const std::string path = variable("GITHUB_STEP_SUMMARY");
  if (path.empty()) return;
  const auto added = append_to(path, report_markdown(report) + '\n');
  if (!added) log.say(LogLevel::warn, "GITHUB_STEP_SUMMARY: " + added.error().message);
}

bool stderr_takes_colour() { return ::isatty(STDERR_FILENO) && variable("NO_COLOR").empty(); }

/// The world has stopped with COMMAND's end; what is said comes after what COMMAND said.
RunEnd judge(const Run& command, Server& server, const CommandEnd& end, RealSpan took) {
  const std::uint64_t seed = server.seed();
  Verdict verdict{server.reports(), 0, {}};
  if (const auto failed = what_failed(command, end); !failed.empty()) {
    verdict.failures.push_back(failed);
  }
  const auto reasons = reasons_to_fail(verdict.accounts, command.options.fail_on);
  verdict.failures.insert(verdict.failures.end(), reasons.begin(), reasons.end());
  const std::string journal = verdict.failed() ? keep_journal(command, server) : "";
  const auto stopped = server.stop();
  verdict.surprising = server.log().surprising();

  const int exit_code = exit_code_of(end, !reasons.empty());
  const std::chrono::duration<double> passed = took.value;
  const Report report = report_of(
      verdict,
      {{"real_seconds", passed.count()}, {"exit_code", exit_code}, {"warp", command.warp}});
  const auto written = server.write_reports(report);
  if (!command.is_try) add_to_summary(report, server.log());
  server.log().say(verdict.failed() ? LogLevel::error : LogLevel::info,
                   print_verdict(verdict, stderr_takes_colour()));
  if (verdict.failed()) say_failure(command, verdict, journal, seed);
  RunEnd run{exit_code, leaned_on(verdict.accounts), verdict.failures};
  for (const Outcome& files : {stopped, written}) {
    if (!files) run.exit_code = fail(exit_code != 0 ? exit_code : kOwnFailureExit, files.error());
  }
  return run;
}

/// Runs COMMAND to its end, and everything that it started.
RunEnd run_beside(const Run& command, Server& server, const Heritage& heritage,
                  const CommandSettings& settings) {
  const RealTime started = real_now();
  ChildProcess child(heritage);
  // libfaketime's beginning, shared in memory, is removed by whoever made it, and so by a subshell
  // of a bash that did. `env` makes it and then becomes COMMAND, which has not.
  std::vector<std::string> words = command.command;
  if (command.warp) words.insert(words.begin(), {"env", "--"});
  const auto not_started = child.start(words, command_environment(own_environment(), settings));
  if (not_started) {
    (void)server.stop();
    return {fail(not_started->exit_code, invalid(not_started->why))};
  }
  const CommandEnd end = child.wait(command.timeout);
  const RealTime ended = real_now();
  server.freeze(ended);
  if (const auto left = child.end_offspring(); left > 0) {
    server.log().say(LogLevel::warn, "ended " + std::to_string(left) + " processes that " +
                                         command.command.front() + " left behind");
  }
  if (command.warp) remove_shared_beginning(child.pid());
  return judge(command, server, end, RealSpan{ended - started});
}

}  // namespace

RunEnd run_once(const Run& command, const std::shared_ptr<const Scenario>& scenario,
                const Heritage& heritage) {
  const auto& options = command.options;
  auto policy = http::TargetPolicy::parse(options.webhook_allow);
  if (!policy) return {fail(kUsageExit, policy.error())};
  const auto warp = wanted_warp(command, *scenario);
  if (!warp) return {fail(kOwnFailureExit, warp.error())};

  Server server(options, scenario, std::move(*policy));
  if (auto opened = server.open_files(); !opened) return {fail(kOwnFailureExit, opened.error())};
  std::unique_ptr<CaBundle> bundle;
  if (!server.ca_path().empty()) {
    auto written = CaBundle::write(variable("SSL_CERT_FILE"), server.ca_path());
    if (!written) return {fail(kOwnFailureExit, written.error())};
    bundle = std::move(*written);
  }
  if (auto listening = server.listen(); !listening) {
    return {fail(kOwnFailureExit, listening.error())};
  }
  if (!options.ready_file.empty()) {
    const auto ready = write_whole(options.ready_file, print_json(server.ready_line()) + "\n");
    if (!ready) return {fail(kOwnFailureExit, ready.error())};
  }
  auto settings = settings_for(command, server, *scenario, bundle.get());
  settings.warp = *warp;
  return run_beside(command, server, heritage, settings);
}

Result<std::shared_ptr<const Scenario>> scenario_for(const Run& command) {
  auto chosen = chosen_scenario(command.options);
  if (!chosen || !command.warp) return chosen;
  if (auto warp = check_warp(command, **chosen); !warp) return warp.error();
  auto warped = std::make_shared<Scenario>(**chosen);
  warped->clock.client_time = ClientTime::virtual_time;  // its seconds are the simulator's
  return std::shared_ptr<const Scenario>(std::move(warped));
}

int run(const Run& command) {
  const auto scenario = scenario_for(command);  // may wait for stdin: signals still end us
  const Heritage heritage;
  if (!scenario) return fail(kUsageExit, scenario.error());
  if (!command.tries) return run_once(command, *scenario, heritage).exit_code;
  return run_tries(command, *scenario, heritage);
}

}  // namespace asyncsim::cli
