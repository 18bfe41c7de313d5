// What every call of the vendor's API begins and ends with: its account, and the refusal that is
// noted there.
#pragma once

#include <string>
#include <variant>

#include "http/service.h"
#include "http/vendor/errors.h"

namespace asyncsim::vendor {

/// The account of the request's key; or, in `refused`, why there is none.
Accounts::Handle authenticate(http::Call& call, http::Reply& refused);

/// What answer(account) says; or why there is no account.
template <class Answer>
http::Reply for_account(http::Call& call, Answer answer) {
  http::Reply refused;
  const auto account = authenticate(call, refused);
  return account ? answer(account) : refused;
}

/// With x-sim-now.
http::Reply stamped(http::Reply reply, TimePoint now);

/// The answer to a call that reached no job, noted in the account.
http::Reply refuse(http::Call& call, Account& account, VendorCall which, std::string code,
                   http::Reply reply);
/// The same for what the account itself refused.
http::Reply refuse(http::Call& call, Account& account, VendorCall which, const std::string& zone,
                   const Error& error);

/// The knobs of the account's world.
Knobs knobs_of(http::Call& call, Account& account);
/// Notes that an answer follows what they say of that one.
void lean(http::Call& call, Account& account, Knob knob, const Knobs& knobs);

/// What parse(LenientJson) makes of the body. A trailing comma is tolerated where a knob says so;
/// it is looked at only then.
template <class Parse>
auto parse_leniently(http::Call& call, Account& account, Parse parse) {
  auto parsed = parse(LenientJson::refuse);
  const auto* error = std::get_if<VendorError>(&parsed);
  if (!error || error->code != "trailing_comma") return parsed;
  const Knobs knobs = knobs_of(call, account);
  lean(call, account, Knob::lenient_json, knobs);
  return parse(knobs.get<LenientJson>());
}

void tell_when_written(http::Reply& reply, const Accounts::Handle& account, JobOrdinal job);

/// The page of a rule, else that of --pages, else a made-up one; as the read of that job.
http::Reply page_reply(const http::Call& call, const Job& job, std::uint64_t seed,
                       const Knobs& knobs, const RulePointer& rule);

/// A page that comes when its time is there, and says in x-sim-held how long that is.
http::Reply held_reply(const http::Call& call, const Accounts::Handle& account,
                       const SyncAnswer& answer);

}  // namespace asyncsim::vendor
