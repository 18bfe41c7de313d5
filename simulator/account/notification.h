// What a webhook says: the vendor's notification of an ended job, never its result.
#pragma once

#include <string>

#include "job/job.h"
#include "webhook/transport.h"

namespace asyncsim {

/// Where a job's webhook goes: the request's own URL, else its zone's; empty: nowhere.
std::string hook_url(const JobRequest& request, const Zone& zone);

/// The request that notifies of an ended job. POST: {"status","response_id","request_url",
/// "webhook_data"} as JSON. GET: the same in the query, webhook_data as compact JSON.
/// `status` is 200 when the result is ready, else 502. With a fault: what is sent instead.
HookRequest make_notification(const Job& job, WebhookFaultKind fault = WebhookFaultKind::none);

}  // namespace asyncsim
