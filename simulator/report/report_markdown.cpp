#include "report/report_markdown.h"

#include <algorithm>

#include "report/markup.h"

namespace asyncsim {
namespace {

constexpr std::size_t kLongestExample = 200;  // bytes
constexpr std::size_t kMostFailures = 10;

std::string shortened(const std::string& text) {
  if (text.size() <= kLongestExample) return escape_markdown(text);
  std::size_t end = kLongestExample;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
  return escape_markdown(text.substr(0, end)) + " ...";
}

std::string shown_failures(const Report& report) {
  const auto failures = other_failures(report);
  std::string text;
  for (std::size_t i = 0; i < std::min(failures.size(), kMostFailures); ++i) {
    text += "- " + shortened(failures[i]) + '\n';
  }
  if (failures.size() > kMostFailures) {
    text += "- and " + grouped(failures.size() - kMostFailures) + " more\n";
  }
  return text.empty() ? "" : text + '\n';
}

std::string numbers_table(const Tally& tally) {
  const std::pair<const char*, std::string> columns[]{
      {"jobs", grouped(tally.submitted)},    {"ready", grouped(tally.ready)},
      {"failed", grouped(tally.failed)},     {"collected", grouped(tally.collected)},
      {"lost", grouped(tally.lost)},         {"unfinished", grouped(tally.unfinished())},
      {"polls", grouped(tally.polls)},       {"heard 202", grouped(tally.pending_answers)},
      {"early", grouped(tally.early_polls)}, {"sync calls", grouped(tally.sync_calls)},
      {"refused", grouped(tally.refused)},   {"cost", dollars(tally.usd())},
  };
  std::string head = "|", line = "|", row = "|";
  for (const auto& [name, value] : columns) {
    head += std::string(" ") + name + " |";
    line += "--:|";
    row += ' ' + value + " |";
  }
  return head + '\n' + line + '\n' + row + "\n\n";
}

std::string findings_table(const Overall& all) {
  if (all.findings.empty()) return "";
  std::string text =
      "### Findings\n\n| | what | times | for example | instead |\n|---|---|--:|---|---|\n";
  for (const auto& [finding, accounts] : all.findings) {
    const FindingRow& row = row_of(finding.what);
    text += "| " + std::string(name_of(row.severity)) + " | **" + std::string(row.id) +
            "**: " + std::string(row.about);
    if (accounts > 1) text += ", in " + counted(accounts, "account");
    if (finding.cost_usd) text += " (" + dollars(*finding.cost_usd) + ")";
    text += " | " + grouped(finding.count) + " | ";
    for (const auto& example : finding.examples) {
      text += (&example == &finding.examples.front() ? "" : "<br>") + shortened(example);
    }
    text += " | " + std::string(row.instead) + " |\n";
  }
  return text + '\n';
}

std::string expectations_list(const Overall& all) {
  if (all.expectations.empty()) return "";
  std::string text = "### Expectations\n\n";
  for (const auto& row : all.expectations) {
    const std::string name = escape_markdown(row.name);
    if (row.missed == 0) {
      text += (row.unknown.empty() ? "- met: "
                                   : "- not judged, " + escape_markdown(row.unknown) + ": ") +
              name + '\n';
      continue;
    }
    text += "- **missed**: " + name;
    if (row.accounts > 1)
      text += ", by " + grouped(row.missed) + " of " + counted(row.accounts, "account");
    for (const auto& example : row.examples) text += "\n  - " + shortened(example);
    text += '\n';
  }
  return text + '\n';
}

std::string unsure_lists(const Overall& all) {
  std::string text;
  for (const auto& [unknown, accounts] : all.not_judged) {
    if (text.empty()) text = "### Not judged\n\n";
    text += "- " + std::string(row_of(unknown.what).id) + ": " + shortened(unknown.why);
    if (accounts > 1) text += ", in " + counted(accounts, "account");
    text += '\n';
  }
  if (!text.empty()) text += '\n';
  if (all.leaned_on.empty()) return text;
  text += "### Assumed, for no document says so\n\n";
  for (const LeanedOn& leaned : all.leaned_on)
    text += "- " + escape_markdown(leaned.sentence()) + '\n';
  return text + '\n';
}

std::string host_line(const HostFacts& host) {
  std::string text;
  for (const auto& [name, fact] : host.items()) {
    std::string words = name;
    std::ranges::replace(words, '_', ' ');
    text += (text.empty() ? "" : " · ") + escape_markdown(words + ' ' + fact_text(fact));
  }
  return "<sub>asyncsim" + (text.empty() ? "" : ": " + text) + "</sub>\n";
}

}  // namespace

std::string report_markdown(const Report& report) {
  const Overall all = overall(report.accounts);
  std::string text = std::string("## asyncsim: ") + (report.failed() ? "FAILED" : "passed") +
                     "\n\n" + summary_of(all);
  if (report.accounts.size() > 1) text += ", over " + counted(report.accounts.size(), "account");
  text += "\n\n";
  if (all.untouched()) {
    text += "No call reached the simulator: does the client use its base URL?\n\n";
  }
  return text + shown_failures(report) + numbers_table(all.tally) + findings_table(all) +
         expectations_list(all) + unsure_lists(all) + host_line(report.host);
}

}  // namespace asyncsim
