#include "http/simulator.h"

#include <utility>

#include "account/signature.h"
#include "pacer/real_time.h"

namespace asyncsim::http {

namespace {

std::int64_t unix_seconds() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())
      .time_since_epoch()
      .count();
}

}  // namespace

Simulator::Simulator(SimulatorSettings settings)
    : settings_(std::move(settings)),
      sender_(settings_.sender),
      accounts_(settings_.accounts, outside()),
      service_(accounts_, settings_.service) {}

Simulator::~Simulator() {
  freeze(real_now());
  sender_.stop(RealSpan{});  // its callbacks reach into the accounts, which go first
}

void Simulator::freeze(RealTime at) {
  pacer_.stop();
  service_.shut_down();
  for (const auto& account : accounts_.all()) account->freeze(at);
}

std::size_t Simulator::stop(RealSpan grace) {
  const std::size_t dropped = sender_.stop(grace);
  for (const auto& account : accounts_.all()) account->finish(real_now());
  return dropped;
}

AccountOutside Simulator::outside() {
  AccountOutside outside;
  outside.send = [this](std::shared_ptr<Account> account, OutgoingAttempt attempt) {
    send(std::move(account), std::move(attempt));
  };
  outside.wake = [this](const std::shared_ptr<Account>& account, RealTime due) {
    pacer_.wake(account, due);
  };
  outside.polls_move_time = [this] { service_.polls_move_time = true; };
  outside.journal = settings_.journal;
  outside.record = settings_.record;
  return outside;
}

void Simulator::send(std::shared_ptr<Account> account, OutgoingAttempt attempt) {
  using Patience = WebhookSender::Patience;
  if (attempt.signature) {
    sign(attempt.request, *attempt.signature, delivery_id(attempt.id.delivery), unix_seconds());
  }
  if (const auto inbox = Inboxes::name_in(attempt.request.url)) {
    (void)account->receive({std::string(*inbox), std::move(attempt.request), attempt.id},
                           real_now());
    return;
  }
  const auto patience =
      attempt.standing
          ? Patience{attempt.deadline, "is the receiver on the thread that called advance?",
                     WebhookSender::kStanding}
          : Patience{attempt.deadline};
  sender_.send(attempt.request, patience,
               [this, account = std::move(account), id = attempt.id](AttemptResult result) {
                 if (result.end == AttemptEnd::refused && settings_.refused_webhook) {
                   settings_.refused_webhook(result.reason);
                 }
                 account->attempt_ended({id, std::move(result)}, real_now());
               });
}

}  // namespace asyncsim::http
