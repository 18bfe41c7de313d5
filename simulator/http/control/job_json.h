// A job as the control API shows it.
#pragma once

#include "core/json.h"
#include "job/job.h"

namespace asyncsim::control {

Json job_json(const Job& job);

}  // namespace asyncsim::control
