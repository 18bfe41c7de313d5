// CONNECT: where a client whose base URL is fixed may be led.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/request.h"

namespace asyncsim::http {

/// Nothing when CONNECT to `authority`, a valid host with or without a port, may end at our own
/// TLS: the vendor's names on port 443, loopback there and on `tls_port`, our own. Else the
/// refusal.
std::optional<Reply> refuse_tunnel(std::string_view authority, std::uint16_t tls_port);

/// 501: there is no TLS for CONNECT to end at.
Reply tunnels_are_off();
/// 400: a CONNECT inside TLS, ours or another tunnel's.
Reply tunnel_in_tls();
/// 400, in plain HTTP, to a client that does not begin with TLS where nothing else is spoken.
Reply speaks_tls_only();

}  // namespace asyncsim::http
