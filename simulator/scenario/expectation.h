// What the clients of a world are expected to do, and what is expected to happen in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/virtual_time.h"
#include "scenario/happening.h"

namespace asyncsim {

/// Of every job: its result, or its failure, is read.
enum class JobsExpected : std::uint8_t { collected };
std::string_view name_of(JobsExpected jobs);

/// Until when. What expired can't be collected, so it is `expiry` unless said.
enum class ExpectedBefore : std::uint8_t { expiry };
std::string_view name_of(ExpectedBefore before);

/// Polls come 20 s after the submit, 10 s after that, then every 5 s, or later.
enum class CadenceExpected : std::uint8_t { documented };
std::string_view name_of(CadenceExpected cadence);

/// No submit repeats one that is pending, or that was accepted and not collected.
enum class SubmitsExpected : std::uint8_t { not_repeated };
std::string_view name_of(SubmitsExpected submits);

/// Every webhook that reaches its receiver is answered 2xx in the end.
enum class WebhooksExpected : std::uint8_t { answered };
std::string_view name_of(WebhooksExpected webhooks);

/// By whose time gaps between events are measured.
enum class ExpectedTime : std::uint8_t { virtual_time, client };
std::string_view name_of(ExpectedTime time);

/// Events of the journal, by what their lines say. What is left out fits all; texts are globs.
struct EventMatch {
  std::optional<Happening> event{};  ///< always given
  std::optional<std::string> zone{}, url{}, job{};
  std::optional<std::string> answer{}, state{}, call{}, end{};  ///< one of the journal's words
  std::optional<std::string> code{}, fault{}, rules{}, entry{}, inbox{};
  std::optional<std::uint32_t> status{}, attempt{};
  std::optional<bool> early{}, collected{};
  bool operator==(const EventMatch&) const = default;
};

/// One of all_jobs, poll_cadence, submits, webhooks, cost and event is given, and what goes with
/// it.
struct Expectation {
  std::optional<std::string> name{};  ///< what reports call it
  std::optional<JobsExpected> all_jobs{};
  std::optional<ExpectedBefore> before{};
  std::optional<CadenceExpected> poll_cadence{};
  std::optional<SubmitsExpected> submits{};
  std::optional<WebhooksExpected> webhooks{};
  std::optional<double> cost_usd_at_most{};
  std::optional<EventMatch> event{};
  std::optional<std::uint32_t> at_least{}, at_most{};  ///< such events
  std::optional<EventMatch> after{};                   ///< each has one of those before it
  std::optional<EventMatch> followed_by{};             ///< each has one of those after it
  /// all_jobs: since it is ready; webhooks: since the first attempt; an event with after or
  /// followed_by: between the two; else: since the world's beginning.
  std::optional<Span> within{};
  std::optional<ExpectedTime> time{};
  bool operator==(const Expectation&) const = default;

  /// How many such events there must be: one, unless it says otherwise.
  std::uint32_t least() const { return at_least.value_or(at_most ? 0 : 1); }
};

}  // namespace asyncsim
