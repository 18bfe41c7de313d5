// Tells FrontHandler::refused of what the front turned away by itself.
#pragma once

#include <string>

#include "http/front.h"

namespace asyncsim::http {

/// `request` as far as it was read: its method is empty if that was not far.
void note_refusal(const FrontHandler& handler, const Request& request, const Reply& why);

/// `reason` as OpenSSL says it; empty: the client has closed. `ca_file` is for the hint.
void note_failed_handshake(const FrontHandler& handler, const std::string& reason,
                           const std::string& ca_file);

}  // namespace asyncsim::http
