// What a client asked for in one async request, kept until the job expires.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "job/zone.h"

namespace asyncsim {

enum class ResultFormat { raw, json };

/// A plain value; empty strings mean "not sent". JSON parts are kept as compact text.
struct JobRequest {
  std::string method = "GET";  ///< of the request to the target
  std::string url;             ///< the target; for a SERP query the search URL made from it
  std::string query;           ///< SERP `query` or `multi`, compact JSON; empty for a plain url
  std::string country;
  std::string data_format;
  ResultFormat format = ResultFormat::raw;
  bool parsed = false;                       ///< brd_json: parsed JSON instead of HTML
  bool debug = false;                        ///< answer x-brd-debug when read
  std::uint8_t units = 1;                    ///< billed requests: 2 for `multi`
  std::string webhook_url;                   ///< empty: the zone's
  std::optional<HookMethod> webhook_method;  ///< nothing: the zone's
  std::string webhook_data;                  ///< any JSON, compact text

  bool operator==(const JobRequest&) const = default;

  /// What its fate is drawn from, with the zone and the occurrence: method + url or query.
  std::uint64_t key() const;
};

/// One compact string, and back. unpack(pack(r)) == r; a default field costs nothing.
std::string pack(const JobRequest& request);
JobRequest unpack(std::string_view packed);

}  // namespace asyncsim
