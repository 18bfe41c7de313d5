// What the target site said: the result of a job that succeeded, made when it is read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "job/job.h"

namespace asyncsim::vendor {

struct Page {
  int status = 200;  ///< the target's own; never the outer status of an answer
  std::string content_type;
  std::string body;
};

/// A pure function of the seed and the request: every read of every equal job gets the same bytes.
/// Searches (a serp zone, a `query` or `multi`, or brd_json on any zone) get a search page, others
/// a product page that names the job's URL and carries a JSON-LD Product with a price. `given`
/// stands in their place. A URL that asks for a body of some size gets that size, one that asks for
/// a status that status, in any case;
/// else it has `status`.
Page make_page(const Job& job, std::uint64_t seed, std::optional<Page> given = std::nullopt,
               int status = 200);

}  // namespace asyncsim::vendor
