// The three times that never mix. Each has a type of its own; none converts into another silently.
//
//   virtual time   TimePoint, Span    models the vendor: latency, retention, schedules, windows
//   client time    ClientSpan         judges the client and fills Retry-After
//   real time      RealTime, RealSpan bounds sockets and waits
//
// Only an account's Scheduler moves virtual time, and never back.
#pragma once

#include <chrono>
#include <cmath>
#include <compare>
#include <cstdint>

namespace asyncsim {

/// The only time an account knows. A chrono clock tag without now(): wall time does not compile
/// here.
struct VirtualTime {
  using duration = std::chrono::milliseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<VirtualTime, duration>;
  static constexpr bool is_steady = true;
};

/// A virtual instant: milliseconds since 1970-01-01T00:00:00Z.
using TimePoint = VirtualTime::time_point;
/// A virtual length of time, in milliseconds.
using Span = VirtualTime::duration;

/// Ids carry the submit time in 13 digits, so virtual time stays within [kEarliest, kLatest].
inline constexpr TimePoint kEarliest{Span{1'000'080'000'000}};  // 2001-09-10T00:00:00Z
inline constexpr TimePoint kLatest{Span{7'258'118'400'000}};    // 2200-01-01T00:00:00Z
/// Where an account's clock starts unless told otherwise: a Monday, so that journals compare.
inline constexpr TimePoint kDefaultStart{Span{1'767'603'600'000}};  // 2026-01-05T09:00:00Z

/// A length of time as the client under test feels it.
struct ClientSpan {
  std::chrono::milliseconds value{};
  auto operator<=>(const ClientSpan&) const = default;
};

/// A real instant. Read in `pacer` and `http/` only; below them it is a value that came in.
using RealTime = std::chrono::steady_clock::time_point;

/// A real length of time: deadlines of sockets and of waiting callers.
struct RealSpan {
  std::chrono::nanoseconds value{};
  constexpr RealSpan() = default;
  constexpr explicit RealSpan(std::chrono::nanoseconds span) : value(span) {}
  auto operator<=>(const RealSpan&) const = default;
};

/// Virtual seconds per real second that a clock may run at.
inline constexpr double kSlowest = 0.001;
inline constexpr double kFastest = 1'000'000;

/// What a virtual span is to the client when `speed` virtual seconds pass in one of its own.
/// Rounded up, so that a client that waits it is never early.
inline ClientSpan client_span(Span span, double speed) {
  return {Span{static_cast<Span::rep>(std::ceil(static_cast<double>(span.count()) / speed))}};
}

}  // namespace asyncsim
