// Reads the request that submits a job: POST /unblocker/req and POST /serp/req.
#pragma once

#include <string>
#include <variant>

#include "http/request.h"
#include "http/vendor/errors.h"
#include "http/vendor/request_fields.h"
#include "job/job_request.h"

namespace asyncsim::vendor {

// Bounds of what a job may hold, besides those of request_fields.h.
inline constexpr std::size_t kWebhookDataBytes = 64 * 1024;
inline constexpr std::size_t kQueryBytes = 16 * 1024;  ///< of `query` or `multi` as compact JSON
inline constexpr std::size_t kWordCharacters = 2'048;  ///< what is searched for

struct ParsedSubmit {
  std::string zone;  ///< of the query, else of the body; that it exists is not checked here
  JobRequest request;
};

/// A job is asked for by `multi`, `query` or `url`, the first of them that is there, on either
/// family; the family only decides how the lack of all three is worded. Unknown fields are
/// tolerated. `request.url` is never empty: the `url` sent, else the search URL made from the
/// query. Of several errors the first is told: a body that is no JSON object, a missing zone, the
/// fields.
std::variant<ParsedSubmit, VendorError> parse_submit(const http::Request& request, Product family,
                                                     LenientJson lenient = LenientJson::refuse);

}  // namespace asyncsim::vendor
