// What the bodies of the vendor's calls have in common.
#pragma once

#include <variant>

#include "core/json.h"
#include "http/vendor/errors.h"
#include "http/vendor/validation.h"
#include "job/job_request.h"

namespace asyncsim::vendor {

// The vendor documents no limits of size; these bound what a job may hold.
inline constexpr std::size_t kUrlCharacters = 64 * 1024;
inline constexpr std::size_t kOptionCharacters = 64;  ///< data_format, gl, hl
inline constexpr std::size_t kZoneCharacters = 256;

/// The body as JSON; or, where it is none, the refusal, whose code is "trailing_comma" if nothing
/// but that is wrong with it.
std::variant<Json, VendorError> read_body(std::string_view body, LenientJson lenient);

/// 1, "1", "json" and "html" ask for parsed results.
bool is_parse_flag(std::string_view text);

/// The target, and whether it asks for parsed results itself.
void read_url(const Field& url, JobRequest& job);
/// What a URL asks of the simulator itself must be something that it knows; `asking` is where it
/// stands.
void check_wishes(const Field& asking, Faults& faults, const JobRequest& job);

void read_country(const Field& country, JobRequest& job);
void read_method(const Field& method, JobRequest& job);
/// Headers and body of the request to the target: checked, not kept, since no target is asked.
void check_target_parts(const Field& body);
/// debug, format, data_format
void read_answer_options(const Field& body, JobRequest& job);

}  // namespace asyncsim::vendor
