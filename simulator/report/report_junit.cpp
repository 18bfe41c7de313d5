#include "report/report_junit.h"

#include <algorithm>
#include <utility>

#include "core/time_text.h"
#include "report/markup.h"

namespace asyncsim {
namespace {

std::string attribute(const char* name, std::string_view value) {
  return std::string(" ") + name + "=\"" + escape_markup(value) + '"';
}

struct TestCase {
  enum class Result { passed, failed, skipped };

  std::string name;
  Result result = Result::passed;
  std::string type{};               ///< of the failure
  std::string message{};            ///< why it failed or was skipped
  std::vector<std::string> more{};  ///< lines that say more of a failure
};

struct TestSuite {
  std::string name;
  TimePoint at{};
  std::vector<std::pair<std::string, std::string>> properties{};
  std::vector<TestCase> cases{};
  std::vector<std::string> output{};  ///< lines

  std::string count(TestCase::Result result) const {
    return std::to_string(std::ranges::count(cases, result, &TestCase::result));
  }
};

std::string lines_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += escape_markup(line) + '\n';
  return text;
}

std::string print_case(const TestCase& test, const std::string& suite) {
  std::string xml = "    <testcase" + attribute("name", test.name) +
                    attribute("classname", "asyncsim." + suite) + " time=\"0\"";
  switch (test.result) {
    case TestCase::Result::passed:
      return xml + "/>\n";
    case TestCase::Result::skipped:
      return xml + "><skipped" + attribute("message", test.message) + "/></testcase>\n";
    case TestCase::Result::failed:
      break;
  }
  return xml + "><failure" + attribute("message", test.message) + attribute("type", test.type) +
         ">" + lines_of(test.more) + "</failure></testcase>\n";
}

std::string print_suite(const TestSuite& suite, std::size_t id) {
  using enum TestCase::Result;
  std::string xml =
      "  <testsuite" + attribute("name", suite.name) + " package=\"asyncsim\"" +
      attribute("id", std::to_string(id)) +
      attribute("timestamp", format_time(suite.at).substr(0, 19)) + " hostname=\"localhost\"" +
      attribute("tests", std::to_string(suite.cases.size())) +
      attribute("failures", suite.count(failed)) + " errors=\"0\"" +
      attribute("skipped", suite.count(skipped)) + " time=\"0\">\n" + "    <properties>\n";
  for (const auto& [name, value] : suite.properties) {
    xml += "      <property" + attribute("name", name) + attribute("value", value) + "/>\n";
  }
  xml += "    </properties>\n";
  for (const TestCase& test : suite.cases) xml += print_case(test, suite.name);
  return xml + "    <system-out>" + lines_of(suite.output) +
         "</system-out>\n    <system-err></system-err>\n  </testsuite>\n";
}

TestCase case_of(const Judgement& judgement) {
  TestCase test{name_of(judgement.expectation)};
  if (judgement.met()) return test;
  if (!judgement.failed()) {
    test.result = TestCase::Result::skipped;
    test.message = judgement.unknown;
    return test;
  }
  test.result = TestCase::Result::failed;
  test.type = "expectation";
  test.message = judgement.sentence;
  test.more = judgement.examples;
  test.more.insert(test.more.end(), judgement.nearest.begin(), judgement.nearest.end());
  return test;
}

TestCase case_of(FindingId what, const AccountReport& account) {
  TestCase test{std::string(row_of(what).id)};
  if (const auto unknown = std::ranges::find(account.not_judged, what, &NotJudged::what);
      unknown != account.not_judged.end()) {
    test.result = TestCase::Result::skipped;
    test.message = unknown->why;
  }
  const auto found = std::ranges::find(account.findings, what, &Finding::what);
  if (found == account.findings.end()) return test;
  const FindingRow& row = row_of(what);
  test.result = TestCase::Result::failed;
  test.type = name_of(row.severity);
  test.message = sentence_of(*found);
  test.more = found->examples;
  test.more.push_back("instead: " + std::string(row.instead));
  return test;
}

std::vector<std::pair<std::string, std::string>> numbers_of(const AccountReport& account) {
  const Tally& tally = account.tally;
  const auto number = [](std::uint64_t value) { return std::to_string(value); };
  return {{"now", format_time(account.now)},
          {"submitted", number(tally.submitted)},
          {"ready", number(tally.ready)},
          {"failed", number(tally.failed)},
          {"collected", number(tally.collected)},
          {"lost", number(tally.lost)},
          {"unfinished", number(tally.unfinished())},
          {"polls", number(tally.polls)},
          {"pending_answers", number(tally.pending_answers)},
          {"early_polls", number(tally.early_polls)},
          {"sync_calls", number(tally.sync_calls)},
          {"refused", number(tally.refused)},
          {"cost_usd", plain_number(tally.usd()).dump()}};
}

TestSuite suite_of(const AccountReport& account) {
  TestSuite suite{account.account, account.now, numbers_of(account)};
  for (const Judgement& judgement : account.judgements) suite.cases.push_back(case_of(judgement));
  for (std::size_t i = 0; i < kFindings; ++i) {
    const auto what = static_cast<FindingId>(i);
    if (row_of(what).severity != Severity::info) suite.cases.push_back(case_of(what, account));
  }
  for (const Finding& finding : account.findings) {
    const FindingRow& row = row_of(finding.what);
    if (row.severity != Severity::info) continue;
    suite.output.push_back(std::string(row.id) + ": " + std::string(row.about) +
                           "; instead: " + std::string(row.instead));
  }
  for (const LeanedOn& leaned : account.assumptions.undocumented()) {
    suite.output.push_back("assumed: " + leaned.sentence());
  }
  return suite;
}

TestSuite suite_of_run(const Report& report) {
  TestSuite suite{"run"};
  for (const auto& account : report.accounts) suite.at = std::max(suite.at, account.now);
  TestCase verdict{"verdict"};
  if (report.failed()) {
    verdict.result = TestCase::Result::failed;
    verdict.type = "verdict";
    verdict.message = report.failures.front();
    if (report.failures.size() > 1) verdict.more = report.failures;
  }
  suite.cases.push_back(std::move(verdict));
  for (const auto& [name, fact] : report.host.items()) {
    suite.properties.emplace_back(name, fact_text(fact));
  }
  return suite;
}

}  // namespace

std::string report_junit(const Report& report) {
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  std::size_t id = 0;
  for (const AccountReport& account : report.accounts) xml += print_suite(suite_of(account), id++);
  return xml + print_suite(suite_of_run(report), id) + "</testsuites>\n";
}

}  // namespace asyncsim
