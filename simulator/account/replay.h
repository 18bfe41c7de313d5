// Applies a recorded sequence of inputs in manual mode: the same inputs, the same journal.
#pragma once

#include <functional>
#include <istream>
#include <string_view>

#include "core/result.h"

namespace asyncsim {

/// Reads record lines until the end of `record` and hands out every journal line, in order.
/// Inputs that would send webhooks send nothing: their answers are in the record.
/// The error names the line of the record.
Outcome replay(std::istream& record, const std::function<void(std::string_view)>& journal_line);

}  // namespace asyncsim
