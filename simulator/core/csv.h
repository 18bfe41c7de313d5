// Tables of spans and times that people wrote by hand or exported, as CSV.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/virtual_time.h"

namespace asyncsim {

/// A line; its cells without the quotes and the spaces around them.
struct CsvRow {
  std::size_t number;  ///< of its line, from 1
  std::vector<std::string_view> cells;
};

/// The rows of that text, which must outlive them; what a cell in quotes holds may be a comma, but
/// no quote: then the cell keeps them. Nothing below the last line that says something; an empty
/// line before it is an error.
Result<std::vector<CsvRow>> read_csv(std::string_view csv);

/// "row 3: REASON"
Error at(const CsvRow& row, const std::string& reason);
/// In quotes, printable, cut to fit a line.
std::string csv_quoted(std::string_view text);

/// A plain number, NaN and infinities too, so that the error can tell what it is.
std::optional<double> csv_number(std::string_view text);

/// Nothing: no cell of that row is that word.
std::optional<std::size_t> column_named(const CsvRow& header, std::string_view name);

/// Reads the cells of a column, which are all written in one way: seconds, or as `parse` has it.
class CsvColumn {
 public:
  /// `name` of the column, and what `parse` reads, for the error.
  Result<Span> read(std::string_view text, std::string_view name, const char* other_way,
                    Result<Span> (*parse)(std::string_view));

  /// Whether its cells are numbers; nothing: none was read yet.
  std::optional<bool> in_seconds() const { return in_seconds_; }

 private:
  std::optional<bool> in_seconds_;
};

}  // namespace asyncsim
