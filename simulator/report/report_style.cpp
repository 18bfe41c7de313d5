#include "report/report_style.h"

namespace asyncsim {

const std::string_view kReportStyle = R"(
:root {
  color-scheme: light dark;
  --page: #ffffff; --card: #f6f7f9; --edge: #dde1e7; --text: #1c2128; --faint: #5b6470;
  --accent: #2459c9; --range: #a9c0f2; --good: #1a7a3c; --bad: #b3261e; --warn: #8a5a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171c; --card: #1d2127; --edge: #343a43; --text: #e4e7eb; --faint: #9ba4b0;
    --accent: #86abff; --range: #3d5591; --good: #5fce85; --bad: #ff8a80; --warn: #f0b94c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1rem; max-width: 76rem; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1.4rem; margin: .5rem 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .75rem; }
p { margin: .25rem 0 .75rem; }
ul { margin: .25rem 0; padding-left: 1.25rem; }
code { font: .92em ui-monospace, monospace; }
.faint, footer { color: var(--faint); font-size: .9rem; }
.good { color: var(--good); } .bad, .error { color: var(--bad); }
.warning { color: var(--warn); } .info { color: var(--accent); }
.tag {
  border: 1px solid; border-radius: .3rem; padding: 0 .4rem; font-size: .85rem; font-weight: 600;
}
.numbers {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .5rem;
  margin: 1rem 0;
}
.numbers div, .card {
  background: var(--card); border: 1px solid var(--edge); border-radius: .5rem;
  padding: .5rem .75rem;
}
.numbers dt { color: var(--faint); font-size: .85rem; }
.numbers dd { margin: 0; font-size: 1.2rem; font-variant-numeric: tabular-nums; }
.plots {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr));
  gap: 1rem;
}
.plots .card { margin: 0; display: flex; flex-direction: column; }
figcaption { font-size: .9rem; margin-bottom: .5rem; }
figcaption span { display: block; }
svg { display: block; width: 100%; margin-top: auto; }
svg .axis { fill: var(--faint); font: 11px system-ui, sans-serif; }
svg .grid { stroke: var(--edge); stroke-width: 1; }
svg .bar, svg .dot, svg .cap { fill: var(--accent); }
svg .range { fill: var(--range); }
svg .area { fill: var(--range); opacity: .5; }
svg .line { fill: none; stroke: var(--accent); stroke-width: 1.5; stroke-linejoin: round; }
.card { margin: 0 0 .75rem; }
.card h3 { font-size: 1rem; margin: 0; display: inline; }
article { display: flex; flex-wrap: wrap; align-items: baseline; column-gap: .5rem; }
article > p, article > ul { flex: 0 0 100%; order: 1; }
.card .times { order: 1; margin-left: auto; color: var(--faint); font-size: .9rem; }
.card p { margin: .4rem 0; }
.card p:last-child { margin-bottom: 0; }
.examples { color: var(--faint); font: .85rem/1.5 ui-monospace, monospace; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td {
  padding: .25rem .6rem; text-align: right; border-bottom: 1px solid var(--edge);
  white-space: nowrap;
}
th { color: var(--faint); font-weight: 400; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
details { margin-bottom: 1rem; }
summary { cursor: pointer; padding: .25rem 0; }
footer { border-top: 1px solid var(--edge); margin-top: 2rem; padding-top: .75rem; }
)";

}  // namespace asyncsim
