#include "http/vendor/errors.h"
#include "http/vendor/handlers.h"
#include "http/vendor/sync_request.h"
#include "http/vendor/vendor_call.h"

namespace asyncsim::vendor {
namespace {

using http::Call;
using http::Reply;

std::variant<ParsedRequest, VendorError> parse(Call& call, Account& account) {
  auto parsed = parse_request(call.request);
  const auto* error = std::get_if<VendorError>(&parsed);
  if (!error || error->code != "trailing_comma") return parsed;
  const Knobs knobs = knobs_of(call, account);
  lean(call, account, Knob::lenient_json, knobs);
  return parse_request(call.request, knobs.get<LenientJson>());
}

/// The flag `async` is ignored where no async request is taken.
bool takes_async(Call& call, Account& account, const std::string& name) {
  return account.read(call.now(), [&](World& world) {
    const auto index = world.zones().find(name);
    return !index || world.zones().at(*index).mode == ZoneMode::async;
  });
}

Reply answer(Call& call, const Accounts::Handle& account,
             std::variant<ParsedRequest, VendorError> parsed) {
  if (const auto* error = std::get_if<VendorError>(&parsed)) {
    return refuse(call, *account, VendorCall::request, error->code, error_reply(*error));
  }
  auto& [zone, request, async] = std::get<ParsedRequest>(parsed);
  if (async && takes_async(call, *account, zone)) {
    return begin_job(call, account, {std::move(zone), std::move(request), Product::unlocker});
  }
  const auto answered = account->request({zone, std::move(request), Product::unlocker}, call.now());
  if (!answered) return refuse(call, *account, VendorCall::request, zone, answered.error());
  return held_reply(call, account, *answered);
}

}  // namespace

Reply post_request(Call& call) {
  Reply refused;
  const auto account = authenticate(call, refused);
  return account ? answer(call, account, parse(call, *account)) : refused;
}

Reply get_request(Call& call) {
  // What HEAD asks must not be billed.
  if (call.request.method == "HEAD") {
    return http::text_reply(405, "Method Not Allowed").with("allow", "GET, POST");
  }
  Reply refused;
  const auto account = authenticate(call, refused);
  return account ? answer(call, account, parse_request_query(call.request)) : refused;
}

}  // namespace asyncsim::vendor
