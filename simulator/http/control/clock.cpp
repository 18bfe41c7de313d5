#include "core/time_text.h"
#include "http/control/answer.h"
#include "http/control/handlers.h"
#include "pacer/advance.h"

namespace asyncsim::control {
namespace {

using http::Call;
using http::error_reply;
using http::Reply;

Json clock_json(const ClockView& clock) {
  return {{"now", format_time(clock.now)},
          {"mode", name_of(clock.mode)},
          {"speed", plain_number(clock.speed)},
          {"next_event", next_event_json(clock.next_event)}};
}

std::optional<JobOrdinal> job_goal(Call& call, Account& account, const Json& until,
                                   Arguments& arguments) {
  if (!until.is_object() || until.size() != 1 || !until.contains("job") ||
      !until.at("job").is_string()) {
    arguments.fail("until", "\"next\", \"settled\" or {\"job\":\"ID\"}");
    return std::nullopt;
  }
  const auto id = until.at("job").get<std::string>();
  const auto job = account.read(call.now(), [&](World& world) { return world.find_job(id); });
  if (job) return *job;
  arguments.fail(job.error());
  return std::nullopt;
}

/// by, to or until: exactly one of them.
AdvanceGoal read_goal(Call& call, Account& account, Arguments& arguments) {
  AdvanceGoal goal;
  const int given = arguments.has("by") + arguments.has("to") + arguments.has("until");
  if (given != 1) {
    arguments.fail(invalid("give one of by, to and until",
                           "by=48h, to=2026-01-07T09:00:00Z, until=next, until=settled"));
  }
  if (const auto by = arguments.span("by")) goal = {AdvanceGoal::Kind::by, *by};
  if (const auto to = arguments.time("to")) goal = {AdvanceGoal::Kind::to, {}, *to};
  if (const Json* until = arguments.value("until")) {
    if (*until == "next") {
      goal.kind = AdvanceGoal::Kind::next;
    } else if (*until == "settled") {
      goal.kind = AdvanceGoal::Kind::settled;
    } else if (const auto job = job_goal(call, account, *until, arguments)) {
      goal = {AdvanceGoal::Kind::job, {}, {}, *job};
    }
  }
  return goal;
}

Json advanced_json(const Advanced& advanced) {
  const Ran& ran = advanced.ran;
  return {{"now", format_time(advanced.now)},
          {"ran",
           {{"completed", ran.completed},
            {"delivered", ran.delivered},
            {"undelivered", ran.undelivered},
            {"expired", ran.expired}}},
          {"pending", advanced.pending},
          {"next_event", next_event_json(advanced.next_event)},
          {"stopped", advanced.stopped.empty() ? Json() : Json(advanced.stopped)}};
}

}  // namespace

Reply get_clock(Call& call) {
  const auto account = account_of(call, Touch::read);
  if (!account) return error_reply(account.error());
  return answer(call, **account, clock_json((*account)->clock(call.now())));
}

Reply put_clock(Call& call) {
  Arguments arguments(call.request, {"mode", "speed"});
  const auto mode = arguments.text("mode");
  const auto speed = arguments.number("speed", kSlowest, kFastest);
  const auto chosen = mode ? clock_mode(*mode) : ClockMode::paced;
  if (!chosen) arguments.fail("mode", "\"manual\", \"polls\" or \"paced\"");
  if (!mode && !speed) arguments.fail(invalid("give mode or speed", R"({"mode":"manual"})"));
  if (chosen && *chosen != ClockMode::paced && speed) {
    arguments.fail(
        invalid("a clock of mode " + *mode + " has no speed", R"({"speed":60} alone paces it)"));
  }
  if (arguments.error()) return error_reply(*arguments.error());
  const auto account = account_of(call, Touch::write);
  if (!account) return error_reply(account.error());
  const double present = (*account)->clock(call.now()).speed;
  const SetClock input{*chosen, speed.value_or(present)};
  if (const auto set = (*account)->set_clock(input, call.now()); !set) {
    return error_reply(set.error());
  }
  return answer(call, **account, clock_json((*account)->clock(call.now())));
}

Reply post_advance(Call& call) {
  const auto account = account_of(call, Touch::write);
  if (!account) return error_reply(account.error());
  Arguments arguments(call.request, {"by", "to", "until", "budget"});
  const AdvanceGoal goal = read_goal(call, **account, arguments);
  AdvanceBounds bounds;
  if (const auto budget = arguments.real_span("budget", kLongestWait)) bounds.budget = *budget;
  if (arguments.error()) return error_reply(*arguments.error());
  const auto advanced = advance(**account, goal, bounds, call.service.shutting_down);
  if (!advanced) return error_reply(advanced.error());
  return answer(call, **account, advanced_json(*advanced));
}

}  // namespace asyncsim::control
