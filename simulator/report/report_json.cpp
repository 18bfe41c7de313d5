#include "report/report_json.h"

#include "core/time_text.h"

namespace asyncsim {
namespace {

void put_numbers(Json& json, const Tally& tally) {
  json["jobs"] = {{"submitted", tally.submitted}, {"ready", tally.ready},
                  {"failed", tally.failed},       {"collected", tally.collected},
                  {"lost", tally.lost},           {"unfinished", tally.unfinished()}};
  json["calls"] = {{"polls", tally.polls},
                   {"pending_answers", tally.pending_answers},
                   {"early_polls", tally.early_polls},
                   {"sync", tally.sync_calls},
                   {"refused", tally.refused}};
  json["cost_usd"] = tally.usd();
}

Json leaned_json(const std::vector<AccountReport>& reports) {
  Json list = Json::array();
  for (const LeanedOn& leaned : leaned_on(reports).undocumented()) {
    list.push_back({{"setting", row_of(leaned.knob).path},
                    {"value", leaned.what().name},
                    {"evidence", name_of(leaned.what().evidence)},
                    {"count", leaned.count},
                    {"found", leaned.sentence()}});
  }
  return list;
}

}  // namespace

Json judgement_json(const Judgement& judgement) {
  return {{"expected", name_of(judgement.expectation)},
          {"met", judgement.unknown.empty() ? Json(judgement.met()) : Json(nullptr)},
          {"count", judgement.missed},
          {"found", judgement.sentence},
          {"examples", judgement.examples},
          {"nearest", judgement.nearest},
          {"unknown", judgement.unknown.empty() ? Json(nullptr) : Json(judgement.unknown)}};
}

namespace {

Json finding_json(const Finding& finding, const std::string& account) {
  const FindingRow& row = row_of(finding.what);
  Json json{{"id", row.id},          {"severity", name_of(row.severity)},
            {"account", account},    {"count", finding.count},
            {"found", row.about},    {"examples", finding.examples},
            {"instead", row.instead}};
  if (finding.cost_usd) json["cost_usd"] = *finding.cost_usd;
  return json;
}

void put_verdict(Json& json, const std::vector<AccountReport>& reports, const HostFacts& host) {
  Json findings = Json::array(), expectations = Json::array(), not_judged = Json::array();
  for (const AccountReport& report : reports) {
    for (const Finding& finding : report.findings) {
      findings.push_back(finding_json(finding, report.account));
    }
    for (const NotJudged& unknown : report.not_judged) {
      not_judged.push_back(
          {{"id", row_of(unknown.what).id}, {"account", report.account}, {"why", unknown.why}});
    }
    for (const Judgement& judgement : report.judgements) {
      expectations.push_back(judgement_json(judgement));
      expectations.back()["account"] = report.account;
    }
  }
  json["findings"] = std::move(findings);
  json["expectations"] = std::move(expectations);
  json["not_judged"] = std::move(not_judged);
  json["leaned_on"] = leaned_json(reports);
  json["host"] = host;
}

Json account_json(const AccountReport& report) {
  Json json{{"account", report.account}, {"now", format_time(report.now)}};
  put_numbers(json, report.tally);
  return json;
}

}  // namespace

Json report_json(const AccountReport& report, const HostFacts& host) {
  Json json = account_json(report);
  put_verdict(json, {report}, host);
  return json;
}

Json report_json(const std::vector<AccountReport>& reports, const HostFacts& host) {
  Tally total;
  Json accounts = Json::array();
  for (const AccountReport& report : reports) {
    total += report.tally;
    accounts.push_back(account_json(report));
  }
  Json json = Json::object();
  put_numbers(json, total);
  put_verdict(json, reports, host);
  json["accounts"] = std::move(accounts);
  return json;
}

}  // namespace asyncsim
