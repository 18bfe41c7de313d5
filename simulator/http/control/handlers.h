// The control API, below /_sim/: each call a function from a Request to a Reply.
#pragma once

#include "http/service.h"

namespace asyncsim::control {

http::Reply health(http::Call& call);

// clock.cpp
http::Reply get_clock(http::Call& call);
http::Reply put_clock(http::Call& call);
http::Reply post_advance(http::Call& call);

// jobs.cpp
http::Reply list_jobs(http::Call& call);
http::Reply get_job(http::Call& call);

// job_verbs.cpp
http::Reply force_one(http::Call& call);
http::Reply force_many(http::Call& call);

// webhooks.cpp
http::Reply list_deliveries(http::Call& call);
http::Reply get_delivery(http::Call& call);
http::Reply redeliver(http::Call& call);
http::Reply deliver(http::Call& call);
http::Reply recover(http::Call& call);

// rules.cpp
http::Reply list_rules(http::Call& call);
http::Reply put_rule(http::Call& call);
http::Reply add_rule(http::Call& call);
http::Reply delete_rule(http::Call& call);

// inbox.cpp
http::Reply receive(http::Call& call);
http::Reply inbox_messages(http::Call& call);
http::Reply set_inbox_answer(http::Call& call);

// journal.cpp
http::Reply get_journal(http::Call& call);

// expect.cpp
http::Reply expect(http::Call& call);

// report.cpp
http::Reply get_report(http::Call& call);

// world.cpp
http::Reply get_ledger(http::Call& call);
http::Reply get_scenario(http::Call& call);
http::Reply put_scenario(http::Call& call);
http::Reply patch_scenario(http::Call& call);
http::Reply reset(http::Call& call);
http::Reply list_accounts(http::Call& call);
http::Reply delete_account(http::Call& call);

// ca.cpp
http::Reply get_ca(http::Call& call);

}  // namespace asyncsim::control
