// Reads the request of a sync call: POST /request, and GET /request with the same in its query.
#pragma once

#include <string>
#include <variant>

#include "core/json.h"
#include "http/request.h"
#include "http/vendor/request_fields.h"

namespace asyncsim::vendor {

struct ParsedRequest {
  std::string zone;
  JobRequest request;
  bool async = false;  ///< ?async=true or ?async=1
};

/// `zone`, `url` and `format` are required; a field that is not known is refused, unlike on the
/// async calls.
std::variant<ParsedRequest, VendorError> parse_request(const http::Request& request,
                                                       LenientJson lenient = LenientJson::refuse);
std::variant<ParsedRequest, VendorError> parse_request_query(const http::Request& request);

}  // namespace asyncsim::vendor
