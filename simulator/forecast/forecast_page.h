// A forecast as people and programs read it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/json.h"
#include "forecast/forecast.h"

namespace asyncsim {

/// What was asked for, and what came of it.
struct ForecastPage {
  std::string world;
  std::string zone;
  std::uint64_t seed = 1;
  std::uint64_t jobs = 0;
  std::string arrive;               ///< as it was typed
  std::vector<ForecastCase> cases;  ///< at least one
};

/// For a terminal of 80 columns.
std::string forecast_text(const ForecastPage& page);
Json forecast_json(const ForecastPage& page);
/// Self-contained, without a script.
std::string forecast_html(const ForecastPage& page);

// -- what these three share --

/// "start Mon 20:00", "documented": what tells a case from the others.
std::vector<std::string> labels_of(const std::vector<ForecastCase>& cases);
/// Name and, for each case, the value.
struct ForecastRow {
  std::string name;
  std::vector<std::string> values;
};
std::vector<ForecastRow> rows_of(const ForecastPage& page);
/// How the others compare with the first case, a sentence each, and what else is to be known.
std::vector<std::string> comparisons(const ForecastPage& page);
/// From the start to the last that happened.
Span length_of(const std::vector<ForecastCase>& cases);
/// The shortest that people like to read, `least` at least, of which fewer than `most` and a rest
/// make up the whole.
Span round_step(Span whole, std::int64_t most, Span least);
/// An hour, or longer so that there are at most 48.
Span step_of_table(const std::vector<ForecastCase>& cases);
/// "50,000 jobs to zone shop of peak-night, 10/s, seed 1"
std::string headline_of(const ForecastPage& page);

}  // namespace asyncsim
