#include <algorithm>
#include <string_view>

#include "core/time_text.h"
#include "forecast/forecast_page.h"
#include "report/markup.h"
#include "report/report.h"

namespace asyncsim {
namespace {

constexpr std::size_t kColumns = 80, kWidestBar = 40, kNarrowestBar = 6;

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width > text.size() ? width - text.size() : 0, ' ');
}

std::string to_the_right(const std::string& text, std::size_t width) {
  return std::string(width > text.size() ? width - text.size() : 0, ' ') + text;
}

std::string without_trailing_spaces(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

std::string table(const std::vector<ForecastRow>& rows) {
  std::size_t name = 0;
  std::vector<std::size_t> widths(rows.front().values.size());
  for (const ForecastRow& row : rows) {
    name = std::max(name, row.name.size());
    for (std::size_t i = 0; i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], row.values[i].size());
    }
  }
  std::string text;
  for (const ForecastRow& row : rows) {
    std::string line = "  " + padded(row.name, name);
    for (std::size_t i = 0; i < widths.size(); ++i) line += "  " + padded(row.values[i], widths[i]);
    text += without_trailing_spaces(line);
  }
  return text;
}

std::string bar(std::uint64_t count, std::uint64_t most, std::size_t width) {
  if (count == 0 || most == 0) return "";
  const auto length = static_cast<double>(count) / static_cast<double>(most);
  return std::string(
      std::max<std::size_t>(1, static_cast<std::size_t>(length * static_cast<double>(width) + 0.5)),
      '#');
}

/// A line a step after the start; a count and a bar for each case.
std::string flow(const ForecastPage& page) {
  const Span step = step_of_table(page.cases);
  std::vector<std::vector<ForecastStep>> series;
  std::size_t lines = 0;
  std::uint64_t most = 0;
  for (const ForecastCase& one : page.cases) {
    series.push_back(coarser(one.steps, step));
    lines = std::max(lines, series.back().size());
    for (const ForecastStep& at : series.back()) most = std::max(most, at.completed);
  }
  constexpr std::size_t kAfter = 10, kCount = 10;
  const std::size_t each = (kColumns - kAfter) / series.size();
  const std::size_t width =
      std::clamp(each - std::min(each, kCount + 2), kNarrowestBar, kWidestBar);
  std::string text;
  bool gap = false;
  for (std::size_t i = 0; i < lines; ++i) {
    const Span after = step * static_cast<Span::rep>(i);
    std::string line = "  " + padded(i == 0 ? "start" : "+" + format_span(after), kAfter - 2);
    std::uint64_t all = 0;
    for (const auto& steps : series) {
      const std::uint64_t completed = i < steps.size() ? steps[i].completed : 0;
      all += completed;
      line += to_the_right(grouped(completed), kCount) + ' ' +
              padded(bar(completed, most, width), width + 1);
    }
    if (all > 0 || i == 0) {
      text += without_trailing_spaces(line);
    } else if (!gap) {
      text += "  ...\n";
    }
    gap = all == 0 && i > 0;
  }
  return text;
}

}  // namespace

std::string forecast_text(const ForecastPage& page) {
  std::string text = one_clean_line(headline_of(page)) + "\n\n" + table(rows_of(page));
  const auto sentences = comparisons(page);
  if (!sentences.empty()) text += '\n';
  for (const std::string& sentence : sentences) text += sentence + '\n';
  text += "\ndone within each " + format_span(step_of_table(page.cases)) + " after the start";
  const auto labels = labels_of(page.cases);
  for (std::size_t i = 0; labels.size() > 1 && i < labels.size(); ++i) {
    text += (i == 0 ? ": " : " | ") + labels[i];
  }
  return text + '\n' + flow(page);
}

}  // namespace asyncsim
