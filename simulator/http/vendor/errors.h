// The vendor's fixed answers to calls that reach no job: status and text as its public contract
// has them. Where the answer may surprise, the header x-asyncsim-hint says why.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "http/request.h"
#include "job/knobs.h"

namespace asyncsim::vendor {

inline constexpr std::string_view kHintHeader = "x-asyncsim-hint";
inline constexpr std::string_view kTextType = "text/plain; charset=utf-8";
inline constexpr std::string_view kJsonType = "application/json";

/// A refusal that is also counted: `code` is a fixed word for journal and report.
struct VendorError {
  int status = 400;
  std::string code;  ///< "malformed_json", "missing_zone" or "validation"
  std::string content_type;
  std::string body;
  std::string hint;  ///< what to do instead; may be empty
};
http::Reply error_reply(const VendorError& error);

/// Adds the hint, unless it is empty: printable ASCII only, anything else becomes '?', cut at 500.
http::Reply with_hint(http::Reply reply, std::string_view hint);

// 401
http::Reply authentication_required();    ///< no Authorization header
http::Reply auth_method_not_supported();  ///< not Bearer
http::Reply credentials_missing();        ///< Bearer, and nothing after it
http::Reply invalid_token(std::string_view hint = {});
http::Reply bad_key(const Knobs& knobs, std::string_view hint);  ///< by the knob bad_key_text

// 400
VendorError missing_zone();
http::Reply zone_not_found(std::string_view name, std::string_view hint);
http::Reply missing_response_id(const Knobs& knobs = {});

/// 404: never issued, expired, or another account's; the hint says which.
http::Reply result_not_found(std::string_view hint);
http::Reply expired_result(const Knobs& knobs, std::string_view hint);
http::Reply foreign_result(const Knobs& knobs, std::string_view hint);

/// 429; with retry-after when the error says when.
http::Reply too_many_requests(const Error& error);

}  // namespace asyncsim::vendor
