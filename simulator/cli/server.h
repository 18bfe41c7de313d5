// The running simulator: front, accounts, pacer and webhook sender, wired together. What `serve`,
// `run` and `demo` have in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "account/accounts.h"
#include "cli/line_file.h"
#include "cli/log.h"
#include "cli/options.h"
#include "cli/verdict.h"
#include "core/json.h"
#include "core/result.h"
#include "http/front.h"
#include "http/simulator.h"
#include "http/tls/identity.h"

namespace asyncsim::cli {

/// The scenario with what the command line says over it.
Result<std::shared_ptr<const Scenario>> chosen_scenario(const WorldOptions& options);

/// Made, then started once, then stopped once.
class Server {
 public:
  /// `options` must outlive it.
  Server(const ServeOptions& options, std::shared_ptr<const Scenario> scenario,
         http::TargetPolicy policy);
  Server(const Server&) = delete;

  /// Opens the files of --journal and --record, tries those of --report, and the CA's if TLS is
  /// wanted.
  Outcome open_files();
  /// Serves from here on.
  Outcome listen();
  /// "http://127.0.0.1:41233"
  std::string url() const;
  /// "https://127.0.0.1:41234"; empty without a TLS listener.
  std::string tls_url() const;
  /// The CA's file, absolute; empty when TLS is off. After open_files().
  std::string ca_path() const;
  /// What `serve` prints once it listens.
  Json ready_line() const;
  /// The worlds stop at that moment.
  void freeze(RealTime at) { simulator_.freeze(at); }
  /// On what the clients of each account did, those of deleted accounts too. After freeze().
  std::vector<AccountReport> reports();
  /// Writes the files of --report, all that can be written.
  Outcome write_reports(const Report& report) const;
  /// What the journals still hold, account by account.
  std::string journal_text();
  /// Graceful: exchanges in flight get 5 s, attempts not yet sent are dropped and counted. The
  /// error names a file of --journal or --record that is not whole.
  Outcome stop();

  Accounts& accounts() { return simulator_.accounts(); }
  Log& log() { return log_; }
  /// Of the scenario that accounts start from.
  std::uint64_t seed() { return accounts().scenario()->seed; }

 private:
  Outcome open_tls();
  http::FrontSettings front_settings() const;
  http::Reply answer(const http::Request& request);
  http::SimulatorSettings settings(std::shared_ptr<const Scenario> scenario,
                                   http::TargetPolicy policy);

  const ServeOptions& options_;
  Log log_;
  std::unique_ptr<LineFile> journal_, record_;
  http::Simulator simulator_;
  std::shared_ptr<const http::TlsIdentity> tls_;  ///< nothing: TLS is off
  std::unique_ptr<http::Front> front_;
};

}  // namespace asyncsim::cli
