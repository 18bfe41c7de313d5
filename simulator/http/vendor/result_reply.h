// The answers of get_result to the reader of a known job.
#pragma once

#include "http/request.h"
#include "http/vendor/page.h"
#include "job/job.h"

namespace asyncsim::vendor {

/// 202, exactly the text `Request is pending`: official clients compare it. Or what the knob
/// pending_answer says.
http::Reply pending_reply(const Knobs& knobs = {});

/// The read of a job that ended: state ready or failed.
///   ready   the page itself with its content type; with format json the envelope
///           {"status_code","headers","body"}; parsed search results are bare JSON always
///   ready   of an unlocker zone by the knob result_shape, too, the envelope
///   failed  200 with an empty body and the x-brd-* headers; with format json the envelope of
///           status_code 502; or what the knob failure_shape says
/// A target's own status never becomes the outer one. `page` is not looked at when it failed.
http::Reply result_reply(const Job& job, const Page& page, const Knobs& knobs = {});

}  // namespace asyncsim::vendor
