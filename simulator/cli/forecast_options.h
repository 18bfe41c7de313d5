// The options of `forecast`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/options.h"
#include "core/result.h"

namespace asyncsim::cli {

struct ForecastReading {
  std::optional<std::string> help;    ///< when --help was asked for
  std::vector<std::string> operands;  ///< there should be none
};

/// Reads them into `forecast`. The error's message names the option, its value, what was expected.
Result<ForecastReading> read_forecast_options(Foresee& forecast,
                                              const std::vector<std::string>& arguments);

}  // namespace asyncsim::cli
