// What the control handlers share: which account is meant, and the shape of an answer.
#pragma once

#include <optional>
#include <string>

#include "account/accounts.h"
#include "core/json.h"
#include "http/control/arguments.h"
#include "http/errors.h"
#include "http/service.h"

namespace asyncsim::control {

enum class Touch { read, write };

/// The account that a control call means: that of its Bearer key, of ?account=HANDLE, the only one
/// there is, or the default one. A read shows an account that does not exist yet without making it,
/// unless it waits.
Result<Accounts::Handle> account_of(http::Call& call, Touch touch);

/// 200 with that JSON, x-sim-account and x-sim-now.
http::Reply answer(http::Call& call, Account& account, const Json& json);

/// The same with a reply that is not JSON.
http::Reply answer(http::Call& call, Account& account, http::Reply reply);

/// Adds x-sim-account and x-sim-now to a refusal, as far as the call means an account.
void name_account(http::Call& call, http::Reply& reply);

/// The error of a wait whose epoch ended: reset, a new scenario, or the account's deletion.
Error epoch_over();

/// Nothing, or the text: "2026-01-05T09:00:00.000Z" or null.
Json time_json(const std::optional<TimePoint>& time);
Json next_event_json(const std::optional<NextEvent>& next);

/// The longest a call may wait or work, in real time.
inline constexpr std::chrono::seconds kLongestWait{600};

}  // namespace asyncsim::control
