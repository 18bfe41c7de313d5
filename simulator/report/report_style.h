// The style sheet of the report's page.
#pragma once

#include <string_view>

namespace asyncsim {

extern const std::string_view kReportStyle;

}  // namespace asyncsim
