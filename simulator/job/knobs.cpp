#include "job/knobs.h"

namespace asyncsim {
namespace {

using enum Evidence;

constexpr KnobValue kPendingAnswer[]{
    {"text", "a pending poll heard 202 \"Request is pending\"", documented},
    {"quoted", "a pending poll heard 202 with the text in quotes", unknown},
    {"empty", "a pending poll heard 202 without a body", unknown},
    {"204", "a pending poll heard 204", unknown},
    {"102", "a pending poll heard 102, as it was long ago, and the connection closed", unknown}};
constexpr KnobValue kResultShape[]{
    {"passthrough", "a result was passed through, not enveloped", disputed},
    {"envelope", "a result was enveloped, not passed through", disputed}};
constexpr KnobValue kFailureShape[]{
    {"headers", "a failed job read 200, empty, with x-brd-error headers", inferred},
    {"envelope", "a failed job read 200 with an envelope", unknown},
    {"status", "a failed job read 502", unknown}};
constexpr KnobValue kExpiredAnswer[]{{"not_found", "an expired id answered 404", inferred},
                                     {"gone", "an expired id answered 410", unknown}};
constexpr KnobValue kMissingResponseId[]{
    {"bad_request", "a poll without response_id answered 400 \"Bad Request\"", unknown},
    {"validation", "a poll without response_id answered 400 with a validation error", unknown},
    {"not_found", "a poll without response_id answered 404", unknown}};
constexpr KnobValue kForeignId[]{{"not_found", "another account's id answered 404", unknown},
                                 {"forbidden", "another account's id answered 403", unknown}};
constexpr KnobValue kBadKeyText[]{
    {"invalid_token", "a bad key heard 401 \"Invalid token\"", documented},
    {"authentication", "a bad key heard 401 \"User authentication is required\"", observed},
    {"method", "a bad key heard 401 \"Auth method is not supported\"", observed},
    {"credentials", "a bad key heard 401 \"Credentials are missing\"", observed}};
constexpr KnobValue kUnknownZones[]{
    {"reject", "an unknown zone answered 400", observed},
    {"create", "an unknown zone was made at its first use", unknown}};
constexpr KnobValue kOnSyncZone[]{
    {"reject", "an async request to a sync zone answered 400", disputed},
    {"allow", "an async request to a sync zone was accepted", disputed},
    {"content", "an async request to a sync zone answered the page itself", disputed}};
constexpr KnobValue kOnAsyncZone[]{{"allow", "/request was answered on an async zone", disputed},
                                   {"reject", "/request on an async zone answered 400", disputed}};
constexpr KnobValue kFreshId[]{
    {"found", "an id was known from its submit on", inferred},
    {"404_for_2s", "an id answered 404 for 2 s after its submit", unknown},
    {"404_for_10s", "an id answered 404 for 10 s after its submit", unknown}};
constexpr KnobValue kLenientJson[]{
    {"refuse", "a body with a trailing comma answered 400", unknown},
    {"accept", "a body with a trailing comma was accepted", unknown}};
constexpr KnobValue kWebhookDataField[]{
    {"webhook_data", "a webhook named its data webhook_data", disputed},
    {"hook_data", "a webhook named its data hook_data", disputed},
    {"both", "a webhook named its data both ways", unknown}};
constexpr KnobValue kWebhookGetLayout[]{
    {"parameters", "a GET webhook had a query parameter for each field", unknown},
    {"json", "a GET webhook had all its fields as JSON in one parameter", unknown}};
constexpr KnobValue kRetryAfter[]{{"sent", "a 429 came with retry-after", unknown},
                                  {"omitted", "a 429 came without retry-after", unknown}};
constexpr KnobValue kWebhookMethod[]{{"POST", "a webhook was sent by POST", disputed},
                                     {"GET", "a webhook was sent by GET", disputed}};
constexpr KnobValue kRetention[]{{"48h", "a result was kept 48 hours", documented},
                                 {"24h", "a result was kept 24 hours", unknown}};
constexpr KnobValue kPollCadence[]{
    {"noted", "a poll earlier than documented was answered", unknown},
    {"enforced", "a poll earlier than documented heard 429", disputed},
    {"metered", "a second poll within a minute was billed", disputed}};
constexpr KnobValue kWebhookAttempts[]{
    {"once", "a webhook was sent once, for no retry is documented", unknown}};

constexpr std::array<KnobRow, kKnobs> kTable{{
    {"knobs.pending_answer", "What a poll hears before its job is done.", kPendingAnswer},
    {"knobs.result_shape", "How an unlocker result without format is read.", kResultShape},
    {"knobs.failure_shape", "How a job that failed is read.", kFailureShape},
    {"knobs.expired_answer", "What an id hears once its result has expired.", kExpiredAnswer},
    {"knobs.missing_response_id", "What a poll without response_id hears.", kMissingResponseId},
    {"knobs.foreign_id", "What another account's id hears.", kForeignId},
    {"knobs.bad_key_text",
     "What a key that is not let in hears with its 401; of the server, for it has no account.",
     kBadKeyText},
    {"knobs.unknown_zones", "What becomes of a submit to a zone that is not there.", kUnknownZones},
    {"knobs.on_sync_zone", "What an async request to a sync zone hears.", kOnSyncZone},
    {"knobs.on_async_zone", "What a /request on an async zone hears.", kOnAsyncZone},
    {"knobs.fresh_id", "Whether an id can be read at once.", kFreshId},
    {"knobs.lenient_json", "Whether a body may carry trailing commas.", kLenientJson},
    {"knobs.webhook_data_field", "What a webhook calls the request's webhook_data.",
     kWebhookDataField},
    {"knobs.webhook_get_layout", "How a GET webhook carries its fields.", kWebhookGetLayout},
    {"knobs.retry_after", "Whether a 429 says when to come again.", kRetryAfter},
    {"webhook.method", "How a webhook is sent when the request does not say.", kWebhookMethod},
    {"retention", "How long after its submission a result exists.", kRetention},
    {"limits.poll_cadence", "What a poll earlier than documented hears.", kPollCadence},
    {"webhook.retries", "How often a webhook is tried.", kWebhookAttempts},
}};

}  // namespace

std::string_view name_of(Evidence evidence) {
  constexpr std::string_view kNames[]{"documented", "observed", "disputed", "inferred", "unknown"};
  return kNames[static_cast<std::size_t>(evidence)];
}

std::string_view KnobRow::key() const { return path.substr(path.rfind('.') + 1); }

const KnobRow& row_of(Knob knob) { return kTable[static_cast<std::size_t>(knob)]; }

Knobs Knobs::over(const Knobs& base) const {
  Knobs merged = *this;
  for (std::size_t i = 0; i < kStoredKnobs; ++i) {
    if (merged.chosen_[i] == kUnsaid) merged.chosen_[i] = base.chosen_[i];
  }
  return merged;
}

}  // namespace asyncsim
