// The simulator without a listener: accounts, the pacer of their clocks, the webhook sender and the
// answers, wired together. Whatever listens (the front, a server of the user's own) asks it.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "account/accounts.h"
#include "http/service.h"
#include "http/webhook_sender.h"
#include "pacer/pacer.h"

namespace asyncsim::http {

struct SimulatorSettings {
  AccountsSettings accounts;
  ServiceSettings service;
  SenderSettings sender;
  /// Each journal line, each input line; called under an account's lock. Empty: not wanted.
  std::function<void(std::string_view line)> journal{}, record{};
  /// A webhook that may not go where it is addressed, and why.
  std::function<void(std::string_view reason)> refused_webhook{};
};

class Simulator {
 public:
  explicit Simulator(SimulatorSettings settings);
  Simulator(const Simulator&) = delete;
  ~Simulator();

  Reply answer(const Request& request) { return service_.answer(request); }
  bool blocks(const Request& request) const { return service_.blocks(request); }
  Accounts& accounts() { return accounts_; }
  /// For GET /_sim/ca.pem; before the first request.
  void offer_ca(std::string pem) { service_.ca_pem = std::move(pem); }

  /// The worlds stop at that moment: time moves no further, advances end at the next event, who
  /// waits is released. Then whoever listens may stop listening. The first call counts.
  void freeze(RealTime at);
  /// Gives webhooks in flight `grace` and closes the records. Returns how many attempts were
  /// dropped. Call it once nobody asks any more.
  std::size_t stop(RealSpan grace);

 private:
  AccountOutside outside();
  void send(std::shared_ptr<Account> account, OutgoingAttempt attempt);

  const SimulatorSettings settings_;
  WebhookSender sender_;
  Accounts accounts_;
  Service service_;
  Pacer pacer_;
};

}  // namespace asyncsim::http
