#include "latency/measured_times.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "core/time_text.h"

namespace asyncsim {
namespace {

constexpr double kMostSeconds = 1e11;  // beyond any year that a time may have

std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 40;
  if (text.size() > kShown) return '"' + std::string(text.substr(0, kShown)) + "...\"";
  return '"' + std::string(text) + '"';
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const auto first = text.find_first_not_of(kBlank);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// Up to the separator, which is taken away too.
std::string_view take_up_to(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto taken = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return taken;
}

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  for (bool more = true; more;) {
    more = line.find(',') != line.npos;
    auto cell = trimmed(take_up_to(line, ','));
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') {
      cell = trimmed(cell.substr(1, cell.size() - 2));
    }
    cells.push_back(cell);
  }
  return cells;
}

struct Row {
  std::size_t number;  ///< of its line, from 1
  std::vector<std::string_view> cells;
};

Error at(const Row& row, const std::string& reason) {
  return invalid("row " + std::to_string(row.number) + ": " + reason);
}

/// Nothing below the last line that says something; a line without text in between is a gap.
Result<std::vector<Row>> rows_of(std::string_view csv) {
  if (csv.starts_with("\xef\xbb\xbf")) csv.remove_prefix(3);
  while (!csv.empty() && trimmed(csv.substr(csv.size() - 1)).find_first_not_of('\n') == csv.npos) {
    csv.remove_suffix(1);
  }
  std::vector<Row> rows;
  while (!csv.empty()) {
    const auto line = trimmed(take_up_to(csv, '\n'));
    rows.push_back({rows.size() + 1, cells_of(line)});
    if (line.empty()) return at(rows.back(), "it is empty");
  }
  if (rows.empty()) return invalid("there are no measured times");
  return rows;
}

/// A plain number, NaN and infinities too, so that the error can tell what it is.
std::optional<double> number_in(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) return HUGE_VAL;
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<Span> seconds(double number, std::string_view text) {
  if (!std::isfinite(number)) return invalid(quoted(text) + " is no finite number");
  if (number < 0) return invalid(quoted(text) + " is negative");
  if (number > kMostSeconds) return invalid(quoted(text) + " seconds are too many");
  return Span{std::llround(number * 1'000)};
}

/// Reads the cells of a column, which are all written in one way: seconds, or as `parse` has it.
class Column {
 public:
  Result<Span> read(std::string_view text, std::string_view name, const char* other_way,
                    Result<Span> (*parse)(std::string_view)) {
    if (text.empty()) return invalid(std::string(name) + " is empty");
    const auto number = number_in(text);
    if (in_seconds_.value_or(number.has_value()) != number.has_value()) {
      return invalid(quoted(text) + " mixes seconds with " + other_way +
                     "; write all rows in one way");
    }
    in_seconds_ = number.has_value();
    return number ? seconds(*number, text) : parse(text);
  }

 private:
  std::optional<bool> in_seconds_;  ///< nothing: no cell was read yet
};

Result<Span> since_1970(std::string_view text) {
  const auto time = parse_time(text);
  if (!time) return time.error();
  return time->time_since_epoch();
}

Result<Empirical> law_of(const std::vector<Span>& sample) {
  if (sample.empty()) return invalid("there are no measured times below the header");
  return empirical_of(sample);
}

Result<Empirical> read_times(std::span<const Row> rows, std::size_t submitted,
                             std::size_t completed) {
  std::vector<Span> sample;
  Column times;
  for (const Row& row : rows) {
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

Result<Empirical> read_durations(std::span<const Row> rows) {
  std::vector<Span> sample;
  Column durations;
  for (const Row& row : rows) {
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
  const auto percent = number_in(name.substr(1));
  if (!percent || !(*percent >= 0 && *percent <= 100)) return std::nullopt;
  return *percent / 100;
}

Result<Empirical> read_quantiles(std::span<const Row> rows) {
  Empirical law;
  Column durations;
  for (const Row& row : rows) {
    if (row.cells.size() != 2) return at(row, "a quantile has two columns, such as p50,2m");
    const auto share = share_named(row.cells[0]);
    if (!share) return at(row, quoted(row.cells[0]) + " is no quantile from p0 to p100");
    const auto value = durations.read(row.cells[1], "the duration", "units", parse_span);
    if (!value) return at(row, value.error().message);
    if (!law.quantiles.empty() && *share <= law.quantiles.back().share) {
      return at(row, quoted(row.cells[0]) + " is not above the quantile before it");
    }
    if (!law.quantiles.empty() && *value < law.quantiles.back().value) {
      return at(row, quoted(row.cells[1]) + " is shorter than the lower quantile before it");
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

std::optional<std::size_t> column_named(const Row& header, std::string_view name) {
  const auto found = std::find(header.cells.begin(), header.cells.end(), name);
  if (found == header.cells.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.cells.begin());
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
  const auto rows = rows_of(csv);
  if (!rows) return rows.error();
  const std::span<const Row> all = *rows;
  const Row& first = all.front();
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
