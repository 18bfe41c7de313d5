// A search engine's result page, as parsed JSON or as HTML.
#pragma once

#include <cstdint>

#include "http/vendor/page.h"
#include "job/job_request.h"

namespace asyncsim::vendor {

/// Parsed: application/json with the vendor's documented top-level keys; else text/html.
/// `multi` gets a JSON array of its two, parsed or not. The n-th result of a search is the same
/// whichever page (`start`, `num`) shows it, so that pages join without gap or repetition.
Page serp_page(const JobRequest& request, std::uint64_t seed);

}  // namespace asyncsim::vendor
