#include "http/control/answer.h"
#include "http/control/handlers.h"
#include "report/report_json.h"

namespace asyncsim::control {

http::Reply get_report(http::Call& call) {
  Arguments arguments(call.request, {"format", "fail"});
  if (arguments.text("format").value_or("json") != "json") arguments.fail("format", "json");
  const auto fail = arguments.text("fail");
  if (fail && *fail != "never" && *fail != "expect") arguments.fail("fail", "never or expect");
  if (arguments.error()) return http::error_reply(*arguments.error());
  const auto account = account_of(call, Touch::read);
  if (!account) return http::error_reply(account.error());
  const AccountReport report =
      (*account)->read(call.now(), [](World& world) { return world.report(); });
  http::Reply reply =
      answer(call, **account, report_json(report, {{"version", call.service.settings.version}}));
  if (fail == "expect" && report.fails()) reply.status = 422;
  return reply;
}

}  // namespace asyncsim::control
