// Who may call the control API.
#pragma once

#include <optional>

#include "http/service.h"

namespace asyncsim::http {

/// Why that /_sim/ request is not let in, or nothing. A web page must not reset a developer's
/// simulator: a foreign Origin is refused, and so is a Host that is neither an IP literal, nor
/// localhost, nor the listen host, nor a name of the vendor's (any, with a token or when open).
/// With a control token it is asked for, in X-Control-Token or as Bearer. Health and inbox are
/// free.
std::optional<Error> refuse_access(const Request& request, const ServiceSettings& settings);

/// The token of an Authorization header; empty if there is none behind Bearer (in any case),
/// nothing for another scheme.
std::optional<std::string_view> bearer_token(std::string_view authorization);

/// The request's Bearer key, unless that is the control token.
std::optional<std::string_view> bearer_key(const Request& request, const ServiceSettings& settings);

}  // namespace asyncsim::http
