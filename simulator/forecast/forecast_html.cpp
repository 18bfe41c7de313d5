#include <algorithm>
#include <functional>

#include "core/time_text.h"
#include "forecast/forecast_page.h"
#include "report/axis.h"
#include "report/html_page.h"
#include "report/markup.h"
#include "report/report.h"
#include "report/svg_canvas.h"

namespace asyncsim {
namespace {

constexpr const char* kForecastStyle = R"(
:root {
  --case0: #2459c9; --case1: #c2571a; --case2: #1a7a3c; --case3: #8a3fb5; --case4: #8a5a00;
  --case5: #5b6470;
}
@media (prefers-color-scheme: dark) {
  :root {
    --case0: #86abff; --case1: #ff9d66; --case2: #5fce85; --case3: #d39bf2; --case4: #f0b94c;
    --case5: #9ba4b0;
  }
}
.case0 { --case: var(--case0); } .case1 { --case: var(--case1); } .case2 { --case: var(--case2); }
.case3 { --case: var(--case3); } .case4 { --case: var(--case4); } .case5 { --case: var(--case5); }
svg .line { stroke: var(--case); stroke-width: 2; }
.legend span::before {
  content: ""; display: inline-block; width: .8em; height: .8em; margin-right: .4em;
  background: var(--case); border-radius: .15em;
}
.legend span { margin-right: 1.5em; }
.plots { margin-bottom: 1.5rem; }
)";

using Value = std::uint64_t ForecastStep::*;

std::string css_of(std::size_t index) { return "case" + std::to_string(index % 6); }

struct Plot {
  Span step;
  Span longest;
  std::vector<std::vector<ForecastStep>> series;
};

Plot plot_of(const std::vector<ForecastCase>& cases, std::int64_t points) {
  const Span longest = length_of(cases);
  Plot plot{round_step(longest, points, kForecastStep), longest, {}};
  for (const ForecastCase& one : cases) plot.series.push_back(coarser(one.steps, plot.step));
  return plot;
}

/// Six round spans at most, from 0 on.
std::vector<Span> span_ticks(Span longest) {
  const Span tick = round_step(longest, 6, kForecastStep);
  std::vector<Span> ticks;
  for (Span at{0}; at <= longest; at += tick) ticks.push_back(at);
  return ticks;
}

double share_of(Span part, Span whole) {
  return static_cast<double>(part.count()) / static_cast<double>(whole.count());
}

std::string stepped_line(const std::vector<ForecastStep>& steps, Value value, const Plot& plot,
                         const CountScale& scale) {
  std::string path = "M" + svg::px(svg::kLeft) + ' ' + svg::px(svg::kBottom);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double level = static_cast<double>(steps[i].*value) / static_cast<double>(scale.top);
    const Span end = plot.step * static_cast<Span::rep>(i + 1);
    path += 'V' + svg::px(svg::height_of(level)) + 'H' +
            svg::px(svg::across(std::min(1.0, share_of(end, plot.longest))));
  }
  return path + 'V' + svg::px(svg::kBottom);
}

std::string drawn(const std::string& label, const Plot& plot, Value value) {
  std::uint64_t highest = 0;
  for (const auto& steps : plot.series) {
    for (const ForecastStep& step : steps) highest = std::max(highest, step.*value);
  }
  if (highest == 0) return "";
  const CountScale scale(highest);
  std::string svg = svg::begin_svg(label) + svg::count_scale(scale);
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    svg += "<path class=\"line " + css_of(i) + "\" d=\"" +
           stepped_line(plot.series[i], value, plot, scale) + "\"/>\n";
  }
  for (const Span tick : span_ticks(plot.longest)) {
    svg += svg::label_below(share_of(tick, plot.longest), "+" + format_span(tick));
  }
  return svg + "</svg>\n";
}

std::string legend(const std::vector<ForecastCase>& cases) {
  if (cases.size() < 2) return "";
  std::string html = "<p class=\"legend\">";
  const auto labels = labels_of(cases);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    html += "<span class=\"" + css_of(i) + "\">" + escape_markup(labels[i]) + "</span>";
  }
  return html + "</p>\n";
}

std::string plots(const ForecastPage& page) {
  const Plot fine = plot_of(page.cases, 200), coarse = plot_of(page.cases, 48);
  return "<div class=\"plots\">\n" +
         figure("In flight", "jobs submitted and not done, by time after the start",
                drawn("jobs in flight over time after the start", fine, &ForecastStep::in_flight)) +
         figure("Done", "jobs done within each " + format_span(coarse.step),
                drawn("jobs done over time after the start", coarse, &ForecastStep::completed)) +
         "</div>\n";
}

std::string table(const ForecastPage& page) {
  std::string html = "<div class=\"wide\"><table>\n";
  for (const ForecastRow& row : rows_of(page)) {
    html += "<tr><td>" + escape_markup(row.name) + "</td>";
    for (const std::string& value : row.values) html += "<td>" + escape_markup(value) + "</td>";
    html += "</tr>\n";
  }
  return html + "</table></div>\n";
}

}  // namespace

std::string forecast_html(const ForecastPage& page) {
  std::string sentences;
  for (const std::string& sentence : comparisons(page)) {
    sentences += "<li>" + escape_markup(sentence) + "</li>\n";
  }
  if (!sentences.empty()) sentences = "<ul>\n" + sentences + "</ul>\n";
  return html_page("asyncsim forecast", kForecastStyle,
                   "<header>\n<h1>asyncsim forecast</h1>\n<p>" + escape_markup(headline_of(page)) +
                       "</p>\n" + sentences + "</header>\n<main>\n" + legend(page.cases) +
                       plots(page) + table(page) + "</main>\n");
}

}  // namespace asyncsim
