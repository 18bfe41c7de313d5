#include "report/report.h"

#include "http/control/answer.h"
#include "http/control/handlers.h"
#include "report/report_format.h"
#include "report/report_json.h"

namespace asyncsim::control {
namespace {

/// `on`: what it fails on besides missed expectations.
http::Reply print_as(ReportFormat format, const AccountReport& account, FailOn on, HostFacts host) {
  // Of one account its numbers stand at the top; --report writes what many have together.
  if (format == ReportFormat::json) {
    return http::json_reply(200, print_json(report_json(account, host)));
  }
  Report report{{account}, {}, std::move(host)};
  for (const Judgement& judgement : account.judgements) {
    if (judgement.failed()) report.failures.push_back(sentence_of(judgement));
  }
  for (const Finding& finding : account.findings) {
    const FindingRow& row = row_of(finding.what);
    if (!fails(on, row.severity)) continue;
    report.failures.push_back(std::string(row.id) + ": " + std::string(row.about));
  }
  http::Reply reply;
  reply.with("content-type", std::string(row_of(format).content_type));
  reply.body = print_report(format, report);
  return reply;
}

}  // namespace

http::Reply get_report(http::Call& call) {
  Arguments arguments(call.request, {"format", "fail"});
  const auto format = report_format_named(arguments.text("format").value_or("json"));
  if (!format) arguments.fail("format", "json, junit, md or html");
  const auto fail = arguments.text("fail");
  const auto on = fail ? fail_on(*fail) : FailOn::never;
  if (!on) arguments.fail("fail", "never, expect, error or warning");
  if (arguments.error()) return http::error_reply(*arguments.error());
  const auto account = account_of(call, Touch::read);
  if (!account) return http::error_reply(account.error());
  const AccountReport report =
      (*account)->read(call.now(), [](World& world) { return world.report(); });
  const FailOn words = fail ? *on : FailOn::expect;  // unless told, as `run` has it
  http::Reply reply =
      answer(call, **account,
             print_as(*format, report, words, {{"version", call.service.settings.version}}));
  if (report.fails(*on)) reply.status = 422;
  return reply;
}

}  // namespace asyncsim::control
