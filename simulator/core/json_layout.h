// JSON for people: short values on one line.
#pragma once

#include <string>

#include "core/json.h"

namespace asyncsim {

/// What fits on a line of 100 columns, a comma included, stands on one; other objects and arrays
/// have a line for each member. Ends with a line end.
std::string lay_out_json(const Json& json);

}  // namespace asyncsim
