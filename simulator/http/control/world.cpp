#include "core/time_text.h"
#include "http/control/answer.h"
#include "http/control/handlers.h"
#include "scenario/scenario_file.h"

namespace asyncsim::control {
namespace {

using http::Call;
using http::error_reply;
using http::Reply;

Json ledger_json(const LedgerLine& line) {
  return {{"billed", line.billed}, {"retrievals", line.retrievals}, {"cost_usd", line.usd()}};
}

Reply restarted(Call& call, Account& account, std::shared_ptr<const Scenario> scenario) {
  const auto present = account.read(call.now(), [](World& world) { return world.scenario(); });
  const TimePoint start =
      call.service.accounts.start_of(scenario ? *scenario : *present, call.now());
  if (const auto done = account.restart(std::move(scenario), start, call.now()); !done) {
    return error_reply(done.error());
  }
  return answer(call, account, {{"now", format_time(account.now(call.now()))}});
}

}  // namespace

Reply health(Call& call) {
  const Json json{{"status", "ok"},
                  {"version", call.service.settings.version},
                  {"accounts", call.service.accounts.all().size()}};
  return http::json_reply(200, print_json(json));
}

Reply get_ledger(Call& call) {
  const auto account = account_of(call, Touch::read);
  if (!account) return error_reply(account.error());
  const Json json = (*account)->read(call.now(), [](World& world) {
    Json ledger = ledger_json(world.ledger().total());
    ledger["zones"] = Json::object();
    for (const auto& [zone, line] : world.ledger().zones()) {
      ledger["zones"][zone] = ledger_json(line);
    }
    return ledger;
  });
  return answer(call, **account, json);
}

Reply get_scenario(Call& call) {
  const auto account = account_of(call, Touch::read);
  if (!account) return error_reply(account.error());
  const auto scenario = (*account)->read(call.now(), [](World& world) { return world.scenario(); });
  return answer(call, **account, print_scenario(*scenario));
}

Reply put_scenario(Call& call) {
  auto scenario = parse_scenario(call.request.body, "body");
  if (!scenario) return error_reply(scenario.error());
  const auto account = account_of(call, Touch::write);
  if (!account) return error_reply(account.error());
  return restarted(call, **account, std::make_shared<const Scenario>(std::move(*scenario)));
}

Reply patch_scenario(Call& call) {
  const auto account = account_of(call, Touch::write);
  if (!account) return error_reply(account.error());
  const auto change = [&](const Scenario& present) {
    return asyncsim::patch_scenario(present, call.request.body, "patch");
  };
  if (const auto changed = (*account)->change_scenario(change, call.now()); !changed) {
    return error_reply(changed.error());
  }
  const auto scenario = (*account)->read(call.now(), [](World& world) { return world.scenario(); });
  return answer(call, **account, print_scenario(*scenario));
}

Reply reset(Call& call) {
  const auto account = account_of(call, Touch::write);
  if (!account) return error_reply(account.error());
  return restarted(call, **account, nullptr);
}

Reply list_accounts(Call& call) {
  Json accounts = Json::array();
  for (const auto& account : call.service.accounts.all()) {
    account->read(call.now(), [&](World& world) {
      accounts.push_back({{"account", account->handle()},
                          {"now", format_time(world.now())},
                          {"jobs", world.jobs().submitted()},
                          {"pending", world.pending_jobs()}});
    });
  }
  return http::json_reply(200, print_json({{"accounts", std::move(accounts)}}));
}

Reply delete_account(Call& call) {
  if (const auto erased = call.service.accounts.erase(call.captured[0], call.now()); !erased) {
    return error_reply(erased.error());
  }
  return http::json_reply(200, print_json({{"deleted", call.captured[0]}}));
}

}  // namespace asyncsim::control
