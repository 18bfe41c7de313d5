// The vendor's calls: each a function from a Request to a Reply.
#pragma once

#include "http/service.h"

namespace asyncsim::vendor {

http::Reply submit_unlocker(http::Call& call);
http::Reply submit_serp(http::Call& call);
http::Reply get_result(http::Call& call);

}  // namespace asyncsim::vendor
