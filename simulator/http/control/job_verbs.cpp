#include "http/control/answer.h"
#include "http/control/handlers.h"
#include "http/control/job_filter.h"
#include "pacer/advance.h"

namespace asyncsim::control {
namespace {

using http::Call;
using http::error_reply;
using http::Reply;

std::optional<JobVerb::Kind> verb_kind(std::string_view name) {
  using Kind = JobVerb::Kind;
  constexpr std::pair<std::string_view, Kind> kVerbs[] = {
      {"complete", Kind::complete}, {"fail", Kind::fail},   {"hold", Kind::hold},
      {"release", Kind::release},   {"delay", Kind::delay}, {"expire", Kind::expire}};
  for (const auto& [verb, kind] : kVerbs) {
    if (verb == name) return kind;
  }
  return std::nullopt;
}

Error unknown_verb(std::string_view name) {
  return not_found("no job verb " + excerpt(Json(std::string(name))),
                   "complete, fail?code=, hold, release, delay?by= and expire");
}

JobVerb read_verb(JobVerb::Kind kind, Arguments& arguments) {
  JobVerb verb{kind, {}, FailCode::reject_block, {}};
  if (const auto code = arguments.text("code")) {
    const auto known = fail_code(*code);
    if (known && *known != FailCode::none) {
      verb.code = *known;
    } else {
      arguments.fail("code", "a vendor code such as reject_block or navigation_timeout");
    }
  }
  if (const auto by = arguments.span("by")) verb.by = *by;
  if (kind == JobVerb::Kind::delay && !arguments.has("by")) {
    arguments.fail(invalid("delay wants by", "POST .../delay?by=10m"));
  }
  return verb;
}

/// What the change caused runs too: an advance by 0. During another advance that one does it.
void quiet_the_instant(Call& call, Account& account) {
  (void)advance(account, {}, {}, call.service.shutting_down);
}

}  // namespace

Reply force_one(Call& call) {
  const auto kind = verb_kind(call.captured[1]);
  if (!kind) return error_reply(unknown_verb(call.captured[1]));
  Arguments arguments(call.request, {"code", "by"});
  JobVerb verb = read_verb(*kind, arguments);
  if (arguments.error()) return error_reply(*arguments.error());
  const auto account = account_of(call, Touch::write);
  if (!account) return error_reply(account.error());
  const auto job =
      (*account)->read(call.now(), [&](World& world) { return world.find_job(call.captured[0]); });
  if (!job) return error_reply(job.error());
  verb.jobs = {*job};
  const Forced forced = (*account)->force(verb, call.now());
  if (forced.refused) return error_reply(*forced.refused);
  quiet_the_instant(call, **account);
  return answer(call, **account, {{"changed", 1}});
}

Reply force_many(Call& call) {
  const auto kind = verb_kind(call.captured[0]);
  if (!kind) return error_reply(unknown_verb(call.captured[0]));
  Arguments arguments(call.request, {"code", "by", "zone", "state"});
  JobVerb verb = read_verb(*kind, arguments);
  JobFilter filter = read_filter(arguments);
  if (arguments.error()) return error_reply(*arguments.error());
  const auto account = account_of(call, Touch::write);
  if (!account) return error_reply(account.error());
  (*account)->read(call.now(), [&](World& world) {
    world.jobs().each(0, [&](JobOrdinal ordinal, const JobRecord& record) {
      if (filter.fits(world, record)) verb.jobs.push_back(ordinal);
      return true;
    });
  });
  const Forced forced = (*account)->force(verb, call.now());
  quiet_the_instant(call, **account);
  return answer(call, **account, {{"changed", forced.changed}});
}

}  // namespace asyncsim::control
