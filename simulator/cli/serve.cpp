#include <signal.h>

#include <cstdio>

#include "cli/commands.h"
#include "cli/server.h"
#include "pacer/real_time.h"

namespace asyncsim::cli {
namespace {

/// One line of JSON, to stdout and the ready file.
Outcome say_ready(const Server& server, const std::string& ready_file) {
  const std::string text = print_json(server.ready_line()) + "\n";
  if (!ready_file.empty()) {
    if (auto written = write_whole(ready_file, text); !written) return written;
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
  return success();
}

/// Blocks the signals that end us, for this thread and those it starts.
sigset_t ending_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

int end_with_verdict(Server& server, const ServeOptions& options, RealTime started) {
  const RealTime ended = real_now();
  server.freeze(ended);
  Verdict verdict{server.reports(), server.log().surprising(), {}};
  verdict.failures = reasons_to_fail(verdict.accounts, options.fail_on);
  const auto stopped = server.stop();
  const std::chrono::duration<double> passed = ended - started;
  const auto written = server.write_reports(report_of(verdict, {{"real_seconds", passed.count()}}));
  if (!written) return fail(kUsageExit, written.error());
  if (!stopped) return fail(kUsageExit, stopped.error());
  if (verdict.failed()) {
    server.log().say(LogLevel::error, print_verdict(verdict, false));
    return 1;
  }
  const Overall all = overall(verdict.accounts);
  if (all.findings_of(Severity::error) + all.findings_of(Severity::warning) > 0) {
    server.log().say(LogLevel::warn, print_verdict(verdict, false));
  }
  return 0;
}

}  // namespace

int fail(int exit_code, const Error& error) {
  const std::string hint = error.hint.empty() ? "" : "; " + error.hint;
  std::fprintf(stderr, "asyncsim: %s%s\n", error.message.c_str(), hint.c_str());
  return exit_code;
}

int serve(const ServeOptions& options) {
  auto scenario = chosen_scenario(options);
  if (!scenario) return fail(kUsageExit, scenario.error());
  auto policy = http::TargetPolicy::parse(options.webhook_allow);
  if (!policy) return fail(kUsageExit, policy.error());
  const sigset_t signals = ending_signals();

  Server server(options, *scenario, std::move(*policy));
  if (auto opened = server.open_files(); !opened) return fail(kUsageExit, opened.error());
  if (auto listening = server.listen(); !listening) return fail(kListenExit, listening.error());
  if (auto ready = say_ready(server, options.ready_file); !ready) {
    return fail(kUsageExit, ready.error());
  }
  const RealTime started = real_now();
  int signal_number = 0;
  sigwait(&signals, &signal_number);
  return end_with_verdict(server, options, started);
}

}  // namespace asyncsim::cli
