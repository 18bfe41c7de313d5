// The small library that goes before libfaketime, carried within the program.
#pragma once

#include <string>

#include "core/result.h"

namespace asyncsim::cli {

/// A file that holds it, to name in LD_PRELOAD; it is there as long as this process.
Result<std::string> preload_library();

}  // namespace asyncsim::cli
