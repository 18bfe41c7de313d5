#include "http/vendor/handlers.h"

#include "http/vendor/errors.h"
#include "http/vendor/result_reply.h"
#include "http/vendor/rule_reply.h"
#include "http/vendor/submit_request.h"
#include "http/vendor/vendor_call.h"
#include "pacer/advance.h"

namespace asyncsim::vendor {
namespace {

using http::Call;
using http::Reply;

Reply accepted(const Submitted& submitted) {
  Reply reply = http::json_reply(200, "{\"response_id\":\"" + submitted.id + "\"}");
  reply.with("x-response-id", submitted.id);
  return reply;
}

Reply submit(Call& call, const Accounts::Handle& account, Product family) {
  auto parsed = parse_leniently(call, *account, [&](LenientJson lenient) {
    return parse_submit(call.request, family, lenient);
  });
  if (const auto* error = std::get_if<VendorError>(&parsed)) {
    return refuse(call, *account, VendorCall::submit, error->code, error_reply(*error));
  }
  auto& [zone, request] = std::get<ParsedSubmit>(parsed);
  return begin_job(call, account, {std::move(zone), std::move(request), family});
}

Reply submit(Call& call, Product family) {
  return for_account(call, [&](const auto& account) { return submit(call, account, family); });
}

/// The webhook goes before the answer that names its job.
void hold_until_told(Reply& reply, const Accounts::Handle& account, const Submitted& submitted) {
  static constexpr std::chrono::milliseconds kGlance{2};
  reply.held = [account, job = submitted.job,
                epoch = submitted.epoch](RealTime now) -> std::optional<RealTime> {
    const bool waits = account->read(now, [&](World& world) {
      return world.epoch() == epoch && world.tells_before_answer(job);
    });
    return waits ? std::optional(now + kGlance) : std::nullopt;
  };
}

/// An id that this account never issued; perhaps another one did.
Reply unknown_id(Call& call, Account& account, const std::string& id, const PollAnswer& answer) {
  const auto owner = call.service.accounts.owner_of(id, call.now());
  if (!owner || owner.get() == &account) return result_not_found(answer.hint);
  lean(call, account, Knob::foreign_id, answer.knobs);
  return foreign_result(answer.knobs,
                        "that response_id belongs to another key (" + owner->handle() + ")");
}

Reply heard(Call& call, Account& account, const std::string& id, const PollAnswer& answer) {
  switch (answer.kind) {
    case PollAnswer::Kind::pending:
      return with_hint(pending_reply(answer.knobs), answer.hint);
    case PollAnswer::Kind::ready:
      return page_reply(call, *answer.job, answer.seed, answer.knobs, answer.page);
    case PollAnswer::Kind::failed:
      return result_reply(*answer.job, {}, answer.knobs);
    case PollAnswer::Kind::expired:
      return expired_result(answer.knobs, answer.hint);
    case PollAnswer::Kind::too_early:
      return too_many_requests(*answer.refusal);
    case PollAnswer::Kind::ruled:
      return {};
    case PollAnswer::Kind::unknown:
      return unknown_id(call, account, id, answer);
  }
  return {};
}

Reply read_result(Call& call, const Accounts::Handle& account) {
  const auto id = call.request.query("response_id");
  if (!id || id->empty()) {
    const Knobs knobs = knobs_of(call, *account);
    lean(call, *account, Knob::missing_response_id, knobs);
    return refuse(call, *account, VendorCall::poll, "missing_response_id",
                  missing_response_id(knobs));
  }
  const PollAnswer answer =
      poll(*account, {*id, facts_of(call, *account)}, call.service.shutting_down);
  Reply reply = ruled_reply(answer.reply, stamped(heard(call, *account, *id, answer), answer.now));
  if (answer.tell_when_written) tell_when_written(reply, account, answer.ordinal);
  return reply;
}

}  // namespace

Reply begin_job(Call& call, const Accounts::Handle& account, Submit input) {
  input.facts = facts_of(call, *account);
  const auto submitted = account->submit(input, call.now());
  if (!submitted) {
    return refuse(call, *account, VendorCall::submit, input.zone, submitted.error());
  }
  if (submitted->content) return held_reply(call, account, *submitted->content);
  Reply reply = ruled_reply(submitted->reply, stamped(accepted(*submitted), submitted->now));
  if (submitted->tell_when_written) tell_when_written(reply, account, submitted->job);
  if (submitted->told_first) hold_until_told(reply, account, *submitted);
  return reply;
}

Reply submit_unlocker(Call& call) { return submit(call, Product::unlocker); }
Reply submit_serp(Call& call) { return submit(call, Product::serp); }

Reply get_result(Call& call) {
  return for_account(call, [&](const auto& account) { return read_result(call, account); });
}

Reply get_response(Call& call) {
  Reply refused;
  const auto account = authenticate(call, refused);
  if (account) return read_result(call, account);
  return refused.status == 401 ? authentication_required() : refused;
}

}  // namespace asyncsim::vendor
