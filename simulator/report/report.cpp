#include "report/report.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace asyncsim {
namespace {

/// Of several accounts, which one it was.
class AccountMark {
 public:
  explicit AccountMark(std::size_t accounts) : several_(accounts > 1) {}
  std::string mark(std::string sentence, const AccountReport& account) const {
    return several_ ? std::move(sentence) + " (" + account.account + ")" : sentence;
  }

 private:
  bool several_;
};

template <class Row, class Same>
Row& row_where(std::vector<Row>& rows, Same same, Row fresh) {
  const auto found = std::ranges::find_if(rows, same);
  if (found != rows.end()) return *found;
  return rows.emplace_back(std::move(fresh));
}

void add_findings(Overall& overall, const AccountReport& account, const AccountMark& which) {
  for (const Finding& finding : account.findings) {
    FindingOverall& row = row_where(
        overall.findings, [&](const auto& r) { return r.finding.what == finding.what; },
        FindingOverall{{finding.what}});
    ++row.accounts;
    row.finding.count += finding.count;
    if (finding.cost_usd) {
      row.finding.cost_usd = row.finding.cost_usd.value_or(0) + *finding.cost_usd;
    }
    for (const auto& example : finding.examples) {
      if (row.finding.examples.size() == Finding::kExamples) break;
      row.finding.examples.push_back(which.mark(example, account));
    }
  }
  for (const NotJudged& unknown : account.not_judged) {
    ++row_where(
          overall.not_judged,
          [&](const auto& r) {
            return r.not_judged.what == unknown.what && r.not_judged.why == unknown.why;
          },
          NotJudgedOverall{unknown})
          .accounts;
  }
}

void add_expectations(Overall& overall, const AccountReport& account, const AccountMark& which) {
  for (const Judgement& judgement : account.judgements) {
    const std::string name = name_of(judgement.expectation);
    ExpectationOverall& row = row_where(
        overall.expectations, [&](const auto& r) { return r.name == name; },
        ExpectationOverall{name});
    ++row.accounts;
    if (row.unknown.empty()) row.unknown = judgement.unknown;
    if (!judgement.failed()) continue;
    ++row.missed;
    if (row.missed <= Finding::kExamples) {
      row.examples.push_back(which.mark(sentence_of(judgement), account));
      row.examples.insert(row.examples.end(), judgement.nearest.begin(), judgement.nearest.end());
    }
  }
}

}  // namespace

Overall overall(const std::vector<AccountReport>& accounts) {
  Overall overall;
  const AccountMark which(accounts.size());
  for (const AccountReport& account : accounts) {
    overall.tally += account.tally;
    add_findings(overall, account, which);
    add_expectations(overall, account, which);
  }
  std::ranges::stable_sort(overall.findings, {},
                           [](const FindingOverall& row) { return row.finding.what; });
  overall.leaned_on = leaned_on(accounts).undocumented();
  return overall;
}

std::uint64_t Overall::findings_of(Severity severity) const {
  return static_cast<std::uint64_t>(std::ranges::count_if(
      findings, [&](const auto& row) { return row_of(row.finding.what).severity == severity; }));
}

bool Overall::untouched() const {
  return tally.submitted + tally.polls + tally.refused + tally.sync_calls == 0;
}

std::string sentence_of(const Judgement& judgement) {
  std::string sentence = judgement.sentence;
  for (const auto& id : judgement.examples) {
    sentence += (&id == &judgement.examples.front() ? ": " : ", ") + id;
  }
  if (!judgement.examples.empty() && judgement.missed > judgement.examples.size())
    sentence += ", ...";
  return sentence;
}

std::string sentence_of(const Finding& finding) {
  const std::string cost = finding.cost_usd ? " (" + dollars(*finding.cost_usd) + ")" : "";
  return std::string(row_of(finding.what).about) + ", " + counted(finding.count, "time") + cost;
}

std::vector<std::string> other_failures(const Report& report) {
  const auto tells = [](const std::string& failure, const Judgement& judgement) {
    return judgement.failed() && failure.find(judgement.sentence) != failure.npos;
  };
  std::vector<std::string> others = report.failures;
  std::erase_if(others, [&](const std::string& failure) {
    return std::ranges::any_of(report.accounts, [&](const AccountReport& account) {
      return std::ranges::any_of(account.judgements,
                                 [&](const Judgement& j) { return tells(failure, j); });
    });
  });
  return others;
}

std::string summary_of(const Overall& overall) {
  std::string kinds;
  for (const Severity severity : {Severity::error, Severity::warning, Severity::info}) {
    const std::uint64_t count = overall.findings_of(severity);
    if (count == 0) continue;
    if (!kinds.empty()) kinds += ", ";
    kinds += severity == Severity::info ? grouped(count) + " to improve"
                                        : counted(count, std::string(name_of(severity)));
  }
  std::uint64_t expected = 0, missed = 0;
  for (const auto& row : overall.expectations) {
    expected += row.accounts;
    missed += row.missed;
  }
  std::string text = kinds.empty() ? "no findings" : kinds;
  if (expected == 0) return text;
  if (missed == 0) return text + "; " + counted(expected, "expectation") + " met";
  return text + "; " + grouped(missed) + " of " + counted(expected, "expectation") + " missed";
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t end = digits.size(); end > 3; end -= 3) digits.insert(end - 3, 1, ',');
  return digits;
}

std::string counted(std::uint64_t count, const std::string& noun) {
  return grouped(count) + ' ' + noun + (count == 1 ? "" : "s");
}

std::string dollars(double usd) {
  const auto nano = static_cast<std::uint64_t>(std::llround(usd * 1e9));
  std::string fraction = std::to_string(1'000'000'000 + nano % 1'000'000'000).substr(1);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return grouped(nano / 1'000'000'000) + (fraction.empty() ? "" : "." + fraction) + " USD";
}

std::string fact_text(const Json& fact) {
  if (fact.is_string()) return fact.get<std::string>();
  if (!fact.is_number_float()) return print_json(fact);
  char text[400];
  const auto end =
      std::to_chars(text, text + sizeof text, fact.get<double>(), std::chars_format::fixed, 2);
  return {text, end.ptr};
}

}  // namespace asyncsim
