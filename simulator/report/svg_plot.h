// The plots of a report, each a whole inline <svg>. Colours are left to the page: it styles the
// classes axis, grid, bar, range, dot, cap, area and line. Coordinates come from additions,
// multiplications and divisions alone, so that they are the same everywhere.
#pragma once

#include <string>

#include "report/activity.h"

namespace asyncsim {

/// Empty when there is nothing to draw.
std::string svg_of_latency(const Activity& activity);
std::string svg_of_in_flight(const Activity& activity);
std::string svg_of_polls(const Activity& activity);

}  // namespace asyncsim
