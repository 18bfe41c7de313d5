// What a request searches for, wherever it says so: `query`, `multi`, or a search engine's URL.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/json.h"
#include "job/job_request.h"

namespace asyncsim::vendor {

struct SearchQuery {
  std::string q;
  std::string gl = "us";  ///< country of the searcher
  std::string hl = "en";  ///< language of the searcher
  int num = 10;           ///< results a page, 1 to 100
  int start = 0;          ///< results before this page, 0 to 1'000'000
};

inline constexpr std::int64_t kMostResults = 100;
inline constexpr std::int64_t kFarthestStart = 1'000'000;

/// One query; two for `multi`. Values out of range are taken as the nearest in it, as the search
/// engine does. A URL without q is itself what is searched for.
std::vector<SearchQuery> search_queries(const JobRequest& request);

/// The search URL of a `query` object: q first, the other plain values in their order.
std::string search_url(const Json& query);
std::string search_url(const SearchQuery& query);

/// An integer, or a text of decimal digits with or without a sign; nothing for all else.
std::optional<std::int64_t> whole_number(const Json& json);

}  // namespace asyncsim::vendor
