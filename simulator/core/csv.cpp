#include "core/csv.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace asyncsim {
namespace {

constexpr double kMostSeconds = 1e11;  // beyond any year that a time may have

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

/// Up to the comma, which is taken away too; `more`: there was one.
std::string_view take_plain(std::string_view& line, bool& more) {
  more = line.find(',') != line.npos;
  return trimmed(take_up_to(line, ','));
}

/// The next cell. One in quotes may hold commas; where anything follows the quotes they stay.
std::string_view take_cell(std::string_view& line, bool& more) {
  const auto whole = line;
  const auto quote = line.find_first_not_of(" \t");
  if (quote == line.npos || line[quote] != '"') return take_plain(line, more);
  const auto end = line.find('"', quote + 1);
  if (end == line.npos) return take_plain(line, more);
  line.remove_prefix(end + 1);
  if (take_plain(line, more).empty()) return trimmed(whole.substr(quote + 1, end - quote - 1));
  return trimmed(whole.substr(0, whole.size() - line.size() - (more ? 1 : 0)));
}

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  for (bool more = true; more;) cells.push_back(take_cell(line, more));
  return cells;
}

Result<Span> seconds(double number, std::string_view text) {
  if (!std::isfinite(number)) return invalid(csv_quoted(text) + " is no finite number");
  if (number < 0) return invalid(csv_quoted(text) + " is negative");
  if (number > kMostSeconds) return invalid(csv_quoted(text) + " seconds are too many");
  return Span{std::llround(number * 1'000)};
}

}  // namespace

std::string csv_quoted(std::string_view text) {
  constexpr std::size_t kShown = 40;
  std::string shown(text.substr(0, kShown));
  for (char& c : shown) {
    if (c < ' ' || c > '~') c = '?';  // it goes to a terminal
  }
  return '"' + shown + (text.size() > kShown ? "...\"" : "\"");
}

Error at(const CsvRow& row, const std::string& reason) {
  return invalid("row " + std::to_string(row.number) + ": " + reason);
}

Result<std::vector<CsvRow>> read_csv(std::string_view csv) {
  if (csv.starts_with("\xef\xbb\xbf")) csv.remove_prefix(3);
  while (!csv.empty() && trimmed(csv.substr(csv.size() - 1)).find_first_not_of('\n') == csv.npos) {
    csv.remove_suffix(1);
  }
  std::vector<CsvRow> rows;
  while (!csv.empty()) {
    const auto line = trimmed(take_up_to(csv, '\n'));
    rows.push_back({rows.size() + 1, cells_of(line)});
    if (line.empty()) return at(rows.back(), "it is empty");
  }
  return rows;
}

std::optional<double> csv_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) return HUGE_VAL;
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<Span> CsvColumn::read(std::string_view text, std::string_view name, const char* other_way,
                             Result<Span> (*parse)(std::string_view)) {
  if (text.empty()) return invalid(std::string(name) + " is empty");
  const auto number = csv_number(text);
  if (in_seconds_.value_or(number.has_value()) != number.has_value()) {
    return invalid(csv_quoted(text) + " mixes seconds with " + other_way +
                   "; write all rows in one way");
  }
  in_seconds_ = number.has_value();
  return number ? seconds(*number, text) : parse(text);
}

std::optional<std::size_t> column_named(const CsvRow& header, std::string_view name) {
  const auto found = std::ranges::find(header.cells, name);
  if (found == header.cells.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.cells.begin());
}

}  // namespace asyncsim
