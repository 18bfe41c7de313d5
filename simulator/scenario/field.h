// The fields of a scenario: what a key is called, what it does, and which values it takes.
//
// A kind is a reference to a value of a struct with the rule it must keep. Every kind of a plain
// value can read() JSON into it (whose error says what stands there and what is expected; then the
// value is unchanged) and print() it. Kinds that hold further fields are read and printed by the
// visitors, which know where they are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/virtual_time.h"
#include "job/knobs.h"

namespace asyncsim {

struct Field {
  std::string_view key;
  std::string_view about;  ///< one sentence of documentation
};

/// A number that can only have this value.
struct Constant {
  std::int64_t value;
  Outcome read(const Json& json) const;
  Json print() const { return value; }
};

/// `true`, or left out: a key whose presence says it all.
struct Mark {
  Outcome read(const Json& json) const;
  Json print() const { return true; }
};

struct Text {
  std::string& value;
  std::size_t longest;  ///< bytes
  Outcome read(const Json& json) const;
  Json print() const { return value; }
};

/// Text, or null.
struct OptionalText {
  std::optional<std::string>& value;
  std::size_t longest;
  Outcome read(const Json& json) const;
  Json print() const { return value ? Json(*value) : Json(nullptr); }
};

/// Text for other readers of the file: checked, and no part of the world.
struct Note {
  std::size_t longest;  ///< bytes
  Outcome read(const Json& json) const;
  Json print() const { return nullptr; }
  bool unsaid() const { return true; }
};

/// Any 64 bits.
struct Seed {
  std::uint64_t& value;
  Outcome read(const Json& json) const;
  Json print() const { return value; }
};

/// true or false.
struct Flag {
  bool& value;
  Outcome read(const Json& json) const;
  Json print() const { return value; }
};

/// A whole number.
struct Count {
  std::uint32_t& value;
  std::uint32_t lowest, highest;
  Outcome read(const Json& json) const;
  Json print() const { return value; }
};

/// An array of texts.
struct Texts {
  std::vector<std::string>& values;
  std::size_t most, longest;
  Outcome read(const Json& json) const;
  Json print() const { return values; }
};

/// A whole number, or null.
struct OptionalCount {
  std::optional<std::uint32_t>& value;
  std::uint32_t lowest, highest;
  Outcome read(const Json& json) const;
  Json print() const;
};

struct Number {
  double& value;
  double lowest, highest;
  Outcome read(const Json& json) const;
  Json print() const { return plain_number(value); }
};

/// Text such as "48h", of virtual time.
struct Duration {
  Span& value;
  Span shortest, longest;
  Outcome read(const Json& json) const;
  Json print() const;
};

/// The same, or null.
struct OptionalDuration {
  std::optional<Span>& value;
  Span shortest, longest;
  Outcome read(const Json& json) const;
  Json print() const;
};

/// Text such as "10s", of real time.
struct RealDuration {
  RealSpan& value;
  Span shortest, longest;
  Outcome read(const Json& json) const;
  Json print() const;
};

/// ["3s","14s"] or {"from":"3s","to":"14s"}.
struct DurationRange {
  Span& from;
  Span& to;
  Span shortest, longest;
  Outcome read(const Json& json) const;
  Json print() const;
};

/// An RFC 3339 time, or "now": nothing.
struct Moment {
  std::optional<TimePoint>& value;
  Outcome read(const Json& json) const;
  Json print() const;
};

/// "18:00": minutes since midnight, up to `latest`.
struct TimeOfDay {
  int& value;
  int latest;
  Outcome read(const Json& json) const;
  Json print() const;
};

/// "mon-fri", "sat,sun", "daily".
struct Days {
  std::uint8_t& value;
  Outcome read(const Json& json) const;
  Json print() const;
};

/// An absolute http or https URL, or null.
struct HookUrl {
  std::optional<std::string>& value;
  Outcome read(const Json& json) const;
  Json print() const;
};

/// A number, or null.
struct OptionalNumber {
  std::optional<double>& value;
  double lowest, highest;
  Outcome read(const Json& json) const;
  Json print() const;
};

/// true, false, or null.
struct OptionalFlag {
  std::optional<bool>& value;
  Outcome read(const Json& json) const;
  Json print() const { return value ? Json(*value) : Json(nullptr); }
};

/// One of some words, or null.
struct OptionalWord {
  std::optional<std::string>& value;
  std::span<const std::string_view> words;
  Outcome read(const Json& json) const;
  Json print() const { return value ? Json(*value) : Json(nullptr); }
};

/// The same kind, its key printed only where it says something.
template <class Kind>
struct IfSaid : Kind {
  bool unsaid() const { return !this->value; }
};

/// The name of one of a knob's values. Printed only where it was chosen.
struct KnobChoice {
  Knobs& knobs;
  Knob knob;
  Outcome read(const Json& json) const;
  Json print() const;
  bool unsaid() const { return !knobs.says(knob); }
};

/// The place of the name that stands there among `names`.
Result<std::size_t> read_name(const Json& json, std::span<const std::string_view> names);

/// What this document extends: resolved before fields are read, and no part of the world.
struct Base {};

/// The name of a file beside the document, whose content becomes the body.
struct BodyFile {
  std::optional<std::string>& body;
};

/// One of an enumeration's values, by its name_of().
template <class Enumeration, std::size_t N>
struct Choice {
  Enumeration& value;
  const std::array<Enumeration, N>& values;

  Outcome read(const Json& json) const {
    std::array<std::string_view, N> names;
    for (std::size_t i = 0; i < N; ++i) names[i] = name_of(values[i]);
    const auto index = read_name(json, names);
    if (!index) return index.error();
    value = values[*index];
    return success();
  }
  Json print() const { return name_of(value); }
};
template <class Enumeration, std::size_t N>
Choice(Enumeration&, const std::array<Enumeration, N>&) -> Choice<Enumeration, N>;

/// The same, or null.
template <class Enumeration, std::size_t N>
struct OptionalChoice {
  std::optional<Enumeration>& value;
  const std::array<Enumeration, N>& values;

  Outcome read(const Json& json) const {
    if (json.is_null()) {
      value.reset();
      return success();
    }
    Enumeration chosen{};
    if (auto done = Choice<Enumeration, N>{chosen, values}.read(json); !done) return done;
    value = chosen;
    return success();
  }
  Json print() const { return value ? Json(name_of(*value)) : Json(nullptr); }
};

/// An object with fields of its own. The text `shorthand`, if any, stands for {shorthand: true}.
template <class Struct>
struct Section {
  Struct& value;
  std::string_view shorthand{};
};
template <class Struct>
Section(Struct&, std::string_view) -> Section<Struct>;
template <class Struct>
Section(Struct&) -> Section<Struct>;

/// The same, or null; printed only where it is given.
template <class Struct>
struct OptionalSection {
  std::optional<Struct>& value;
  bool unsaid() const { return !value; }
};
template <class Struct>
OptionalSection(std::optional<Struct>&) -> OptionalSection<Struct>;

/// An array of objects.
template <class Struct>
struct Rows {
  std::vector<Struct>& values;
  std::size_t most;
};
template <class Struct>
Rows(std::vector<Struct>&, std::size_t) -> Rows<Struct>;

/// An object of objects: each name is a key. Names have 1-64 of [A-Za-z0-9_-].
template <class Struct>
struct ByName {
  std::vector<Struct>& values;
  std::size_t most;
};
template <class Struct>
ByName(std::vector<Struct>&, std::size_t) -> ByName<Struct>;

bool is_zone_name(std::string_view name);

/// Two fields that contradict each other: the one to blame, and why.
struct Contradiction {
  std::string_view key;
  std::string message;
};

}  // namespace asyncsim
