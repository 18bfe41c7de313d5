#include "http/control/answer.h"

#include "core/time_text.h"
#include "http/access.h"

namespace asyncsim::control {
namespace {

void stamp(http::Reply& reply, Account& account, RealTime now) {
  reply.with("x-sim-account", account.handle()).with("x-sim-now", format_time(account.now(now)));
}

}  // namespace

Result<Accounts::Handle> account_of(http::Call& call, Touch touch) {
  Accounts& accounts = call.service.accounts;
  // What is waited for can only come to an account that exists.
  const bool creates = touch == Touch::write || call.request.query("wait");
  if (const auto handle = call.request.query("account")) return accounts.find(*handle);
  if (const auto key = http::bearer_key(call.request, call.service.settings)) {
    return creates ? accounts.open(*key, call.now()) : accounts.look(*key, call.now());
  }
  auto account = accounts.sole(creates, call.now());
  if (account && !*account) return accounts.preview(kDefaultKey, call.now());
  return account;
}

http::Reply answer(http::Call& call, Account& account, const Json& json) {
  return answer(call, account, http::json_reply(200, print_json(json)));
}

http::Reply answer(http::Call& call, Account& account, http::Reply reply) {
  stamp(reply, account, call.now());
  return reply;
}

void name_account(http::Call& call, http::Reply& reply) {
  for (const auto& [name, value] : reply.headers) {
    if (name == "x-sim-account") return;
  }
  if (const auto account = account_of(call, Touch::read)) stamp(reply, **account, call.now());
}

Error epoch_over() {
  return {ErrorKind::gone,
          "what was waited for is gone: the account was reset or deleted, or the "
          "server ends",
          "start over from the account's new beginning"};
}

Json time_json(const std::optional<TimePoint>& time) {
  return time ? Json(format_time(*time)) : Json();
}

Json next_event_json(const std::optional<NextEvent>& next) {
  if (!next) return nullptr;
  return {{"at", format_time(next->at)}, {"kind", name_of(next->rank)}};
}

}  // namespace asyncsim::control
