// What a value of each kind of field.h may be, as JSON Schema 2020-12. A schema takes whatever
// read() takes; it takes more where a rule can't be said in it: lengths in bytes, ranges of
// durations and times.
#pragma once

#include "scenario/field.h"
#include "scenario/latency_fields.h"
#include "scenario/rule_fields.h"
#include "scenario/webhook_fields.h"

namespace asyncsim {

/// Those that more than one schema refers to, by name: "$defs".
Json shared_schemas();

Json schema_of(const Constant& kind);
Json schema_of(const Mark& kind);
Json schema_of(const Text& kind);
Json schema_of(const OptionalText& kind);
Json schema_of(const Note& kind);
Json schema_of(const Seed& kind);
Json schema_of(const Flag& kind);
Json schema_of(const Count& kind);
Json schema_of(const Texts& kind);
Json schema_of(const OptionalCount& kind);
Json schema_of(const Number& kind);
Json schema_of(const OptionalNumber& kind);
Json schema_of(const Duration& kind);
Json schema_of(const OptionalDuration& kind);
Json schema_of(const RealDuration& kind);
Json schema_of(const DurationRange& kind);
Json schema_of(const Moment& kind);
Json schema_of(const TimeOfDay& kind);
Json schema_of(const Days& kind);
Json schema_of(const HookUrl& kind);
Json schema_of(const OptionalFlag& kind);
Json schema_of(const OptionalWord& kind);
Json schema_of(const KnobChoice& kind);
Json schema_of(const Retries& kind);
Json schema_of(const OutcomeChoice& kind);
Json schema_of(const HeaderFields& kind);
Json schema_of(const BodyFields& kind);
Json schema_of(const Base& kind);
Json schema_of(const BodyFile& kind);
Json schema_of(const MeasuredQuantiles& kind);
Json schema_of(const MeasuredFile& kind);
Json schema_of(const PresetChoice& kind);
Json schema_of(const UtcOffset& kind);

template <class Enumeration, std::size_t N>
Json schema_of(const Choice<Enumeration, N>& kind) {
  Json names = Json::array();
  for (const Enumeration value : kind.values) names.push_back(name_of(value));
  return Json::object({{"enum", std::move(names)}});
}

template <class Enumeration, std::size_t N>
Json schema_of(const OptionalChoice<Enumeration, N>& kind) {
  Enumeration any{};
  return schema_of(Choice<Enumeration, N>{any, kind.values});
}

/// The schema that takes null too.
Json or_null(Json schema);

/// A kind whose value may be null, as opposed to a key that null takes away.
template <class Kind>
inline constexpr bool kTakesNull = requires(Kind kind) {
  kind.value.reset();
  requires !std::is_same_v<Kind, Moment>;  // says "now" instead
};

}  // namespace asyncsim
