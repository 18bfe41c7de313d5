// Where public knowledge of the vendor ends, or contradicts itself, a knob chooses. One table: from
// it come the loader's keys, --set, the fidelity table of the README, and what is said of the
// answers that a run leaned on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace asyncsim {

/// How well a behaviour is founded.
enum class Evidence : std::uint8_t {
  documented,  ///< the vendor's public documents say so
  observed,    ///< somebody saw it live and wrote it down
  disputed,    ///< documents and observations, or two documents, contradict each other
  inferred,    ///< by analogy with what is documented
  unknown,     ///< nobody says
};
std::string_view name_of(Evidence evidence);

/// Those up to retry_after are kept in Knobs; the others are settings of a zone that are disputed
/// too, and what has no alternative yet.
enum class Knob : std::uint8_t {
  pending_answer,
  result_shape,
  failure_shape,
  expired_answer,
  missing_response_id,
  foreign_id,
  bad_key_text,
  unknown_zones,
  on_sync_zone,
  on_async_zone,
  fresh_id,
  lenient_json,
  webhook_data_field,
  webhook_get_layout,
  retry_after,
  // settings elsewhere
  webhook_method,
  retention,
  poll_cadence,
  webhook_attempts,
};
inline constexpr std::size_t kStoredKnobs = static_cast<std::size_t>(Knob::retry_after) + 1;
inline constexpr std::size_t kKnobs = static_cast<std::size_t>(Knob::webhook_attempts) + 1;

// The values of each, in the table's order; the first is the default.
enum class PendingAnswer : std::uint8_t { text, quoted, empty, no_content, processing };
enum class ResultShape : std::uint8_t { passthrough, envelope };
enum class FailureShape : std::uint8_t { headers, envelope, status };
enum class ExpiredAnswer : std::uint8_t { not_found, gone };
enum class MissingResponseId : std::uint8_t { bad_request, validation, not_found };
enum class ForeignId : std::uint8_t { not_found, forbidden };
enum class BadKeyText : std::uint8_t { invalid_token, authentication, method, credentials };
enum class UnknownZones : std::uint8_t { reject, create };
enum class OnSyncZone : std::uint8_t { reject, allow, content };
enum class OnAsyncZone : std::uint8_t { allow, reject };
enum class FreshId : std::uint8_t { found, unknown_for_2s, unknown_for_10s };
enum class LenientJson : std::uint8_t { refuse, accept };
enum class WebhookDataField : std::uint8_t { webhook_data, hook_data, both };
enum class WebhookGetLayout : std::uint8_t { parameters, json };
enum class RetryAfter : std::uint8_t { sent, omitted };

constexpr Knob knob_of(PendingAnswer) { return Knob::pending_answer; }
constexpr Knob knob_of(ResultShape) { return Knob::result_shape; }
constexpr Knob knob_of(FailureShape) { return Knob::failure_shape; }
constexpr Knob knob_of(ExpiredAnswer) { return Knob::expired_answer; }
constexpr Knob knob_of(MissingResponseId) { return Knob::missing_response_id; }
constexpr Knob knob_of(ForeignId) { return Knob::foreign_id; }
constexpr Knob knob_of(BadKeyText) { return Knob::bad_key_text; }
constexpr Knob knob_of(UnknownZones) { return Knob::unknown_zones; }
constexpr Knob knob_of(OnSyncZone) { return Knob::on_sync_zone; }
constexpr Knob knob_of(OnAsyncZone) { return Knob::on_async_zone; }
constexpr Knob knob_of(FreshId) { return Knob::fresh_id; }
constexpr Knob knob_of(LenientJson) { return Knob::lenient_json; }
constexpr Knob knob_of(WebhookDataField) { return Knob::webhook_data_field; }
constexpr Knob knob_of(WebhookGetLayout) { return Knob::webhook_get_layout; }
constexpr Knob knob_of(RetryAfter) { return Knob::retry_after; }

struct KnobValue {
  std::string_view name;
  std::string_view does;  ///< what happened where it was heeded: "expired id answered 404"
  Evidence evidence;
};

struct KnobRow {
  std::string_view path;  ///< in a zone: "knobs.pending_answer", "retention"
  std::string_view about;
  std::span<const KnobValue> values;  ///< the first is the default

  /// "pending_answer" of "knobs.pending_answer"
  std::string_view key() const;
};
const KnobRow& row_of(Knob knob);

/// What was chosen; a knob that was not has its default.
class Knobs {
 public:
  constexpr Knobs() { chosen_.fill(kUnsaid); }

  template <class Choice>
  Choice get() const {
    return static_cast<Choice>(value(knob_of(Choice{})));
  }
  /// The place of its value in the table.
  std::uint8_t value(Knob knob) const {
    const std::uint8_t chosen = chosen_[static_cast<std::size_t>(knob)];
    return chosen == kUnsaid ? std::uint8_t{0} : chosen;
  }
  bool says(Knob knob) const { return chosen_[static_cast<std::size_t>(knob)] != kUnsaid; }
  /// Nothing: the default again.
  void choose(Knob knob, std::optional<std::uint8_t> value) {
    chosen_[static_cast<std::size_t>(knob)] = value.value_or(kUnsaid);
  }
  /// These, and where they say nothing, those of `base`.
  Knobs over(const Knobs& base) const;

  bool operator==(const Knobs&) const = default;

 private:
  static constexpr std::uint8_t kUnsaid = 0xff;
  std::array<std::uint8_t, kStoredKnobs> chosen_;
};

}  // namespace asyncsim
