#include "http/vendor/handlers.h"

#include "core/time_text.h"
#include "http/access.h"
#include "http/vendor/errors.h"
#include "http/vendor/page.h"
#include "http/vendor/result_reply.h"
#include "http/vendor/submit_request.h"
#include "pacer/advance.h"
#include "pacer/real_time.h"

namespace asyncsim::vendor {
namespace {

using http::Call;
using http::Reply;

/// The account of the request's key; or, in `refused`, why there is none.
Accounts::Handle authenticate(Call& call, Reply& refused) {
  const auto header = call.request.header("authorization");
  if (!header) {
    refused = authentication_required();
    return nullptr;
  }
  const auto key = http::bearer_token(*header);
  if (!key || key->empty()) {
    refused = key ? credentials_missing() : auth_method_not_supported();
    return nullptr;
  }
  auto account = call.service.accounts.open(*key, call.now());
  if (account) return *account;
  refused = account.error().kind == ErrorKind::unauthorized
                ? invalid_token(account.error().hint)
                : with_hint(http::text_reply(503, account.error().message), account.error().hint)
                      .with("retry-after", "1");
  return nullptr;
}

Reply stamped(Reply reply, TimePoint now) {
  reply.with("x-sim-now", format_time(now));
  return reply;
}

/// The answer to a call that reached no job, noted in the account.
Reply refuse(Call& call, Account& account, VendorCall which, std::string code, Reply reply) {
  const Refusal refusal{which, static_cast<int>(reply.status), std::move(code)};
  return stamped(std::move(reply), account.refuse(refusal, call.now()));
}

void tell_when_written(Reply& reply, const Accounts::Handle& account, JobOrdinal job) {
  reply.after_written = [account, job] { account->answer_written(job, real_now()); };
}

Reply accepted(const Submitted& submitted) {
  Reply reply = http::json_reply(200, "{\"response_id\":\"" + submitted.id + "\"}");
  reply.with("x-response-id", submitted.id);
  return reply;
}

Reply refused_submit(const std::string& zone, const Error& error) {
  switch (error.kind) {
    case ErrorKind::not_found:
      return zone_not_found(zone, error.hint);
    case ErrorKind::too_many:
      return with_hint(http::text_reply(429, error.message), error.hint);
    default:
      return with_hint(http::text_reply(400, error.message), error.hint);
  }
}

Reply submit(Call& call, Product family) {
  Reply refused;
  const auto account = authenticate(call, refused);
  if (!account) return refused;
  auto parsed = parse_submit(call.request, family);
  if (const auto* error = std::get_if<VendorError>(&parsed)) {
    return refuse(call, *account, VendorCall::submit, error->code, error_reply(*error));
  }
  auto& [zone, request] = std::get<ParsedSubmit>(parsed);
  const auto submitted = account->submit({zone, std::move(request)}, call.now());
  if (!submitted) {
    const bool unknown = submitted.error().kind == ErrorKind::not_found;
    return refuse(call, *account, VendorCall::submit, unknown ? "unknown_zone" : "not_accepted",
                  refused_submit(zone, submitted.error()));
  }
  Reply reply = stamped(accepted(*submitted), submitted->now);
  if (submitted->tell_when_written) tell_when_written(reply, account, submitted->job);
  return reply;
}

std::string unknown_id_hint(Call& call, const std::string& id, const PollAnswer& answer) {
  const auto owner = call.service.accounts.owner_of(id, call.now());
  return owner ? "that response_id belongs to another key (" + owner->handle() + ")" : answer.hint;
}

/// The page of --pages, if it has one; else a made-up one.
Reply ready(const Call& call, const PollAnswer& answer) {
  const Job& job = *answer.job;
  const auto& folder = call.service.settings.pages;
  const bool one_page = job.request.units == 1;
  const auto given = folder && one_page ? folder->find(job.request.url, job.request.parsed)
                                        : Result(std::optional<Page>());
  if (given) return result_reply(job, make_page(job, answer.seed, *given));
  return with_hint(result_reply(job, make_page(job, answer.seed)), given.error().message);
}

Reply heard(Call& call, const std::string& id, const PollAnswer& answer) {
  switch (answer.kind) {
    case PollAnswer::Kind::pending:
      return with_hint(pending_reply(), answer.hint);
    case PollAnswer::Kind::ready:
      return ready(call, answer);
    case PollAnswer::Kind::failed:
      return result_reply(*answer.job, {});
    case PollAnswer::Kind::expired:
      return result_not_found(answer.hint);
    case PollAnswer::Kind::unknown:
      return result_not_found(unknown_id_hint(call, id, answer));
  }
  return {};
}

}  // namespace

Reply submit_unlocker(Call& call) { return submit(call, Product::unlocker); }
Reply submit_serp(Call& call) { return submit(call, Product::serp); }

Reply get_result(Call& call) {
  Reply refused;
  const auto account = authenticate(call, refused);
  if (!account) return refused;
  const auto id = call.request.query("response_id");
  if (!id || id->empty()) {
    return refuse(call, *account, VendorCall::poll, "missing_response_id", missing_response_id());
  }
  const PollAnswer answer = poll(*account, {*id}, call.service.shutting_down);
  Reply reply = stamped(heard(call, *id, answer), answer.now);
  if (answer.tell_when_written) tell_when_written(reply, account, answer.ordinal);
  return reply;
}

}  // namespace asyncsim::vendor
