// Between cpp-httplib's requests and responses and ours.
#pragma once

#include <httplib.h>

#include <string>

#include "http/simulator.h"

namespace asyncsim::embed {

/// Has `simulator` answer what comes to `server` under a path that `pattern` matches (ECMAScript,
/// whole, the path percent-decoded), whatever the method. `simulator` must outlive the listening.
void answer_at(httplib::Server& server, const std::string& pattern, http::Simulator& simulator);

}  // namespace asyncsim::embed
