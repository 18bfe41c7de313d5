// The certificate that clients need to trust this server over TLS.
#include "http/control/handlers.h"
#include "http/errors.h"

namespace asyncsim::control {

http::Reply get_ca(http::Call& call) {
  if (call.service.ca_pem.empty()) {
    return http::error_reply(
        404, "not_found", "TLS is off, so there is no CA",
        "start with --tls-listen 127.0.0.1:0, or use asyncsim run --intercept");
  }
  http::Reply reply;
  reply.with("content-type", "application/x-pem-file");
  reply.body = call.service.ca_pem;
  return reply;
}

}  // namespace asyncsim::control
