// What clients ask of their account before they submit.
#include "core/json.h"
#include "http/vendor/errors.h"
#include "http/vendor/handlers.h"
#include "http/vendor/request_fields.h"
#include "http/vendor/vendor_call.h"
#include "scenario/field.h"

namespace asyncsim::vendor {
namespace {

using http::Call;
using http::Reply;

/// "hl_" and the digits of the account's handle: the shape of the vendor's customer ids.
std::string customer_of(const Account& account) {
  return "hl_" + account.handle().substr(account.handle().find('_') + 1);
}

Reply answer(Call& call, Account& account, unsigned status, const Json& json) {
  return stamped(http::json_reply(status, print_json(json)), account.now(call.now()));
}

/// The vendor's own word for the product is "unblocker"; clients send both.
Json zone_json(const Zone& zone) {
  return {{"name", zone.name}, {"type", zone.product == Product::serp ? "serp" : "unblocker"}};
}

std::variant<Zone, VendorError> parse_zone(const http::Request& request) {
  const auto json = read_body(request.body, LenientJson::refuse);
  if (const auto* refusal = std::get_if<VendorError>(&json)) return *refusal;
  Faults faults;
  const Field body(std::get<Json>(json), faults);
  if (!body.is_object()) return faults.error();
  const Field zone = body["zone"];
  std::string name;
  std::size_t type = 0;
  if (zone.required() && zone.is_object()) {
    if (zone["name"].required()) name = zone["name"].text(kZoneCharacters).value_or("");
    if (zone["type"].required())
      type = zone["type"].one_of({"unblocker", "unlocker", "serp"}).value_or(0);
    if (!name.empty() && !is_zone_name(name)) {
      zone["name"].fault("string.pattern.base", "must have 1 to 64 of A-Z a-z 0-9 _ -");
    }
  }
  if (body["plan"].present()) body["plan"].is_object();
  if (!faults.none()) return faults.error();
  return default_zone(std::move(name), type < 2 ? Product::unlocker : Product::serp);
}

}  // namespace

Reply active_zones(Call& call) {
  return for_account(call, [&](const auto& account) {
    const Json zones = account->read(call.now(), [](World& world) {
      Json list = Json::array();
      for (const Zone& zone : world.scenario()->zones) list.push_back(zone_json(zone));
      return list;
    });
    return answer(call, *account, 200, zones);
  });
}

Reply make_zone(Call& call) {
  return for_account(call, [&](const auto& account) {
    auto parsed = parse_zone(call.request);
    if (const auto* error = std::get_if<VendorError>(&parsed)) {
      return refuse(call, *account, VendorCall::account, error->code, error_reply(*error));
    }
    const Zone& zone = std::get<Zone>(parsed);
    if (const auto added = account->add_zone({zone}, call.now()); !added) {
      const unsigned status = added.error().kind == ErrorKind::conflict ? 409 : 429;
      return refuse(call, *account, VendorCall::account, "zone_not_made",
                    with_hint(http::text_reply(status, added.error().message), added.error().hint));
    }
    return answer(call, *account, 201, {{"zone", zone_json(zone)}});
  });
}

Reply account_status(Call& call) {
  return for_account(call, [&](const auto& account) {
    return answer(call, *account, 200,
                  {{"status", "active"},
                   {"customer", customer_of(*account)},
                   {"can_make_requests", true},
                   {"auth_fail_reason", ""}});
  });
}

Reply success_rate(Call& call) {
  return for_account(call, [&](const auto& account) {
    const double rate = account->read(call.now(), [](World& world) {
      const auto& zones = world.scenario()->zones;
      return (zones.empty() ? Zone{} : zones.front()).sync.success_rate;
    });
    return answer(call, *account, 200, {{call.captured[0], plain_number(rate)}});
  });
}

Reply bandwidth(Call& call) {
  return for_account(call, [&](const auto& account) {
    const Json zones = account->read(call.now(), [](World& world) {
      Json by_zone = Json::object();
      for (const auto& [zone, line] : world.ledger().zones()) {
        by_zone[zone] = {{"reqs", line.billed}, {"cost", plain_number(line.usd())}};
      }
      return by_zone;
    });
    return answer(call, *account, 200, {{customer_of(*account), {{"data", zones}}}});
  });
}

}  // namespace asyncsim::vendor
