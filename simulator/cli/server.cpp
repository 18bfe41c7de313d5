#include "cli/server.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>
#include <utility>

#include "cli/option_values.h"
#include "cli/tls_directory.h"
#include "pacer/real_time.h"
#include "scenario/scenario_file.h"

namespace asyncsim::cli {
namespace {

/// As container runtimes and Kubernetes tell what runs inside.
bool in_container() {
  return ::access("/.dockerenv", F_OK) == 0 || ::access("/run/.containerenv", F_OK) == 0 ||
         std::getenv("KUBERNETES_SERVICE_HOST") != nullptr;
}

constexpr RealSpan kGrace{std::chrono::seconds{5}};

http::ServiceSettings service_settings(const ServeOptions& options) {
  http::ServiceSettings settings{ASYNCSIM_VERSION, options.listen.host, options.control_token,
                                 options.control_open, std::nullopt};
  if (options.pages_folder.empty()) return settings;
  auto folder = vendor::PageFolder::open(options.pages_folder);
  if (folder) settings.pages = *std::move(folder);  // else it vanished since it was checked
  return settings;
}

}  // namespace

Result<std::shared_ptr<const Scenario>> chosen_scenario(const WorldOptions& options) {
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
      simulator_(settings(std::move(scenario), std::move(policy))) {}

http::SimulatorSettings Server::settings(std::shared_ptr<const Scenario> scenario,
                                         http::TargetPolicy policy) {
  http::SimulatorSettings settings;
  settings.accounts = {std::move(scenario), options_.allowed_keys};
  settings.accounts.wall = wall_clock_as_start();
  settings.accounts.wall_at = real_now();
  settings.service = service_settings(options_);
  settings.sender = {std::move(policy), options_.webhook_maps};
  settings.sender.in_container = in_container();
  settings.refused_webhook = [this](std::string_view reason) {
    log_.note("webhook refused", reason);
  };
  if (!options_.journal_file.empty()) {
    settings.journal = [this](std::string_view line) { journal_->write(line); };
  }
  if (!options_.record_file.empty()) {
    settings.record = [this](std::string_view line) { record_->write(line); };
  }
  return settings;
}

Outcome Server::open_files() {
  for (const auto& [path, file] :
       {std::pair(&options_.journal_file, &journal_), std::pair(&options_.record_file, &record_)}) {
    if (path->empty()) continue;
    auto opened = LineFile::create(*path);
    if (!opened) return opened.error();
    *file = std::move(*opened);
  }
  for (const ReportFile& file : options_.report_files) {
    if (auto writable = check_writable(file.path); !writable) return writable;
  }
  const bool tls = options_.tls_listen || !options_.tls_dir.empty() || options_.intercept;
  return tls ? open_tls() : success();
}

Outcome Server::open_tls() {
  std::string directory = options_.tls_dir;
  if (directory.empty()) {
    auto chosen = default_tls_directory(std::getenv("XDG_CACHE_HOME"), std::getenv("HOME"));
    if (!chosen) return chosen.error();
    directory = std::move(*chosen);
    log_.say(LogLevel::info, "TLS: the CA is kept in " + directory + "; --tls-dir keeps another");
  }
  const std::string also = options_.tls_listen ? options_.tls_listen->host : "";
  auto identity = http::TlsIdentity::open(directory, also);
  if (!identity) return identity.error();
  tls_ = std::move(*identity);
  simulator_.offer_ca(tls_->ca_pem());
  if (tls_->renewed()) {
    log_.say(LogLevel::warn, "TLS: " + tls_->ca_file() +
                                 " was expired or about to be and has been made anew; give it to "
                                 "the clients that keep a copy");
  }
  return success();
}

http::FrontSettings Server::front_settings() const {
  http::FrontSettings settings;
  settings.host = options_.listen.host;
  settings.port = options_.listen.port;
  settings.threads = options_.threads;
  settings.tls = tls_;
  if (options_.tls_listen)
    settings.tls_listen = {options_.tls_listen->host, options_.tls_listen->port};
  return settings;
}

Outcome Server::listen() {
  auto front = http::Front::listen(
      front_settings(),
      {[this](const http::Request& request) { return answer(request); },
       [this](const http::Request& request) { return simulator_.blocks(request); },
       [this](const std::string& kind, std::string_view why) { log_.note(kind, why); }});
  if (!front) return front.error();
  front_ = std::move(*front);
  front_->start();
  return success();
}

std::string Server::url() const {
  return "http://" + print_endpoint({front_->host(), front_->port()});
}

std::string Server::tls_url() const {
  const auto at = front_->tls_listen();
  return at ? "https://" + print_endpoint({at->host, at->port}) : "";
}

std::string Server::ca_path() const { return tls_ ? tls_->ca_file() : ""; }

Json Server::ready_line() const {
  const auto or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  return {{"version", 1},
          {"url", url()},
          {"control", url() + "/_sim"},
          {"tls_url", or_null(tls_url())},
          {"ca", or_null(ca_path())},
          {"pid", ::getpid()}};
}

std::vector<AccountReport> Server::reports() {
  std::vector<AccountReport> reports = accounts().reports_of_deleted();
  for (const auto& account : accounts().all()) {
    reports.push_back(account->read(real_now(), [](World& world) { return world.report(); }));
  }
  if (reports.empty()) {  // what is expected is missed by who never comes, too
    const auto nobody = accounts().preview(kDefaultKey, real_now());
    auto report = nobody->read(real_now(), [](World& world) { return world.report(); });
    if (!report.judgements.empty()) reports.push_back(std::move(report));
  }
  return reports;
}

Outcome Server::write_reports(const Report& report) const {
  Outcome first_failure = success();
  for (const auto& [format, path] : options_.report_files) {
    auto written = write_over(path, print_report(format, report));
    if (!written && first_failure) first_failure = std::move(written);
  }
  return first_failure;
}

std::string Server::journal_text() {
  std::string text;
  for (const auto& account : accounts().all()) {
    account->read(real_now(), [&text](World& world) {
      world.print_journal(0, [&text](std::uint64_t, const std::string& line) {
        text += line + '\n';
        return true;
      });
    });
  }
  return text;
}

Outcome Server::stop() {
  simulator_.freeze(real_now());
  front_->stop(kGrace);
  const std::size_t dropped = simulator_.stop(kGrace);
  if (dropped > 0) {
    log_.say(LogLevel::warn, std::to_string(dropped) + " webhook attempts dropped at the end");
  }
  log_.say_what_was_not_shown();
  for (LineFile* file : {journal_.get(), record_.get()}) {
    if (file && !file->whole()) return invalid(file->path() + " is not whole: the disk is full?");
  }
  return success();
}

http::Reply Server::answer(const http::Request& request) {
  http::Reply reply = simulator_.answer(request);
  log_.note(request, reply);
  return reply;
}

}  // namespace asyncsim::cli
