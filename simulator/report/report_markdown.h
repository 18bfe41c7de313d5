// The report as GitHub's Markdown, short enough for the summary of a job there.
#pragma once

#include <string>

#include "report/report.h"

namespace asyncsim {

/// Accounts together: verdict, numbers, findings, expectations, what was not judged, what was
/// assumed; host facts in the last line.
std::string report_markdown(const Report& report);

}  // namespace asyncsim
