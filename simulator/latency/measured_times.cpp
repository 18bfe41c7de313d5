#include "latency/measured_times.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "core/csv.h"
#include "core/time_text.h"

namespace asyncsim {
namespace {

Result<Span> since_1970(std::string_view text) {
  const auto time = parse_time(text);
  if (!time) return time.error();
  return time->time_since_epoch();
}

Result<Empirical> law_of(const std::vector<Span>& sample) {
  if (sample.empty()) return invalid("there are no measured times below the header");
  return empirical_of(sample);
}

Result<Empirical> read_times(std::span<const CsvRow> rows, std::size_t submitted,
                             std::size_t completed) {
  std::vector<Span> sample;
  CsvColumn times;
  for (const CsvRow& row : rows) {
    if (row.cells.size() <= std::max(submitted, completed)) return at(row, "a column is missing");
    const auto from = times.read(row.cells[submitted], "submitted", "times", since_1970);
    if (!from) return at(row, from.error().message);
    const auto to = times.read(row.cells[completed], "completed", "times", since_1970);
    if (!to) return at(row, to.error().message);
    if (*to < *from) return at(row, "it was completed before it was submitted");
    sample.push_back(*to - *from);
  }
  return law_of(sample);
}

Result<Empirical> read_durations(std::span<const CsvRow> rows) {
  std::vector<Span> sample;
  CsvColumn durations;
  for (const CsvRow& row : rows) {
    if (row.cells.size() != 1) return at(row, "there is more than one column");
    const auto took = durations.read(row.cells[0], "the duration", "units", parse_span);
    if (!took) return at(row, took.error().message);
    sample.push_back(*took);
  }
  return law_of(sample);
}

/// "p99.9", "min", "max"; nothing when it names no quantile.
std::optional<double> share_named(std::string_view name) {
  if (name == "min") return 0;
  if (name == "max") return 1;
  if (!name.starts_with('p')) return std::nullopt;
  const auto percent = csv_number(name.substr(1));
  if (!percent || !(*percent >= 0 && *percent <= 100)) return std::nullopt;
  return *percent / 100;
}

Result<Empirical> read_quantiles(std::span<const CsvRow> rows) {
  Empirical law;
  CsvColumn durations;
  for (const CsvRow& row : rows) {
    if (row.cells.size() != 2) return at(row, "a quantile has two columns, such as p50,2m");
    const auto share = share_named(row.cells[0]);
    if (!share) return at(row, csv_quoted(row.cells[0]) + " is no quantile from p0 to p100");
    const auto value = durations.read(row.cells[1], "the duration", "units", parse_span);
    if (!value) return at(row, value.error().message);
    if (!law.quantiles.empty() && *share <= law.quantiles.back().share) {
      return at(row, csv_quoted(row.cells[0]) + " is not above the quantile before it");
    }
    if (!law.quantiles.empty() && *value < law.quantiles.back().value) {
      return at(row, csv_quoted(row.cells[1]) + " is shorter than the lower quantile before it");
    }
    law.quantiles.push_back({*share, *value});
  }
  if (law.quantiles.empty()) return invalid("there are no quantiles below the header");
  if (law.quantiles.back().share < 1) {
    return at(rows.back(),
              "the last quantile is not max (p100); say how long the longest job took");
  }
  return law;
}

}  // namespace

Empirical empirical_of(std::span<const Span> sample) {
  if (sample.size() == 1) return {{{0, sample[0]}, {1, sample[0]}}};
  std::vector<Span> sorted(sample.begin(), sample.end());
  std::sort(sorted.begin(), sorted.end());
  Empirical law;
  law.quantiles.reserve(sorted.size());
  const auto last = static_cast<double>(sorted.size() - 1);
  for (const Span value : sorted) {
    law.quantiles.push_back({static_cast<double>(law.quantiles.size()) / last, value});
  }
  return law;
}

Result<Empirical> read_measured_times(std::string_view csv) {
  const auto rows = read_csv(csv);
  if (!rows) return rows.error();
  if (rows->empty()) return invalid("there are no measured times");
  const std::span<const CsvRow> all = *rows;
  const CsvRow& first = all.front();
  const auto submitted = column_named(first, "submitted");
  const auto completed = column_named(first, "completed");
  if (submitted && completed) return read_times(all.subspan(1), *submitted, *completed);
  if (submitted || completed) return at(first, "submitted and completed are needed both");
  if (first.cells[0] == "quantile") return read_quantiles(all.subspan(1));
  if (share_named(first.cells[0])) return read_quantiles(all);
  if (first.cells[0] == "duration") return read_durations(all.subspan(1));
  return read_durations(all);
}

}  // namespace asyncsim
