#include "forecast/arrivals.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "core/csv.h"
#include "core/time_text.h"
#include "job/magic_url.h"

namespace asyncsim {
namespace {

constexpr double kMostPerSecond = 1e6, kFewestPerSecond = 1.0 / 86'400;

constexpr std::pair<std::string_view, double> kPer[]{{"/s", 1},    {"/sec", 1},   {"/m", 60},
                                                     {"/min", 60}, {"/h", 3'600}, {"/hour", 3'600}};

Result<Span> time_or_span(std::string_view text) {
  if (const auto time = parse_time(text)) return time->time_since_epoch();
  if (const auto span = parse_span(text)) return span;
  return invalid(csv_quoted(text) +
                 " is neither a time from 2001 to 2199 with Z or an offset, such as " +
                 format_time(kDefaultStart) + ", nor a span such as 1m30s, nor seconds");
}

/// A time, or the seconds since 1970 to one.
bool is_moment(std::string_view text) {
  const auto number = csv_number(text);
  if (!number) return parse_time(text).ok();
  return *number * 1'000 >= static_cast<double>(kEarliest.time_since_epoch().count());
}

Outcome check_url(std::string_view url) {
  const bool printable = std::ranges::all_of(url, [](char c) { return c > ' ' && c <= '~'; });
  const bool known = url.starts_with("http://") || url.starts_with("https://");
  if (!known || !printable || url.find_first_of("\"<>\\^`{|}") != url.npos) {
    return invalid(csv_quoted(url) + " is no http or https URL");
  }
  if (const auto wishes = read_wishes(url); !wishes) {
    return invalid(csv_quoted(url) + ": " + wishes.error().message);
  }
  return success();
}

/// Reads the rows below the header, each in the way of the first.
class RowReader {
 public:
  explicit RowReader(const CsvRow& first)
      : named_(column_named(first, "submitted")),
        url_(named_ ? column_named(first, "url") : std::nullopt) {}

  bool has_header() const { return named_.has_value(); }
  bool has_urls() const { return url_.has_value(); }
  /// Whether rows say moments; else spans.
  bool moments() const { return moments_.value_or(false); }

  Result<Span> time(const CsvRow& row) {
    if (!named_ && row.cells.size() != 1) {
      return at(row, "it has " + std::to_string(row.cells.size()) +
                         " columns; name one of them submitted in a header");
    }
    if (row.cells.size() <= std::max(named_.value_or(0), url_.value_or(0))) {
      return at(row, "a column is missing");
    }
    const auto text = row.cells[named_.value_or(0)];
    const auto time = times_.read(text, "submitted", "times", time_or_span);
    if (!time) return at(row, time.error().message);
    if (moments_.value_or(is_moment(text)) != is_moment(text)) {
      return at(row, csv_quoted(text) + " mixes times with spans; write all rows in one way");
    }
    moments_ = is_moment(text);
    if (*time < before_) return at(row, csv_quoted(text) + " is before the row above it");
    return before_ = *time;
  }

  Result<std::string> url(const CsvRow& row) const {
    const auto url = row.cells[*url_];
    if (auto sound = check_url(url); !sound) return at(row, sound.error().message);
    return std::string(url);
  }

 private:
  std::optional<std::size_t> named_, url_;
  CsvColumn times_;
  std::optional<bool> moments_;
  Span before_ = Span::min();
};

}  // namespace

Result<ArrivalPattern> parse_arrival_pattern(std::string_view text) {
  if (text == "burst") return ArrivalPattern(Burst{});
  for (const auto& [ending, seconds] : kPer) {
    if (!text.ends_with(ending)) continue;
    const auto count = csv_number(text.substr(0, text.size() - ending.size()));
    if (!count || !std::isfinite(*count)) break;
    const double rate = *count / seconds;
    if (rate >= kFewestPerSecond && rate <= kMostPerSecond) {
      return ArrivalPattern(ArrivalRate{rate});
    }
    return invalid("expected from one job a day to 1,000,000/s");
  }
  return invalid("expected burst, a rate such as 10/s, 500/min or 20000/h, or a file FILE.csv");
}

Result<Arrivals> Arrivals::read(std::string_view csv) {
  const auto rows = read_csv(csv);
  if (!rows) return rows.error();
  if (rows->empty()) return invalid("it has no rows; expected one a job");
  RowReader reader(rows->front());
  Arrivals arrivals(0, Burst{});
  for (const CsvRow& row : std::span(*rows).subspan(reader.has_header() ? 1 : 0)) {
    const auto time = reader.time(row);
    if (!time) return time.error();
    arrivals.listed_.push_back(*time);
    if (!reader.has_urls()) continue;
    auto url = reader.url(row);
    if (!url) return url.error();
    arrivals.urls_.push_back(*std::move(url));
  }
  if (arrivals.listed_.empty()) return invalid("it has no rows below the header");
  if (reader.moments()) {
    arrivals.first_ = TimePoint(arrivals.listed_.front());
    if (*arrivals.first_ < kEarliest || TimePoint(arrivals.listed_.back()) >= kLatest) {
      return invalid("its times are not all from 2001 to 2199");
    }
    for (Span& after : arrivals.listed_) after -= arrivals.first_->time_since_epoch();
  }
  arrivals.jobs_ = arrivals.listed_.size();
  return arrivals;
}

Span Arrivals::after(std::uint64_t n) const {
  if (!listed_.empty()) return listed_[n];
  const auto* rate = std::get_if<ArrivalRate>(&pattern_);
  return Span{rate ? static_cast<Span::rep>(static_cast<double>(n) * 1'000 / rate->per_second) : 0};
}

std::string Arrivals::url(std::uint64_t n) const {
  if (!urls_.empty()) return urls_[n];
  return "https://forecast.example/" + std::to_string(n + 1);
}

}  // namespace asyncsim
