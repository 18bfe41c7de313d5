// The answers of get_result to the reader of a known job.
#pragma once

#include "http/request.h"
#include "http/vendor/page.h"
#include "job/job.h"

namespace asyncsim::vendor {

/// 202, exactly the text `Request is pending`: official clients compare it.
http::Reply pending_reply();

/// The read of a job that ended: state ready or failed.
///   ready   the page itself with its content type; with format json the envelope
///           {"status_code","headers","body"}; parsed search results are bare JSON always
///   failed  200 with an empty body and the x-brd-* headers; with format json the envelope of
///           status_code 502
/// A target's own status never becomes the outer one. `page` is not looked at when it failed.
http::Reply result_reply(const Job& job, const Page& page);

}  // namespace asyncsim::vendor
