// The one place where errors become HTTP.
#pragma once

#include "core/result.h"
#include "http/request.h"

namespace asyncsim::http {

unsigned status_of(ErrorKind kind);
/// The fixed word of an error on the control API: "invalid", "not_found", "conflict" ...
std::string_view code_of(ErrorKind kind);

/// {"error":{"code","message","hint"}}: the shape of every error that is ours, not the vendor's.
Reply error_reply(const Error& error);
Reply error_reply(unsigned status, std::string_view code, const std::string& message,
                  const std::string& hint);

}  // namespace asyncsim::http
