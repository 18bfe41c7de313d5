// The report as one page for a browser, light and dark, for a desk and for a phone.
#pragma once

#include <string>

#include "report/report.h"

namespace asyncsim {

/// Self-contained: no script, and nothing fetched from elsewhere. Accounts together, the plots of
/// the busiest each by itself; host facts at the foot.
std::string report_html(const Report& report);

}  // namespace asyncsim
