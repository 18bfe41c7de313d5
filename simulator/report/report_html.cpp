#include "report/report_html.h"

#include <algorithm>

#include "core/time_text.h"
#include "report/html_page.h"
#include "report/markup.h"
#include "report/svg_plot.h"

namespace asyncsim {
namespace {

constexpr std::size_t kMostFailuresShown = 20;
constexpr std::size_t kMostLinesOfExpectation = 10;
constexpr std::size_t kMostPlotted = 6;  // accounts
constexpr std::size_t kMostRows = 100;   // accounts

/// A sentence of ours, in which `words` are code.
std::string with_code(std::string_view sentence) {
  std::string html;
  for (bool code = false;; code = !code) {
    const auto tick = sentence.find('`');
    const std::string part = escape_markup(sentence.substr(0, tick));
    html += code ? element("code", part) : part;
    if (tick == sentence.npos) return html;
    sentence.remove_prefix(tick + 1);
  }
}

std::string section(const char* title, const std::string& inside) {
  if (inside.empty()) return "";
  return "<section>\n" + element("h2", title) + '\n' + inside + "</section>\n";
}

/// At most that many items, and how many there are besides.
std::string list_of(const std::vector<std::string>& items, std::size_t most, const char* css = "") {
  std::string html;
  for (std::size_t i = 0; i < std::min(items.size(), most); ++i) {
    html += element("li", escape_markup(items[i])) + '\n';
  }
  if (items.size() > most) html += element("li", "and " + grouped(items.size() - most) + " more");
  return html.empty() ? "" : element("ul", '\n' + html, css) + '\n';
}

std::string headline(const Report& report, const Overall& all) {
  const bool failed = report.failed();
  std::string html =
      "<h1>asyncsim: " +
      element("span", failed ? "FAILED" : "passed", failed ? "tag bad" : "tag good") + "</h1>\n";
  std::string sentence = summary_of(all);
  if (report.accounts.size() > 1) {
    sentence += ", over " + counted(report.accounts.size(), "account");
  }
  html += element("p", sentence) + '\n';
  if (report.accounts.size() == 1) {
    const AccountReport& account = report.accounts.front();
    html += element("p",
                    "account " + escape_markup(account.account) + " at " + format_time(account.now),
                    "faint") +
            '\n';
  }
  if (all.untouched()) {
    html += element("p", "No call reached the simulator: does the client use its base URL?",
                    "warning") +
            '\n';
  }
  return html + list_of(other_failures(report), kMostFailuresShown, "bad");
}

std::string number_tiles(const Tally& tally) {
  const std::pair<const char*, std::string> tiles[]{
      {"jobs", grouped(tally.submitted)},
      {"ready", grouped(tally.ready)},
      {"failed", grouped(tally.failed)},
      {"collected", grouped(tally.collected)},
      {"lost", grouped(tally.lost)},
      {"unfinished", grouped(tally.unfinished())},
      {"polls", grouped(tally.polls)},
      {"heard 202", grouped(tally.pending_answers)},
      {"early polls", grouped(tally.early_polls)},
      {"sync calls", grouped(tally.sync_calls)},
      {"refused", grouped(tally.refused)},
      {"cost", dollars(tally.usd())},
  };
  std::string html;
  for (const auto& [name, value] : tiles) {
    html += element("div", element("dt", name) + element("dd", value)) + '\n';
  }
  return element("dl", '\n' + html, "numbers") + '\n';
}

std::string plots_of(const AccountReport& account) {
  const LevelPeaks& flight = account.activity.in_flight;
  const std::string html =
      figure("Latency", "median and longest, by the hour (UTC) of the submit",
             svg_of_latency(account.activity)) +
      figure("Jobs in flight", "from " + format_time(flight.start).substr(0, 19) + "Z (UTC)",
             svg_of_in_flight(account.activity)) +
      figure("Polls until collected or expired", "jobs by at least so many polls",
             svg_of_polls(account.activity));
  return html.empty() ? "" : element("div", '\n' + html, "plots") + '\n';
}

/// Those with the most jobs.
std::string plots_of_busiest(const std::vector<AccountReport>& accounts) {
  if (accounts.size() == 1) return plots_of(accounts.front());
  std::vector<const AccountReport*> busiest;
  for (const AccountReport& account : accounts) busiest.push_back(&account);
  std::ranges::stable_sort(busiest, std::greater(),
                           [](const AccountReport* account) { return account->tally.submitted; });
  std::string html;
  for (std::size_t i = 0; i < std::min(busiest.size(), kMostPlotted); ++i) {
    const std::string plots = plots_of(*busiest[i]);
    if (plots.empty()) continue;
    html += std::string(html.empty() ? "<details open>" : "<details>") +
            element("summary", escape_markup(busiest[i]->account) + ", " +
                                   counted(busiest[i]->tally.submitted, "job")) +
            '\n' + plots + "</details>\n";
  }
  return html;
}

std::string finding_cards(const Overall& all) {
  std::string html;
  for (const auto& [finding, accounts] : all.findings) {
    const FindingRow& row = row_of(finding.what);
    const std::string severity(name_of(row.severity));
    std::string times = counted(finding.count, "time");
    if (accounts > 1) times += " in " + counted(accounts, "account");
    if (finding.cost_usd) times += ", " + dollars(*finding.cost_usd);
    html += "<article class=\"card\">" + element("span", times, "times") +
            element("span", severity, ("tag " + severity).c_str()) + ' ' +
            element("h3", std::string(row.id)) + '\n' + element("p", with_code(row.about)) + '\n' +
            list_of(finding.examples, Finding::kExamples, "examples") +
            element("p", "Instead: " + with_code(row.instead)) + "</article>\n";
  }
  return html;
}

std::string expectation_cards(const Overall& all) {
  std::string html;
  for (const auto& row : all.expectations) {
    const bool met = row.missed == 0;
    html += "<article class=\"card\">" +
            (row.unknown.empty() || !met
                 ? element("span", met ? "met" : "missed", met ? "tag good" : "tag bad")
                 : element("span", "not judged", "tag warning")) +
            ' ' + element("h3", escape_markup(row.name));
    if (!met && row.accounts > 1) {
      html += element("p", "by " + grouped(row.missed) + " of " + counted(row.accounts, "account"));
    }
    if (!row.unknown.empty()) html += element("p", "not judged: " + escape_markup(row.unknown));
    html += list_of(row.examples, kMostLinesOfExpectation, "examples") + "</article>\n";
  }
  return html;
}

std::string not_judged_list(const Overall& all) {
  std::vector<std::string> items;
  for (const auto& [unknown, accounts] : all.not_judged) {
    items.push_back(std::string(row_of(unknown.what).id) + ": " + unknown.why +
                    (accounts > 1 ? ", in " + counted(accounts, "account") : ""));
  }
  return list_of(items, items.size());
}

std::string assumed_list(const Overall& all) {
  std::vector<std::string> items;
  for (const LeanedOn& leaned : all.leaned_on) items.push_back(leaned.sentence());
  const std::string list = list_of(items, items.size());
  if (list.empty()) return "";
  return element("p", "Answers that no document of the vendor backs:", "faint") + '\n' + list;
}

std::string account_row(const AccountReport& account) {
  const Tally& tally = account.tally;
  std::string html = element("td", escape_markup(account.account));
  for (const std::uint64_t number : {tally.submitted, tally.ready, tally.failed, tally.collected,
                                     tally.lost, tally.unfinished(), tally.polls}) {
    html += element("td", grouped(number));
  }
  return element("tr", html + element("td", dollars(tally.usd())) +
                           element("td", format_time(account.now))) +
         '\n';
}

std::string accounts_table(const std::vector<AccountReport>& accounts) {
  if (accounts.size() < 2) return "";
  std::string html;
  for (const char* head : {"account", "jobs", "ready", "failed", "collected", "lost", "unfinished",
                           "polls", "cost", "now"}) {
    html += element("th", head);
  }
  html = element("tr", html) + '\n';
  for (std::size_t i = 0; i < std::min(accounts.size(), kMostRows); ++i) {
    html += account_row(accounts[i]);
  }
  html = element("div", element("table", '\n' + html), "wide") + '\n';
  if (accounts.size() <= kMostRows) return html;
  return html + element("p", "and " + grouped(accounts.size() - kMostRows) + " more") + '\n';
}

std::string host_footer(const HostFacts& host) {
  std::string text;
  for (const auto& [name, fact] : host.items()) {
    std::string words = name;
    std::ranges::replace(words, '_', ' ');
    text += (text.empty() ? ": " : " · ") + words + ' ' + fact_text(fact);
  }
  return element("footer", escape_markup("asyncsim" + text)) + '\n';
}

}  // namespace

std::string report_html(const Report& report) {
  const Overall all = overall(report.accounts);
  return html_page(
      std::string("asyncsim: ") + (report.failed() ? "FAILED" : "passed"), "",
      element("header", '\n' + headline(report, all) + number_tiles(all.tally)) + "\n<main>\n" +
          section("Over virtual time", plots_of_busiest(report.accounts)) +
          section("Findings", finding_cards(all)) +
          section("Expectations", expectation_cards(all)) +
          section("Not judged", not_judged_list(all)) + section("Assumed", assumed_list(all)) +
          section("Accounts", accounts_table(report.accounts)) + "</main>\n" +
          host_footer(report.host));
}

}  // namespace asyncsim
