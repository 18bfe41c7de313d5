#include <functional>
#include <vector>

#include "account/notification.h"
#include "core/time_text.h"
#include "http/control/answer.h"
#include "http/control/handlers.h"
#include "pacer/advance.h"

namespace asyncsim::control {
namespace {

using http::Call;
using http::error_reply;
using http::Reply;

/// Of a real time, which no account knows.
std::string wall_time(std::chrono::system_clock::time_point time) {
  const auto unix_time = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch());
  return format_time(TimePoint{Span{unix_time.count()}});
}

/// What it looked like from outside: real times, the receiver's own words.
void add_trace(Json& json, const AttemptTrace& trace, std::string_view answer) {
  if (!answer.empty()) json["answer"] = answer;
  if (trace.began == std::chrono::system_clock::time_point{}) return;  // it never left
  json["began"] = wall_time(trace.began);
  json["took_ms"] = static_cast<double>(trace.took.count()) / 1'000;
  json["address"] = trace.address.empty() ? Json() : Json(trace.address);
}

Json attempt_json(const Attempt& attempt, std::string_view answer) {
  Json json{{"at", format_time(attempt.at)}};
  if (!attempt.result) {
    json["end"] = nullptr;
    return json;
  }
  const AttemptResult& result = *attempt.result;
  json["end"] = name_of(result.end);
  json["status"] = result.status == 0 ? Json() : Json(result.status);
  if (!result.reason.empty()) json["reason"] = result.reason;
  if (result.retry_after) json["retry_after"] = format_span(result.retry_after->value);
  add_trace(json, result.trace, answer);
  return json;
}

Json delivery_json(const World& world, std::uint64_t ordinal, const Delivery& delivery) {
  const JobRecord* record = world.jobs().find(delivery.job);
  const Job job = world.job(delivery.job, *record);
  const bool to_come = delivery.due != 0 || delivery.withheld;
  Json attempts = Json::array();
  for (std::uint32_t n = 0; n < delivery.attempts.size(); ++n) {
    attempts.push_back(attempt_json(delivery.attempts[n], world.webhooks().answer(ordinal, n + 1)));
  }
  return {{"id", delivery_id(ordinal)},
          {"job", job.id},
          {"zone", job.zone->name},
          {"url", hook_url(job.request, *job.zone)},
          {"state", name_of(delivery.state)},
          {"next", to_come ? Json(format_time(delivery.next)) : Json()},
          {"attempts", std::move(attempts)}};
}

struct DeliveryFilter {
  std::optional<DeliveryState> state;
  std::optional<JobOrdinal> job;
  std::optional<std::string> zone;
  std::optional<std::uint64_t> after;

  bool fits(const World& world, const Delivery& delivery) const {
    if (state && delivery.state != *state) return false;
    if (job && delivery.job != *job) return false;
    return !zone || world.zones().at(world.jobs().find(delivery.job)->zone).name == *zone;
  }
};

std::optional<JobOrdinal> read_job(Call& call, Account& account, Arguments& arguments) {
  const auto id = arguments.text("job");
  if (!id) return std::nullopt;
  const auto job = account.read(call.now(), [&](World& world) { return world.find_job(*id); });
  if (job) return *job;
  arguments.fail(job.error());
  return std::nullopt;
}

DeliveryFilter read_delivery_filter(Call& call, Account& account, Arguments& arguments) {
  DeliveryFilter filter;
  if (const auto state = arguments.text("state")) {
    filter.state = delivery_state(*state);
    if (!filter.state) {
      arguments.fail("state", "pending, delivered, failed, refused or cancelled");
    }
  }
  filter.job = read_job(call, account, arguments);
  filter.zone = arguments.text("zone");
  if (const auto after = arguments.text("after")) {
    filter.after = read_delivery_id(*after);
    if (!filter.after) arguments.fail("after", "a delivery's id, such as dlv_1");
  }
  return filter;
}

/// One attempt, now, of each delivery that fits. How many that were.
std::size_t send_all(Call& call, Account& account,
                     const std::function<bool(const Delivery&)>& fits) {
  std::vector<std::uint64_t> chosen;
  account.read(call.now(), [&](World& world) {
    world.webhooks().each(0, [&](std::uint64_t ordinal, const Delivery& delivery) {
      if (fits(delivery)) chosen.push_back(ordinal);
      return true;
    });
  });
  std::size_t sent = 0;
  for (const std::uint64_t delivery : chosen) sent += account.redeliver(delivery, call.now()).ok();
  (void)advance(account, {}, {}, call.service.shutting_down);
  return sent;
}

Error no_delivery(const std::string& id) {
  return not_found("no delivery " + excerpt(Json(id)), "GET /_sim/webhooks lists them");
}

}  // namespace

Reply list_deliveries(Call& call) {
  const auto account = account_of(call, Touch::read);
  if (!account) return error_reply(account.error());
  Arguments arguments(call.request, {"state", "job", "zone", "limit", "after"});
  const auto limit = read_limit(arguments);
  const DeliveryFilter filter = read_delivery_filter(call, **account, arguments);
  if (arguments.error()) return error_reply(*arguments.error());

  Json deliveries = Json::array();
  Json next;
  (*account)->read(call.now(), [&](World& world) {
    const std::uint64_t from = filter.after ? *filter.after + 1 : 0;
    world.webhooks().each(from, [&](std::uint64_t ordinal, const Delivery& delivery) {
      if (!filter.fits(world, delivery)) return true;
      const bool full = deliveries.size() == limit;
      if (full) next = deliveries.back().at("id");
      if (!full) deliveries.push_back(delivery_json(world, ordinal, delivery));
      return !full;
    });
  });
  return answer(call, **account, {{"deliveries", std::move(deliveries)}, {"next", next}});
}

Reply get_delivery(Call& call) {
  const auto account = account_of(call, Touch::read);
  if (!account) return error_reply(account.error());
  const auto ordinal = read_delivery_id(call.captured[0]);
  const auto json = (*account)->read(call.now(), [&](World& world) -> std::optional<Json> {
    const Delivery* delivery = ordinal ? world.webhooks().find(*ordinal) : nullptr;
    if (!delivery) return std::nullopt;
    return delivery_json(world, *ordinal, *delivery);
  });
  if (!json) return error_reply(no_delivery(call.captured[0]));
  return answer(call, **account, *json);
}

Reply redeliver(Call& call) {
  const auto account = account_of(call, Touch::write);
  if (!account) return error_reply(account.error());
  Arguments arguments(call.request, {});
  if (arguments.error()) return error_reply(*arguments.error());
  const auto ordinal = read_delivery_id(call.captured[0]);
  if (!ordinal) return error_reply(no_delivery(call.captured[0]));
  if (const auto sent = (*account)->redeliver(*ordinal, call.now()); !sent) {
    return error_reply(sent.error());
  }
  (void)advance(**account, {}, {}, call.service.shutting_down);
  return get_delivery(call);
}

Reply recover(Call& call) {
  const auto account = account_of(call, Touch::write);
  if (!account) return error_reply(account.error());
  Arguments arguments(call.request, {"since"});
  const auto since = arguments.time("since").value_or(kEarliest);
  if (arguments.error()) return error_reply(*arguments.error());
  const auto lost = [since](const Delivery& delivery) {
    return (delivery.state == DeliveryState::failed || delivery.state == DeliveryState::refused) &&
           delivery.attempts.back().at >= since;
  };
  return answer(call, **account, {{"redelivered", send_all(call, **account, lost)}});
}

Reply deliver(Call& call) {
  const auto account = account_of(call, Touch::write);
  if (!account) return error_reply(account.error());
  Arguments arguments(call.request, {"job"});
  const auto job = read_job(call, **account, arguments);
  if (arguments.error()) return error_reply(*arguments.error());
  if (!job) {
    const auto deferred = [](const Delivery& delivery) { return delivery.deferred(); };
    return answer(call, **account, {{"delivered", send_all(call, **account, deferred)}});
  }
  if (const auto sent = (*account)->trigger_webhook(*job, call.now()); !sent) {
    return error_reply(sent.error());
  }
  (void)advance(**account, {}, {}, call.service.shutting_down);
  return answer(call, **account, {{"delivered", 1}});
}

}  // namespace asyncsim::control
