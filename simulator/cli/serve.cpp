#include <signal.h>
#include <unistd.h>

#include <cstdio>

#include "account/accounts.h"
#include "cli/commands.h"
#include "cli/line_file.h"
#include "cli/log.h"
#include "cli/option_values.h"
#include "core/json.h"
#include "http/front.h"
#include "http/service.h"
#include "http/webhook_sender.h"
#include "pacer/pacer.h"
#include "pacer/real_time.h"
#include "scenario/scenario_file.h"

namespace asyncsim::cli {
namespace {

constexpr RealSpan kGrace{std::chrono::seconds{5}};

int fail(int code, const Error& error) {
  const std::string hint = error.hint.empty() ? "" : "; " + error.hint;
  std::fprintf(stderr, "asyncsim: %s%s\n", error.message.c_str(), hint.c_str());
  return code;
}

/// The scenario with what the command line says over it.
Result<std::shared_ptr<const Scenario>> chosen_scenario(const ServeOptions& options) {
  auto scenario = load_scenario(options.scenario);
  if (!scenario) return scenario.error();
  if (options.seed) scenario->seed = *options.seed;
  if (options.clock) {
    scenario->clock.mode = options.clock->mode;
    if (options.clock->mode == ClockMode::paced) scenario->clock.speed = options.clock->speed;
    if (options.clock->starts_at_wall_clock) scenario->clock.start.reset();
  }
  return std::make_shared<const Scenario>(std::move(*scenario));
}

AccountsSettings accounts_settings(const ServeOptions& options,
                                   std::shared_ptr<const Scenario> scenario) {
  AccountsSettings settings;
  settings.scenario = std::move(scenario);
  settings.allowed_keys = options.allowed_keys;
  settings.wall = wall_clock_as_start();
  settings.wall_at = real_now();
  return settings;
}

/// Everything that a running server consists of, in the order in which it is built.
class Server {
 public:
  Server(const ServeOptions& options, std::shared_ptr<const Scenario> scenario,
         http::TargetPolicy policy)
      : options_(options),
        log_(options.log_level),
        sender_({std::move(policy), options.webhook_maps}),
        accounts_(accounts_settings(options, std::move(scenario)), outside()),
        service_(accounts_, {ASYNCSIM_VERSION, options.listen.host, options.control_token,
                             options.control_open}) {}

  Outcome open_files() {
    for (const auto& [path, file] : {std::pair(&options_.journal_file, &journal_),
                                     std::pair(&options_.record_file, &record_)}) {
      if (path->empty()) continue;
      auto opened = LineFile::create(*path);
      if (!opened) return opened.error();
      *file = std::move(*opened);
    }
    return success();
  }

  Outcome listen() {
    auto front = http::Front::listen(
        {options_.listen.host, options_.listen.port, options_.threads, {}},
        {[this](const http::Request& request) { return answer(request); },
         [this](const http::Request& request) { return service_.blocks(request); }});
    if (!front) return front.error();
    front_ = std::move(*front);
    front_->start();
    return success();
  }

  /// One line of JSON, to stdout and the ready file.
  Outcome say_ready() const {
    const std::string url = "http://" + print_endpoint({front_->host(), front_->port()});
    const Json line{{"version", 1},       {"url", url},    {"control", url + "/_sim"},
                    {"tls_url", nullptr}, {"ca", nullptr}, {"pid", ::getpid()}};
    const std::string text = print_json(line) + "\n";
    if (!options_.ready_file.empty()) {
      if (auto written = write_whole(options_.ready_file, text); !written) return written;
    }
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
    return success();
  }

  void stop() {
    pacer_.stop();
    service_.shut_down();
    front_->stop(kGrace);
    const std::size_t dropped = sender_.stop(kGrace);
    if (dropped > 0) {
      log_.say(LogLevel::warn, std::to_string(dropped) + " webhook attempts dropped at the end");
    }
    for (const auto& account : accounts_.all()) account->finish(real_now());
    log_.say_what_was_not_shown();
  }

 private:
  http::Reply answer(const http::Request& request) {
    http::Reply reply = service_.answer(request);
    if (reply.status >= 400) log_.note(request, reply);
    return reply;
  }

  AccountOutside outside() {
    AccountOutside outside;
    outside.send = [this](std::shared_ptr<Account> account, OutgoingAttempt attempt) {
      send(std::move(account), std::move(attempt));
    };
    outside.wake = [this](const std::shared_ptr<Account>& account, RealTime due) {
      pacer_.wake(account, due);
    };
    if (!options_.journal_file.empty()) {
      outside.journal = [this](std::string_view line) { journal_->write(line); };
    }
    if (!options_.record_file.empty()) {
      outside.record = [this](std::string_view line) { record_->write(line); };
    }
    return outside;
  }

  void send(std::shared_ptr<Account> account, OutgoingAttempt attempt) {
    using Sender = http::WebhookSender;
    const auto patience =
        attempt.standing ? Sender::Patience{attempt.deadline,
                                            "is the receiver on the thread that called advance?",
                                            Sender::kStanding}
                         : Sender::Patience{attempt.deadline};
    sender_.send(std::move(attempt.request), patience,
                 [this, account = std::move(account), id = attempt.id](AttemptResult result) {
                   if (result.end == AttemptEnd::refused) {
                     log_.say(LogLevel::warn, "webhook refused: " + result.reason);
                   }
                   account->attempt_ended({id, std::move(result)}, real_now());
                 });
  }

  const ServeOptions& options_;
  Log log_;
  std::unique_ptr<LineFile> journal_, record_;
  http::WebhookSender sender_;
  Accounts accounts_;
  http::Service service_;
  Pacer pacer_;
  std::unique_ptr<http::Front> front_;
};

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

}  // namespace

int serve(const ServeOptions& options) {
  auto scenario = chosen_scenario(options);
  if (!scenario) return fail(kUsageExit, scenario.error());
  auto policy = http::TargetPolicy::parse(options.webhook_allow);
  if (!policy) return fail(kUsageExit, policy.error());
  const sigset_t signals = ending_signals();

  Server server(options, *scenario, std::move(*policy));
  if (auto opened = server.open_files(); !opened) return fail(kUsageExit, opened.error());
  if (auto listening = server.listen(); !listening) return fail(kListenExit, listening.error());
  if (auto ready = server.say_ready(); !ready) return fail(kUsageExit, ready.error());
  int signal_number = 0;
  sigwait(&signals, &signal_number);
  server.stop();
  return 0;
}

}  // namespace asyncsim::cli
