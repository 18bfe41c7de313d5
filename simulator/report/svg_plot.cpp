#include "report/svg_plot.h"

#include <algorithm>

#include "core/time_text.h"
#include "report/axis.h"
#include "report/report.h"
#include "report/svg_canvas.h"

namespace asyncsim {
namespace {

using namespace svg;

std::string two_digits(std::size_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

std::string svg_of_latency(const Activity& activity) {
  const auto& hours = activity.latency;
  LatencyScale scale;
  for (const LatencyOfHour& hour : hours) {
    if (hour.count > 0) scale.cover(hour.median, hour.max);
  }
  if (!scale.covers_any()) return "";
  std::string svg = begin_svg("latency by hour of the day: median and longest");
  for (const Span tick : scale.ticks()) {
    const double y = height_of(scale.share(tick));
    svg += line_across(y) + text_at(kLeft - 4, y + 4, "end", format_span(tick));
  }
  const double slot = (kRight - kLeft) / 24;
  for (std::size_t i = 0; i < hours.size(); ++i) {
    const double x = kLeft + slot * (static_cast<double>(i) + 0.5);
    if (i % 3 == 0) svg += text_at(x, kHeight - 8, "middle", two_digits(i));
    const LatencyOfHour& hour = hours[i];
    if (hour.count == 0) continue;
    const double median = height_of(scale.share(hour.median));
    const double longest = height_of(scale.share(hour.max));
    svg += "<g><title>" + two_digits(i) + ":00 UTC: " + counted(hour.count, "job") + ", median " +
           rough_span(hour.median) + ", longest " + rough_span(hour.max) + "</title>" +
           rect("range", x - 2.5, longest, 5, median - longest) + "/>" +
           rect("cap", x - 4.5, longest - 0.75, 9, 1.5) + "/><circle class=\"dot\" cx=\"" + px(x) +
           "\" cy=\"" + px(median) + "\" r=\"3.5\"/></g>\n";
  }
  return svg + "</svg>\n";
}

std::string svg_of_in_flight(const Activity& activity) {
  const LevelPeaks& series = activity.in_flight;
  if (series.peaks.empty()) return "";
  const std::uint64_t highest = std::ranges::max(series.peaks);
  const CountScale scale(highest);
  const double width = (kRight - kLeft) / static_cast<double>(series.peaks.size());
  std::string svg = begin_svg("jobs in flight over virtual time, at most " + grouped(highest)) +
                    count_scale(scale);
  std::string steps;
  for (std::size_t i = 0; i < series.peaks.size(); ++i) {
    const double level = static_cast<double>(series.peaks[i]) / static_cast<double>(scale.top);
    if (i == 0 || series.peaks[i] != series.peaks[i - 1]) steps += 'V' + px(height_of(level));
    if (i + 1 == series.peaks.size() || series.peaks[i] != series.peaks[i + 1]) {
      steps += 'H' + px(kLeft + width * static_cast<double>(i + 1));
    }
  }
  steps = 'M' + px(kLeft) + ' ' + px(kBottom) + steps + 'V' + px(kBottom);
  svg +=
      "<path class=\"area\" d=\"" + steps + "Z\"/>\n<path class=\"line\" d=\"" + steps + "\"/>\n";
  const Span whole = series.end() - series.start;
  for (const TimeTick& tick : time_ticks(series.start, series.end())) {
    const double share =
        static_cast<double>((tick.at - series.start).count()) / static_cast<double>(whole.count());
    svg += label_below(share, tick.label);
  }
  return svg + "</svg>\n";
}

std::string svg_of_polls(const Activity& activity) {
  constexpr std::size_t kFewestBars = 6, kMostLabels = 13;
  const auto& jobs = activity.jobs_by_polls;
  const std::uint64_t highest = std::ranges::max(jobs);
  if (highest == 0) return "";
  std::size_t bars = jobs.size();
  while (bars > kFewestBars && jobs[bars - 1] == 0) --bars;
  const CountScale scale(highest);
  std::string svg = begin_svg("jobs by the number of their polls") + count_scale(scale);
  const double slot = (kRight - kLeft) / static_cast<double>(bars);
  for (std::size_t i = 0; i < bars; ++i) {
    const double x = kLeft + slot * static_cast<double>(i);
    if (bars <= kMostLabels || i % 2 == 0) {
      svg += text_at(x + slot / 2, kHeight - 8, "middle", short_count(kLeastPolls[i]));
    }
    if (jobs[i] == 0) continue;
    const double top = height_of(static_cast<double>(jobs[i]) / static_cast<double>(scale.top));
    svg += rect("bar", x + slot * 0.15, top, slot * 0.7, kBottom - top) + "><title>" +
           counted(jobs[i], "job") + " took " + range_of_polls(i) + "</title></rect>\n";
  }
  return svg + "</svg>\n";
}

}  // namespace asyncsim
