#include "cli/server.h"

#include <unistd.h>

#include <string_view>
#include <utility>

#include "cli/option_values.h"
#include "pacer/real_time.h"
#include "scenario/scenario_file.h"

namespace asyncsim::cli {
namespace {

constexpr RealSpan kGrace{std::chrono::seconds{5}};

AccountsSettings accounts_settings(const ServeOptions& options,
                                   std::shared_ptr<const Scenario> scenario) {
  AccountsSettings settings;
  settings.scenario = std::move(scenario);
  settings.allowed_keys = options.allowed_keys;
  settings.wall = wall_clock_as_start();
  settings.wall_at = real_now();
  return settings;
}

http::ServiceSettings service_settings(const ServeOptions& options) {
  http::ServiceSettings settings{ASYNCSIM_VERSION, options.listen.host, options.control_token,
                                 options.control_open, std::nullopt};
  if (options.pages_folder.empty()) return settings;
  auto folder = vendor::PageFolder::open(options.pages_folder);
  if (folder) settings.pages = *std::move(folder);  // else it vanished since it was checked
  return settings;
}

}  // namespace

Result<std::shared_ptr<const Scenario>> chosen_scenario(const ServeOptions& options) {
  auto scenario = load_scenario(options.scenario, options.changes);
  if (!scenario) return scenario.error();
  if (options.seed) scenario->seed = *options.seed;
  if (options.clock) {
    scenario->clock.mode = options.clock->mode;
    if (options.clock->mode == ClockMode::paced) scenario->clock.speed = options.clock->speed;
    if (options.clock->starts_at_wall_clock) scenario->clock.start.reset();
  }
  return std::make_shared<const Scenario>(std::move(*scenario));
}

Server::Server(const ServeOptions& options, std::shared_ptr<const Scenario> scenario,
               http::TargetPolicy policy)
    : options_(options),
      log_(options.log_level),
      sender_({std::move(policy), options.webhook_maps}),
      accounts_(accounts_settings(options, std::move(scenario)), outside()),
      service_(accounts_, service_settings(options)) {}

Outcome Server::open_files() {
  for (const auto& [path, file] :
       {std::pair(&options_.journal_file, &journal_), std::pair(&options_.record_file, &record_)}) {
    if (path->empty()) continue;
    auto opened = LineFile::create(*path);
    if (!opened) return opened.error();
    *file = std::move(*opened);
  }
  return success();
}

Outcome Server::listen() {
  auto front = http::Front::listen(
      {options_.listen.host, options_.listen.port, options_.threads, {}},
      {[this](const http::Request& request) { return answer(request); },
       [this](const http::Request& request) { return service_.blocks(request); }});
  if (!front) return front.error();
  front_ = std::move(*front);
  front_->start();
  return success();
}

std::string Server::url() const {
  return "http://" + print_endpoint({front_->host(), front_->port()});
}

Json Server::ready_line() const {
  return {{"version", 1},       {"url", url()},  {"control", url() + "/_sim"},
          {"tls_url", nullptr}, {"ca", nullptr}, {"pid", ::getpid()}};
}

void Server::stop() {
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

http::Reply Server::answer(const http::Request& request) {
  http::Reply reply = service_.answer(request);
  log_.note(request, reply);
  return reply;
}

AccountOutside Server::outside() {
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

void Server::send(std::shared_ptr<Account> account, OutgoingAttempt attempt) {
  using Sender = http::WebhookSender;
  const auto patience =
      attempt.standing
          ? Sender::Patience{attempt.deadline, "is the receiver on the thread that called advance?",
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

}  // namespace asyncsim::cli
