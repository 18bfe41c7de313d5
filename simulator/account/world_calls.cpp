// What the vendor's clients ask for: submits and sync calls.
#include "account/notification.h"
#include "account/world.h"
#include "scenario/field.h"

namespace asyncsim {
namespace {

constexpr std::size_t kMaxLiveJobs = 2'000'000;

std::string how_to_add(const std::string& zone) {
  return is_zone_name(zone) ? "add --zone " + zone : "a zone's name is 1 to 64 of A-Z a-z 0-9 _ -";
}

}  // namespace

// ---- submit ----

Result<ZoneIndex> World::zone_for(const std::string& name, Product family) {
  if (const auto index = zones_.find(name)) return *index;
  const bool create = scenario_->knobs.get<UnknownZones>() == UnknownZones::create;
  lean(Knob::unknown_zones, scenario_->knobs);
  if (create && is_zone_name(name)) {
    if (auto added = apply(AddZone{default_zone(name, family)}); !added) return added.error();
    return *zones_.find(name);
  }
  return not_found("zone \"" + name + "\" not found",
                   "this world has " + zones_.names() + "; " + how_to_add(name));
}

// Where polls move time a client's pauses move none: it is taken to heed its Retry-After.
std::optional<Span> World::take_token(TokenBucket& bucket, double rate, double burst) {
  const auto wait = bucket.take(now(), rate, burst);
  if (wait && mode_ == ClockMode::polls) bucket.wait_is_over();
  return wait;
}

Outcome World::take_token(ZoneIndex index) {
  const Zone& zone = zones_.at(index);
  if (!zone.limits.submits_per_second) return success();
  if (buckets_.size() <= index) buckets_.resize(index + std::size_t{1});
  const double rate = *zone.limits.submits_per_second;
  const double burst = zone.limits.burst.value_or(std::max(1.0, rate));
  const auto wait = take_token(buckets_[index], rate, burst);
  if (!wait) return success();
  return too_many(zone, for_the_client(*wait),
                  "zone \"" + zone.name + "\" takes " + plain_number(rate).dump() +
                      " submits a second, " + plain_number(burst).dump() + " at once; zones." +
                      zone.name + ".limits sets that");
}

Outcome World::make_room(ZoneIndex index, const Ruling& ruling, std::uint64_t call) {
  auto room = ruling.limit ? take_token(*ruling.limit, zones_.at(index)) : take_token(index);
  if (!room) tell_to_wait(call, room.error());
  return room;
}

void World::tell_to_wait(std::uint64_t call, const Error& refused) {
  if (refused.retry_after <= 0) return;
  findings_.told_to_wait(call, {std::chrono::seconds{refused.retry_after}}, client_clock());
}

void World::tell_to_wait(std::uint64_t call, const RuleReply& reply) {
  if (reply.status != 429 || !reply.retry_after) return;
  findings_.told_to_wait(call, {std::chrono::seconds{*reply.retry_after}}, client_clock());
}

Error World::too_many(const Zone& zone, ClientSpan wait, std::string hint) {
  lean(Knob::retry_after, zone.knobs);
  Error error{ErrorKind::too_many, "too many requests", std::move(hint)};
  if (zone.knobs.get<RetryAfter>() == RetryAfter::sent) {
    error.retry_after = std::chrono::ceil<std::chrono::seconds>(wait.value).count();
  }
  return error;
}

Result<Submitted> World::apply(const Submit& input) {
  const auto index = zone_for(input.zone, input.family);
  if (!index) return index.error();
  const Zone& zone = zones_.at(*index);
  if (zone.mode == ZoneMode::sync) {
    lean(Knob::on_sync_zone, zone.knobs);
    if (zone.knobs.get<OnSyncZone>() == OnSyncZone::reject) {
      return invalid(
          "async requests are not enabled for this zone",
          "zone \"" + zone.name + "\" is sync; set zones." + zone.name + ".mode to async");
    }
  }
  const std::uint64_t key = fate_key(zone, input.request);
  findings_.came(input.facts.connection);
  findings_.called(key, {}, client_clock());
  const auto occurrence = life_.next_occurrence(key);
  const Ruling ruling =
      rule_on(VendorCall::submit, key,
              about_submit(CallKind::submit, zone, input.request, input.facts, occurrence));
  Submitted submitted;
  submitted.reply = ruling.reply;
  submitted.now = now();
  if (ruling.reply && !ruling.reply->reply->takes_effect()) return submitted;
  if (auto room = make_room(*index, ruling, key); !room) return room.error();
  if (zone.mode == ZoneMode::sync && zone.knobs.get<OnSyncZone>() == OnSyncZone::content) {
    submitted.content = answer_at_once(*index, input.request, ruling);
    return submitted;
  }
  if (jobs_.live() >= kMaxLiveJobs) {
    return Error{ErrorKind::too_many, "too many live jobs in this account",
                 "an account holds 2,000,000; advance past their expiry, or reset"};
  }
  return accept(*index, input.request, ruling);
}

Queue* World::queue_for(const Zone& zone, const Drawn& drawn, const UrlWishes& wishes) {
  return drawn.by_rule || wishes.set_time() ? nullptr : queues_.find(zone.name);
}

Submitted World::accept(ZoneIndex index, const JobRequest& request, const Ruling& ruling) {
  const Zone& zone = zones_.at(index);
  const Drawn drawn = circumstances(ruling, conditions_.back(), now(), zones_.service(index));
  const UrlWishes wishes = wishes_under(ruling, wishes_of(request));
  const auto [ordinal, equal, turn] =
      life_.begin(zone, index, request, drawn.under(), wishes, queue_for(zone, drawn, wishes));
  if (turn) queues_.keep(ordinal, *turn);
  JobRecord& job = *jobs_.find(ordinal);
  if (!ruling.none()) job.ruling = keep_ruling(ruling);
  job.vanished = ruling.outcome && ruling.outcome->outcome->kind == RuleOutcome::Kind::lost;
  job.conditions = static_cast<std::uint16_t>(conditions_.size() - 1);
  ++pending_jobs_;
  ledger_.bill(zone, request.units);
  Entry entry = entry_about(Happening::submitted, ordinal, job);
  entry.text = request.url;
  job.unheard = ruling.reply && ruling.reply->reply->fault != ReplyFault::none;
  job.has_hook = !hook_url(request, zone).empty();
  happen(entry, {.equal = equal ? jobs_.find(*equal) : nullptr});
  note_ruling(VendorCall::submit, ruling, &job, ordinal);
  job.answer_owed = job.has_hook;
  Submitted submitted;
  submitted.reply = ruling.reply;
  if (job.answer_owed && fault_of(job).kind == WebhookFaultKind::early) {
    submitted.told_first = life_.force_completion(ordinal, job.failure).ok();
  }
  submitted.epoch = epoch_;
  submitted.job = ordinal;
  submitted.id = ids_.make(ordinal, now());
  submitted.now = now();
  submitted.tell_when_written = job.answer_owed;
  return submitted;
}

// ---- sync ----

Result<SyncAnswer> World::apply(const SyncCall& input) {
  const auto index = zone_for(input.zone, input.family);
  if (!index) return index.error();
  const Zone& zone = zones_.at(*index);
  if (zone.mode == ZoneMode::async) {
    lean(Knob::on_async_zone, zone.knobs);
    if (zone.knobs.get<OnAsyncZone>() == OnAsyncZone::reject) {
      return invalid("sync requests are not enabled for this zone",
                     "zone \"" + zone.name + "\" is async; set zones." + zone.name +
                         ".mode to sync, or zones." + zone.name + ".knobs.on_async_zone to allow");
    }
  }
  const std::uint64_t key = fate_key(zone, input.request);
  findings_.came(input.facts.connection);
  findings_.called(key, {}, client_clock());
  const Ruling ruling =
      rule_on(VendorCall::request, key,
              about_submit(CallKind::request, zone, input.request, input.facts, 0));
  if (ruling.reply && !ruling.reply->reply->takes_effect()) {
    SyncAnswer refused;
    refused.reply = ruling.reply;
    refused.now = now();
    return refused;
  }
  if (auto room = make_room(*index, ruling, key); !room) return room.error();
  return answer_at_once(*index, input.request, ruling);
}

SyncAnswer World::answer_at_once(ZoneIndex index, const JobRequest& request, const Ruling& ruling) {
  const Zone& zone = zones_.at(index);
  const Fate fate = life_.sync_fate(
      zone, request,
      circumstances(ruling, conditions_.back(), now(), zones_.sync_service(index)).under(),
      wishes_under(ruling, wishes_of(request)));
  ledger_.bill(zone, request.units);
  SyncAnswer answer;
  answer.job.zone = zones_.share(index);
  answer.job.state = fate.failure == FailCode::none ? JobState::ready : JobState::failed;
  answer.job.failure = fate.failure;
  answer.job.submitted = now();
  answer.job.ready = now() + *fate.service;
  answer.job.request = request;
  answer.seed = conditions_.back().seed;
  answer.now = now();
  answer.epoch = epoch_;
  answer.page = ruling.page;
  answer.reply = ruling.reply;
  note_ruling(VendorCall::request, ruling, nullptr, 0);
  Entry entry;
  entry.at = now();
  entry.happening = Happening::requested;
  entry.zone = index;
  entry.word = static_cast<std::uint8_t>(fate.failure);
  entry.number = static_cast<std::uint64_t>(fate.service->count());
  entry.text = request.url;
  happen(entry);
  return answer;
}

}  // namespace asyncsim
