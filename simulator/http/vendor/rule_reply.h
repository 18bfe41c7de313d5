// What rules say to a call, and what they need to know of it.
#pragma once

#include "account/inputs.h"
#include "http/service.h"

namespace asyncsim::vendor {

/// The call's headers and body, where some rule of the account looks at them; else nothing.
CallFacts facts_of(const http::Call& call, const Account& account);

/// `own`, as the rule leaves it: replaced, or damaged on its way. No rule: as it is.
http::Reply ruled_reply(const RulePointer& rule, http::Reply own);

}  // namespace asyncsim::vendor
