#include "http/vendor/vendor_call.h"

#include "core/time_text.h"
#include "http/access.h"
#include "http/vendor/errors.h"
#include "http/vendor/page.h"
#include "http/vendor/result_reply.h"
#include "http/vendor/rule_reply.h"
#include "pacer/real_time.h"

namespace asyncsim::vendor {

using http::Call;
using http::Reply;

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
  const Error& error = account.error();
  refused =
      error.kind == ErrorKind::unauthorized
          ? bad_key(call.service.accounts.scenario()->knobs, error.hint)
          : with_hint(http::text_reply(503, error.message), error.hint).with("retry-after", "1");
  return nullptr;
}

Reply stamped(Reply reply, TimePoint now) {
  reply.with("x-sim-now", format_time(now));
  return reply;
}

Reply refuse(Call& call, Account& account, VendorCall which, std::string code, Reply reply) {
  const Refusal refusal{which, static_cast<int>(reply.status), std::move(code)};
  return stamped(std::move(reply), account.refuse(refusal, call.now()));
}

Reply refuse(Call& call, Account& account, VendorCall which, const std::string& zone,
             const Error& error) {
  switch (error.kind) {
    case ErrorKind::not_found:
      return refuse(call, account, which, "unknown_zone", zone_not_found(zone, error.hint));
    case ErrorKind::too_many:
      return refuse(call, account, which, "too_many", too_many_requests(error));
    default:
      return refuse(call, account, which, "not_accepted",
                    with_hint(http::text_reply(400, error.message), error.hint));
  }
}

Knobs knobs_of(Call& call, Account& account) {
  return account.read(call.now(), [](World& world) { return world.scenario()->knobs; });
}

void lean(Call& call, Account& account, Knob knob, const Knobs& knobs) {
  account.lean({knob, knobs.value(knob)}, call.now());
}

void tell_when_written(Reply& reply, const Accounts::Handle& account, JobOrdinal job) {
  reply.after_written = [account, job] { account->answer_written(job, real_now()); };
}

Reply page_reply(const Call& call, const Job& job, std::uint64_t seed, const Knobs& knobs,
                 const RulePointer& rule) {
  const int status = rule ? static_cast<int>(rule->page->status) : 200;
  if (rule && rule->page->body) {
    return result_reply(job, {status, rule->page->content_type, *rule->page->body}, knobs);
  }
  const auto& folder = call.service.settings.pages;
  const bool one_page = job.request.units == 1;
  const auto given = folder && one_page ? folder->find(job.request.url, job.request.parsed)
                                        : Result(std::optional<Page>());
  if (given) return result_reply(job, make_page(job, seed, *given, status), knobs);
  return with_hint(result_reply(job, make_page(job, seed, {}, status), knobs),
                   given.error().message);
}

Reply held_reply(const Call& call, const Accounts::Handle& account, const SyncAnswer& answer) {
  const Job& job = answer.job;
  if (answer.reply && !answer.reply->reply->takes_effect()) {
    return ruled_reply(answer.reply, stamped(Reply{}, answer.now));
  }
  Reply reply = job.state == JobState::failed ? result_reply(job, {}, {})
                                              : page_reply(call, job, answer.seed, {}, answer.page);
  const TimePoint moment = *job.ready;
  const bool waits = account->due(moment, answer.epoch, call.now()).has_value();
  reply.with("x-sim-held", format_span(moment - answer.now));
  if (waits) {
    reply.held = [account, moment, epoch = answer.epoch](RealTime now) {
      return account->due(moment, epoch, now);
    };
  }
  return ruled_reply(answer.reply, stamped(std::move(reply), waits ? moment : answer.now));
}

}  // namespace asyncsim::vendor
