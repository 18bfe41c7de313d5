// The simulator on a cpp-httplib server of yours, beside your own routes.
#pragma once

#include "embed/test_double.h"

namespace httplib {
class Server;
}

namespace asyncsim {

/// From now on `server` answers the vendor's paths (/unblocker/req, /serp/get_result ...) and those
/// below /_sim/ as `world` says, with any method. Other paths stay yours, and so do those where you
/// registered a handler before. `world` must outlive the server's listening.
///
/// They are ordinary routes: a pre-routing handler would take your only one, and sees no bodies.
/// Your pre-routing, post-routing, error handler and logger apply to them as well.
///
/// Of the server's settings, which stay yours: set_tcp_nodelay(true) saves a client 40 ms a
/// request; a connection occupies one of its threads (8, unless new_task_queue says otherwise); its
/// limits on heads apply. A webhook that a call causes leaves when the answer to the call is
/// written.
void mount(httplib::Server& server, TestDouble& world);

}  // namespace asyncsim
