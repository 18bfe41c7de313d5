#include "cli/serve_options.h"

#include <algorithm>
#include <set>
#include <utility>

#include "cli/option_values.h"
#include "core/nearest_name.h"
#include "http/vendor/page_folder.h"

namespace asyncsim::cli {
namespace {

constexpr std::uint64_t kHighestSeed = 9'223'372'036'854'775'807;  // as far as scenarios go
constexpr std::uint64_t kMostThreads = 1024;

Outcome allow_key(ServeOptions& options, const std::string& key) {
  if (key.starts_with("invalid")) {
    return invalid("expected a key that does not begin with 'invalid': those always get 401");
  }
  return append(parse_secret(key), options.allowed_keys);
}

Outcome allow_webhooks(ServeOptions& options, const std::string& text) {
  if (const auto policy = http::TargetPolicy::parse(text); !policy) return policy.error();
  options.webhook_allow = text;
  return success();
}

Error unguarded(const char* option, const Endpoint& endpoint) {
  return invalid(std::string(option) + " " + in_quotes(print_endpoint(endpoint)) +
                 ": beyond loopback, so expected --control-token TOKEN for calls to /_sim/, or "
                 "--control-open to let anyone make them");
}

/// What a setting says of seed or clock goes over what was said of them in the environment.
Outcome set_in_world(WorldOptions& options, const std::string& text) {
  const auto setting = parse_setting(text);
  if (!setting) return setting.error();
  const std::string& path = setting->path;
  if (path == "seed") options.seed.reset();
  if (path == "clock" || path == "clock.mode" || path == "clock.speed") options.clock.reset();
  options.changes.settings.push_back(*setting);
  return success();
}

Outcome take_pages(ServeOptions& options, const std::string& folder) {
  const auto opened = vendor::PageFolder::open(folder);
  if (!opened) return opened.error();
  options.pages_folder = folder;
  return success();
}

Outcome check_reports(const std::vector<ReportFile>& files) {
  std::set<std::string_view> paths;
  for (const ReportFile& file : files) {
    if (paths.insert(file.path).second) continue;
    return invalid("--report " + in_quotes(file.path) +
                   ": given 2 times, expected a file for each report");
  }
  return success();
}

}  // namespace

// --seed and --clock come after --set: of the same origin, the option of the thing itself counts.
std::vector<Option> world_options(WorldOptions& options) {
  using enum OptionKind;
  using Text = const std::string&;
  auto& o = options;
  return {
      {"scenario", "WORLD",
       "a built-in world, a file, JSON, or - for stdin (default: " + o.scenario + ")", value,
       [&o](Text v) { return assign(parse_file_name(v), o.scenario); }},
      {"zone", "NAME[=PRODUCT]",
       "add a zone with every default, unlocker unless told serp; repeatable", layers,
       [&o](Text v) { return append(parse_added_zone(v), o.changes.zones); }},
      {"set", "PATH=VALUE",
       "change one value of the world: zones.*.latency.fixed=30s, * being every zone; repeatable",
       layers, [&o](Text v) { return set_in_world(o, v); }},
      {"seed", "N", "over the scenario's (default: 1)", value,
       [&o](Text v) { return assign(parse_whole_number(v, 0, kHighestSeed), o.seed); }},
  };
}

std::vector<Option> serve_options(ServeOptions& options) {
  using enum OptionKind;
  using Text = const std::string&;
  auto& o = options;
  std::vector<Option> own = {
      {"listen", "HOST:PORT", "port 0 picks a free one (default: " + print_endpoint(o.listen) + ")",
       value, [&o](Text v) { return assign(parse_endpoint(v), o.listen); }},
      {"tls-listen", "HOST:PORT", "https for the vendor's names and localhost (default: off)",
       value, [&o](Text v) { return assign(parse_endpoint(v), o.tls_listen); }},
      {"tls-dir", "DIR",
       "where the CA for that is kept; alone: https through CONNECT only (default: a cache)", value,
       [&o](Text v) { return assign(parse_file_name(v), o.tls_dir); }},
      {"clock", "manual|polls|real|N",
       "who moves virtual time: you, the client's polls, or the wall clock, at speed 1 or N "
       "(default: 60)",
       value, [&o](Text v) { return assign(parse_clock(v), o.clock); }},
      {"allow-key", "KEY", "an API key to let in; repeatable (default: any)", secret_list,
       [&o](Text v) { return allow_key(o, v); }},
      {"control-token", "TOKEN", "what calls to /_sim/ must carry as X-Control-Token", secret,
       [&o](Text v) { return assign(parse_secret(v), o.control_token); }},
      {"control-open", "", "let whoever can connect call /_sim/", on_off,
       [&o](Text v) { return assign(parse_switch(v), o.control_open); }},
      {"webhook-map", "FROM=TO",
       "deliver to TO what is addressed to FROM (scheme and host); repeatable", list,
       [&o](Text v) { return append(http::parse_target_map(v), o.webhook_maps); }},
      {"webhook-allow", "WHERE", "where webhooks may go: private, any, or HOST,CIDR,... (private)",
       value, [&o](Text v) { return allow_webhooks(o, v); }},
      {"pages", "DIR",
       "DIR/HOST/PATH or DIR/HOST/PATH.html is the result for that url (default: made-up pages)",
       value, [&o](Text v) { return take_pages(o, v); }},
      {"report", "[FORMAT:]FILE", "what clients did, as json, junit, md or html; repeatable", list,
       [&o](Text v) { return append(parse_report(v), o.report_files); }},
      {"fail-on", "WHAT",
       "makes the exit code 1: never, expect, error or warning (default: " +
           std::string(name_of(o.fail_on)) + ")",
       value, [&o](Text v) { return assign(parse_fail_on(v), o.fail_on); }},
      {"journal", "FILE", "write what happens, line by line", value,
       [&o](Text v) { return assign(parse_file_name(v), o.journal_file); }},
      {"record", "FILE", "write every input, for 'asyncsim replay'", value,
       [&o](Text v) { return assign(parse_file_name(v), o.record_file); }},
      {"ready-file", "FILE", "write the ready line there too", value,
       [&o](Text v) { return assign(parse_file_name(v), o.ready_file); }},
      {"threads", "N", "threads that serve sockets (default: as many as cores)", value,
       [&o](Text v) { return assign(parse_whole_number(v, 1, kMostThreads), o.threads); }},
      {"log-level", "LEVEL", "error, warn, info or debug (default: info)", value,
       [&o](Text v) { return assign(parse_log_level(v), o.log_level); }},
  };
  std::vector<Option> all = world_options(o);
  for (auto& option : own) all.push_back(std::move(option));
  return all;
}

Run::Run() {
  options.scenario = "ci";
  options.listen.port = 0;
  options.fail_on = FailOn::expect;
}

std::vector<Option> run_options(Run& run) {
  using enum OptionKind;
  using Text = const std::string&;
  std::vector<Option> options = {
      {"warp", "", "run COMMAND under libfaketime, at the speed of a paced clock", on_off,
       [&run](Text v) { return assign(parse_switch(v), run.warp); }},
      {"intercept", "", "send COMMAND's https through us, for clients with a fixed base URL",
       on_off, [&run](Text v) { return assign(parse_switch(v), run.options.intercept); }},
      {"timeout", "SPAN", "end COMMAND after that much real time, such as 10m (default: none)",
       value, [&run](Text v) { return assign(parse_real_span(v), run.timeout); }},
      {"try", "knobs|seeds:A..B",
       "run COMMAND again: under each undocumented alternative it touched, or with each seed",
       value, [&run](Text v) { return assign(parse_tries(v), run.tries); }},
  };
  for (auto& option : serve_options(run.options)) options.push_back(std::move(option));
  return options;
}

Outcome check_together(const ServeOptions& options) {
  if (options.control_open && !options.control_token.empty()) {
    return invalid("--control-open contradicts --control-token: expected one of the two");
  }
  const bool guarded = options.control_open || !options.control_token.empty();
  if (!guarded && !is_loopback(options.listen)) return unguarded("--listen", options.listen);
  if (!guarded && options.tls_listen && !is_loopback(*options.tls_listen)) {
    return unguarded("--tls-listen", *options.tls_listen);
  }
  if (options.tls_listen && options.tls_listen->port != 0 &&
      *options.tls_listen == options.listen) {
    return invalid("--tls-listen " + in_quotes(print_endpoint(options.listen)) +
                   ": expected another port than that of --listen");
  }
  if (!options.journal_file.empty() && options.journal_file == options.record_file) {
    return invalid("--record " + in_quotes(options.record_file) +
                   ": expected another file than that of --journal");
  }
  return check_reports(options.report_files);
}

std::vector<std::string> warn_of_unknown(const Variables& variables) {
  // What `run` tells its command, and what tests tell each other: no options, but no surprise
  // either.
  std::vector<std::string> known = {"URL", "CONTROL", "KEY", "SPEED", "CA", "PROGRAM"};
  Run run;
  for (const auto& option : run_options(run)) {
    known.push_back(variable_of(option.name).substr(kVariablePrefix.size()));
  }
  std::string unknown;
  for (const auto& [name, value] : variables) {
    if (std::ranges::find(known, name.substr(kVariablePrefix.size())) != known.end()) continue;
    unknown += (unknown.empty() ? "" : ", ") + name + did_you_mean(name, known, kVariablePrefix);
  }
  if (unknown.empty()) return {};
  return {"ignored, unknown in the environment: " + unknown};
}

}  // namespace asyncsim::cli
