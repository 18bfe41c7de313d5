#include "cli/command_environment.h"

#include <semaphore.h>
#include <sys/mman.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <string_view>
#include <utility>

namespace asyncsim::cli {
namespace {

using NamedValues = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kLoopback = "localhost,127.0.0.1,::1";

bool names(const std::string& entry, std::string_view name) {
  return entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=';
}

std::string value_of(const std::vector<std::string>& environment, std::string_view name) {
  for (const auto& entry : environment) {
    if (names(entry, name)) return entry.substr(name.size() + 1);
  }
  return "";
}

void add_tls(NamedValues& variables, const CommandSettings& settings) {
  if (settings.ca.empty()) return;
  variables.insert(variables.end(), {{"ASYNCSIM_CA", settings.ca},
                                     {"NODE_EXTRA_CA_CERTS", settings.ca},
                                     {"SSL_CERT_FILE", settings.ca_bundle},
                                     {"REQUESTS_CA_BUNDLE", settings.ca_bundle},
                                     {"CURL_CA_BUNDLE", settings.ca_bundle}});
}

void add_proxy(NamedValues& variables, const CommandSettings& settings,
               const std::vector<std::string>& inherited) {
  if (!settings.intercept) return;
  std::string direct = kLoopback;
  for (const char* name : {"NO_PROXY", "no_proxy"}) {
    if (const auto more = value_of(inherited, name); !more.empty()) direct += "," + more;
  }
  variables.insert(variables.end(), {{"HTTPS_PROXY", settings.url},
                                     {"https_proxy", settings.url},
                                     {"NODE_USE_ENV_PROXY", "1"},
                                     {"NO_PROXY", direct},
                                     {"no_proxy", direct}});
}

/// Preloaded, not by the program `faketime`: that one stands between us and COMMAND's signals and
/// exit code, and waits for every child that COMMAND leaves. Processes share their beginning all
/// the same. Monotonic time is faked too, else Python's sleep fails; times of files are not, for
/// caches compare them.
void add_warp(NamedValues& variables, const CommandSettings& settings,
              const std::vector<std::string>& inherited) {
  if (!settings.warp) return;
  const std::string others = value_of(inherited, "LD_PRELOAD");
  variables.insert(variables.end(),
                   {{"LD_PRELOAD", settings.warp->libraries + (others.empty() ? "" : ":" + others)},
                    {"FAKETIME", "+0 x" + print_speed(settings.warp->speed)},
                    {"FAKETIME_SHARED", ""},
                    {"FAKETIME_DONT_FAKE_MONOTONIC", ""},
                    {"NO_FAKE_STAT", "1"}});
}

}  // namespace

std::string print_speed(double speed) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, speed, std::chars_format::fixed).ptr};
}

std::vector<std::string> command_environment(const std::vector<std::string>& inherited,
                                             const CommandSettings& settings) {
  NamedValues variables = {
      {"ASYNCSIM_URL", settings.url},
      {"ASYNCSIM_CONTROL", settings.url + "/_sim"},
      {"ASYNCSIM_KEY", settings.key},
      {"ASYNCSIM_SPEED", settings.speed ? print_speed(*settings.speed) : ""},
      {"ASYNCSIM_CA", ""},
      {"BRIGHTDATA_BASE_URL", settings.url},
      {"BRIGHTDATA_API_TOKEN", settings.key},
      {"BRIGHTDATA_API_KEY", settings.key},
  };
  add_tls(variables, settings);
  add_proxy(variables, settings, inherited);
  add_warp(variables, settings, inherited);
  std::vector<std::string> environment = inherited;
  for (const auto& [name, value] : variables) {
    std::erase_if(environment, [&](const std::string& entry) { return names(entry, name); });
    if (!value.empty()) environment.push_back(name + "=" + value);
  }
  return environment;
}

Result<std::string> find_libfaketime() {
  namespace fs = std::filesystem;
  constexpr const char* kLibrary = "faketime/libfaketime.so.1";
  std::error_code ignored;
  for (const fs::path lib : {"/usr/lib", "/usr/lib64", "/usr/local/lib"}) {
    if (fs::exists(lib / kLibrary, ignored)) return (lib / kLibrary).string();
    for (const auto& entry : fs::directory_iterator(lib, ignored)) {
      if (!entry.is_directory(ignored)) continue;  // Debian: a directory of the architecture
      if (fs::exists(entry.path() / kLibrary, ignored)) return (entry.path() / kLibrary).string();
    }
  }
  return not_found("--warp needs libfaketime, which is not installed", "apt-get install faketime");
}

void remove_shared_beginning(int command) {
  const std::string process = std::to_string(command);
  ::shm_unlink(("/faketime_shm_" + process).c_str());
  ::sem_unlink(("/faketime_sem_" + process).c_str());
}

}  // namespace asyncsim::cli
