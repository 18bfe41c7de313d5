// The simulator on a cpp-httplib server of yours, beside your own routes.
#pragma once

#include "embed/test_double.h"

namespace httplib {
class Server;
}

namespace asyncsim {

/// From now on `server` answers the vendor's paths (/unblocker/req, /serp/get_result ...) and those
/// below /_sim/ as `world` says, whatever the method. Other paths stay yours. `world` must outlive
/// the server's listening. A webhook that a call causes leaves once the call's answer is written.
///
/// They are ordinary routes: a pre-routing handler would take the only one you have, and sees no
/// bodies. Your pre-routing, post-routing and error handlers and your logger apply to them too.
///
/// The server's settings stay yours: set_tcp_nodelay(true) saves a client 40 ms a request; each
/// connection occupies one of its threads (8, unless new_task_queue says otherwise), so advance by
/// calls to `world` rather than over HTTP.
void mount(httplib::Server& server, TestDouble& world);

}  // namespace asyncsim
