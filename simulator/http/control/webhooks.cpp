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

constexpr std::uint64_t kMostListed = 10'000;
constexpr std::uint64_t kListed = 1'000;

Json attempt_json(const Attempt& attempt) {
  Json json{{"at", format_time(attempt.at)}};
  if (!attempt.result) {
    json["end"] = nullptr;
    return json;
  }
  json["end"] = name_of(attempt.result->end);
  json["status"] = attempt.result->status == 0 ? Json() : Json(attempt.result->status);
  if (!attempt.result->reason.empty()) json["reason"] = attempt.result->reason;
  return json;
}

Json delivery_json(const World& world, std::uint64_t ordinal, const Delivery& delivery) {
  const JobRecord* record = world.jobs().find(delivery.job);
  const Job job = world.job(delivery.job, *record);
  const bool to_come = delivery.state == DeliveryState::pending && !delivery.in_flight();
  Json attempts = Json::array();
  for (const Attempt& attempt : delivery.attempts) attempts.push_back(attempt_json(attempt));
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
  std::optional<std::uint64_t> after;

  bool fits(const Delivery& delivery) const {
    return (!state || delivery.state == *state) && (!job || delivery.job == *job);
  }
};

DeliveryFilter read_delivery_filter(Call& call, Account& account, Arguments& arguments) {
  DeliveryFilter filter;
  if (const auto state = arguments.text("state")) {
    filter.state = delivery_state(*state);
    if (!filter.state) {
      arguments.fail("state", "pending, delivered, failed, refused or cancelled");
    }
  }
  if (const auto id = arguments.text("job")) {
    const auto job = account.read(call.now(), [&](World& world) { return world.find_job(*id); });
    if (job) filter.job = *job;
    if (!job) arguments.fail(job.error());
  }
  if (const auto after = arguments.text("after")) {
    filter.after = read_delivery_id(*after);
    if (!filter.after) arguments.fail("after", "a delivery's id, such as dlv_1");
  }
  return filter;
}

Error no_delivery(const std::string& id) {
  return not_found("no delivery " + excerpt(Json(id)), "GET /_sim/webhooks lists them");
}

}  // namespace

Reply list_deliveries(Call& call) {
  const auto account = account_of(call, Touch::read);
  if (!account) return error_reply(account.error());
  Arguments arguments(call.request, {"state", "job", "limit", "after"});
  const auto limit = arguments.count("limit", 1, kMostListed).value_or(kListed);
  const DeliveryFilter filter = read_delivery_filter(call, **account, arguments);
  if (arguments.error()) return error_reply(*arguments.error());

  Json deliveries = Json::array();
  Json next;
  (*account)->read(call.now(), [&](World& world) {
    const std::uint64_t from = filter.after ? *filter.after + 1 : 0;
    world.webhooks().each(from, [&](std::uint64_t ordinal, const Delivery& delivery) {
      if (!filter.fits(delivery)) return true;
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
  std::vector<std::uint64_t> failed;
  (*account)->read(call.now(), [&](World& world) {
    world.webhooks().each(0, [&](std::uint64_t ordinal, const Delivery& delivery) {
      const bool lost =
          delivery.state == DeliveryState::failed || delivery.state == DeliveryState::refused;
      if (lost && delivery.attempts.back().at >= since) failed.push_back(ordinal);
      return true;
    });
  });
  std::size_t again = 0;
  for (const std::uint64_t delivery : failed) {
    again += (*account)->redeliver(delivery, call.now()).ok();
  }
  (void)advance(**account, {}, {}, call.service.shutting_down);
  return answer(call, **account, {{"redelivered", again}});
}

}  // namespace asyncsim::control
