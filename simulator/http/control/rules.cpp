// Rules while the world runs: each change is a change of the scenario, under its jobs.
#include <algorithm>

#include "http/control/answer.h"
#include "http/control/handlers.h"
#include "scenario/scenario_file.h"

namespace asyncsim::control {
namespace {

using http::Call;
using http::error_reply;
using http::Reply;

Json rules_json(Call& call, Account& account) {
  const auto scenario = account.read(call.now(), [](World& world) { return world.scenario(); });
  return print_scenario(*scenario)["rules"];
}

/// The present rules, as change(rules) leaves them. An error of the change, or of a rule, and
/// nothing is changed.
Reply changed(Call& call, Account& account, const std::function<Outcome(Json& rules)>& change) {
  const auto patch = [&](const Scenario& present) -> Result<PatchedScenario> {
    Json rules = print_scenario(present)["rules"];
    if (auto done = change(rules); !done) return done.error();
    return patch_scenario_by(present, Json::object({{"rules", std::move(rules)}}), "rules");
  };
  if (const auto done = account.change_scenario(patch, call.now()); !done) {
    return error_reply(done.error());
  }
  return answer(call, account, {{"rules", rules_json(call, account)}});
}

auto named(Json& rules, const std::string& name) {
  return std::ranges::find_if(rules, [&](const Json& rule) { return rule["name"] == name; });
}

/// In the place of the rule of that name, else first: the newest word counts.
Reply put(Call& call, const std::string& name, Json rule) {
  const auto account = account_of(call, Touch::write);
  if (!account) return error_reply(account.error());
  rule["name"] = name;
  return changed(call, **account, [&](Json& rules) {
    const auto present = named(rules, name);
    if (present != rules.end()) {
      *present = std::move(rule);
    } else {
      rules.insert(rules.begin(), std::move(rule));
    }
    return success();
  });
}

Result<Json> rule_in(const Call& call) {
  auto json = parse_json(call.request.body);
  if (!json) return json.error();
  if (json->is_object()) return json;
  return invalid("the body is not a rule",
                 R"(send one such as {"match": {"on": "poll"}, "reply": {"status": 503}})");
}

}  // namespace

Reply list_rules(Call& call) {
  const auto account = account_of(call, Touch::read);
  if (!account) return error_reply(account.error());
  return answer(call, **account, {{"rules", rules_json(call, **account)}});
}

Reply put_rule(Call& call) {
  auto rule = rule_in(call);
  if (!rule) return error_reply(rule.error());
  return put(call, call.captured[0], *std::move(rule));
}

Reply add_rule(Call& call) {
  auto rule = rule_in(call);
  if (!rule) return error_reply(rule.error());
  const auto name = rule->find("name");
  if (name == rule->end() || !name->is_string() || name->get_ref<const std::string&>().empty()) {
    return error_reply(invalid("the rule has no name", "give it one, or PUT /_sim/rules/NAME"));
  }
  const auto given = name->get<std::string>();
  return put(call, given, *std::move(rule));
}

Reply delete_rule(Call& call) {
  const auto account = account_of(call, Touch::write);
  if (!account) return error_reply(account.error());
  return changed(call, **account, [&](Json& rules) -> Outcome {
    const auto present = named(rules, call.captured[0]);
    if (present == rules.end()) {
      return not_found("no rule " + excerpt(Json(call.captured[0])), "GET /_sim/rules lists them");
    }
    rules.erase(present);
    return success();
  });
}

}  // namespace asyncsim::control
