// The command line: which command, with which options, every value checked. An option of `serve`
// or `run` may also come from the environment (ASYNCSIM_ + its name in upper case, lists by comma
// with `\,` for a comma). Precedence: command line, environment, scenario, default.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/result.h"
#include "core/virtual_time.h"
#include "forecast/arrivals.h"
#include "forecast/client_policy.h"
#include "http/webhook_sender.h"
#include "report/client_report.h"
#include "report/report_format.h"
#include "scenario/scenario.h"
#include "scenario/world_changes.h"

namespace asyncsim::cli {

/// Where to listen. `host` is an IP literal (IPv6 without brackets) or a name.
struct Endpoint {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0: a free one
  bool operator==(const Endpoint&) const = default;
};

/// --clock: who moves virtual time, over the scenario's word.
struct ClockChoice {
  ClockMode mode = ClockMode::paced;
  double speed = 1;                   ///< virtual seconds per real second, when paced
  bool starts_at_wall_clock = false;  ///< `real`: virtual time begins at the wall clock's
  bool operator==(const ClockChoice&) const = default;
};

/// --report: what the clients did, written at the end.
struct ReportFile {
  ReportFormat format = ReportFormat::json;
  std::string path;
  bool operator==(const ReportFile&) const = default;
};

enum class LogLevel { error, warn, info, debug };

/// Which world. What is nothing or empty was not given.
struct WorldOptions {
  std::string scenario = "typical-day";  ///< as load_scenario() takes it
  WorldChanges changes;                  ///< --zone and --set
  std::optional<ClockChoice> clock;      ///< nothing: the scenario's
  std::optional<std::uint64_t> seed;     ///< nothing: the scenario's
};

/// Options of `serve` and `run`, likewise.
struct ServeOptions : WorldOptions {
  Endpoint listen;
  std::optional<Endpoint> tls_listen;     ///< nothing: no TLS listener
  std::string tls_dir;                    ///< of the CA; empty: default_tls_directory()
  bool intercept = false;                 ///< TLS for CONNECT, with or without a TLS listener
  std::vector<std::string> allowed_keys;  ///< empty: any key opens its own account
  std::string control_token;
  bool control_open = false;
  std::vector<http::TargetMap> webhook_maps;
  std::string webhook_allow = "private";  ///< TargetPolicy::parse() takes it
  std::string pages_folder;               ///< empty: pages are made up
  std::vector<ReportFile> report_files;
  FailOn fail_on = FailOn::never;  ///< what makes the exit code 1
  std::string journal_file;
  std::string record_file;
  std::string ready_file;
  unsigned threads = 0;  ///< 0: as many as cores
  LogLevel log_level = LogLevel::info;
};

struct Serve {
  ServeOptions options;
};
/// --try: COMMAND again in other worlds, each of a server of its own.
struct Tries {
  bool knobs = false;  ///< one for each alternative of what it touched
  std::optional<std::pair<std::uint64_t, std::uint64_t>> seeds;  ///< first and last
};

/// Runs COMMAND against a server of its own.
struct Run {
  Run();  ///< where the defaults of run are not those of serve
  ServeOptions options;
  bool warp = false;   ///< under libfaketime, at the clock's speed
  RealSpan timeout{};  ///< 0: none
  std::optional<Tries> tries;
  bool is_try = false;                 ///< one of those: it keeps no files
  std::vector<std::string> command;    ///< its arguments too
  std::vector<std::string> arguments;  ///< of run itself, as typed
};
struct Demo {};
/// Asks URL's /_sim/health, again and again until `wait` is over.
struct Healthcheck {
  std::string url;  ///< "http://HOST:PORT", no path; from ASYNCSIM_LISTEN unless given
  RealSpan wait{};
};
struct Check {
  std::vector<std::string> scenarios;  ///< at least one
};
struct ShowScenarios {
  std::optional<std::string> name;  ///< nothing: list them
};
/// A time of day, the first one from the world's start on, or a moment. UTC.
using StartChoice = std::variant<std::chrono::minutes, TimePoint>;

/// When many jobs will be done, without a server.
struct Foresee {
  WorldOptions world;
  std::string zone;                   ///< empty: the world's first that is async
  std::optional<std::uint64_t> jobs;  ///< nothing: as many as the file has
  std::string arrive = "burst";       ///< as typed
  std::string arrivals_file;          ///< of --arrive FILE.csv
  ArrivalPattern pattern;             ///< of any other
  std::vector<StartChoice> starts;    ///< empty: the world's, or the file's first
  std::vector<ClientPolicy> clients;  ///< at least one
  bool json = false;
  std::string html_file;
  std::string csv_file;  ///< each job's times
};
struct Replay {
  std::string record_file;
  std::string journal_file;  ///< empty: stdout
};
/// --help, --version and schema: print this to stdout.
struct PrintText {
  std::string text;
};

using Command =
    std::variant<Serve, Run, Demo, Healthcheck, Check, ShowScenarios, Foresee, Replay, PrintText>;

struct CommandLine {
  Command command;
  std::vector<std::string> warnings;  ///< one line each, for stderr
};

/// Exit code of a wrong command line or scenario.
inline constexpr int kUsageExit = 2;

/// Reads the arguments after the program's name, and "NAME=value" strings of the environment.
/// The error's message is one printable line that names the option or variable, the value, and
/// what was expected.
Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments,
                                       const std::vector<std::string>& environment);

}  // namespace asyncsim::cli
