#include "http/vendor/errors.h"
#include "http/vendor/handlers.h"
#include "http/vendor/rule_reply.h"
#include "http/vendor/sync_request.h"
#include "http/vendor/vendor_call.h"

namespace asyncsim::vendor {
namespace {

using http::Call;
using http::Reply;

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
    return begin_job(call, account, {std::move(zone), std::move(request), Product::unlocker, {}});
  }
  const auto answered = account->request(
      {zone, std::move(request), Product::unlocker, facts_of(call, *account)}, call.now());
  if (!answered) return refuse(call, *account, VendorCall::request, zone, answered.error());
  return held_reply(call, account, *answered);
}

}  // namespace

Reply post_request(Call& call) {
  return for_account(call, [&](const auto& account) {
    return answer(call, account, parse_leniently(call, *account, [&](LenientJson lenient) {
                    return parse_request(call.request, lenient);
                  }));
  });
}

Reply get_request(Call& call) {
  // What HEAD asks must not be billed.
  if (call.request.method == "HEAD") {
    return http::text_reply(405, "Method Not Allowed").with("allow", "GET, POST");
  }
  return for_account(call, [&](const auto& account) {
    return answer(call, account, parse_request_query(call.request));
  });
}

}  // namespace asyncsim::vendor
