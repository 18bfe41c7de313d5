// The vendor's calls: each a function from a Request to a Reply.
#pragma once

#include "http/service.h"

namespace asyncsim::vendor {

// handlers.cpp: async
http::Reply submit_unlocker(http::Call& call);
http::Reply submit_serp(http::Call& call);
http::Reply get_result(http::Call& call);
http::Reply get_response(http::Call& call);  ///< the older read endpoint

// sync_handlers.cpp: the connection is held until the page is there
http::Reply post_request(http::Call& call);
http::Reply get_request(http::Call& call);

// account_handlers.cpp: what clients ask before they submit
http::Reply active_zones(http::Call& call);
http::Reply make_zone(http::Call& call);
http::Reply account_status(http::Call& call);
http::Reply success_rate(http::Call& call);
http::Reply bandwidth(http::Call& call);

/// A job begins, or what takes its place: a submit that passed validation.
http::Reply begin_job(http::Call& call, const Accounts::Handle& account, Submit input);

}  // namespace asyncsim::vendor
