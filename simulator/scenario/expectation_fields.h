// The fields of expectations; see scenario_fields.h.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "scenario/expectation.h"
#include "scenario/field.h"
#include "scenario/latency_fields.h"

namespace asyncsim {

inline constexpr std::array kJobsExpected{JobsExpected::collected};
inline constexpr std::array kExpectedBefore{ExpectedBefore::expiry};
inline constexpr std::array kCadencesExpected{CadenceExpected::documented};
inline constexpr std::array kSubmitsExpected{SubmitsExpected::not_repeated};
inline constexpr std::array kWebhooksExpected{WebhooksExpected::answered};
inline constexpr std::array kExpectedTimes{ExpectedTime::virtual_time, ExpectedTime::client};

// The words of journal lines.
inline constexpr std::array<std::string_view, 6> kAnswerWords{"pending", "ready",   "failed",
                                                              "expired", "unknown", "too_early"};
inline constexpr std::array<std::string_view, 3> kStateWords{"pending", "ready", "failed"};
inline constexpr std::array<std::string_view, 4> kCallWords{"submit", "poll", "request", "account"};
inline constexpr std::array<std::string_view, 5> kEndWords{"answered", "refused", "timed_out",
                                                           "broken", "lost"};

inline constexpr std::uint32_t kMostEventsExpected = 1'000'000'000;
inline constexpr std::size_t kLongestWord = 2'048;

template <class Visitor>
void describe(Visitor& visit, EventMatch& match) {
  const auto text = [](auto& value) { return IfSaid<OptionalText>{{value, kLongestWord}}; };
  const auto word = [](auto& value, const auto& words) {
    return IfSaid<OptionalWord>{{value, words}};
  };
  const auto count = [](auto& value) { return IfSaid<OptionalCount>{{value, 0, 1'000'000}}; };
  visit({"event", "The event's name in the journal."},
        IfSaid<OptionalChoice<Happening, kHappenings>>{{match.event, kAllHappenings}});
  visit({"zone", "The zone of the job or call; * is any text."}, text(match.zone));
  visit({"url", "The target's url; * is any text, ? any character."}, text(match.url));
  visit({"job", "One response id."}, text(match.job));
  visit({"answer", "What a poll heard."}, word(match.answer, kAnswerWords));
  visit({"early", "Whether a poll came earlier than documented."},
        IfSaid<OptionalFlag>{{match.early}});
  visit({"state", "How a job ended, or in what state it expired."}, word(match.state, kStateWords));
  visit({"collected", "Whether what expired had been collected."},
        IfSaid<OptionalFlag>{{match.collected}});
  visit({"call", "Which call was refused, or fell under a rule."}, word(match.call, kCallWords));
  visit({"status", "What a call or an attempt was answered."}, count(match.status));
  visit({"code", "Why a job failed or a call was refused; * is any text."}, text(match.code));
  visit({"attempt", "Which attempt of its delivery."}, count(match.attempt));
  visit({"end", "How an attempt ended."}, word(match.end, kEndWords));
  visit({"fault", "What went wrong with a webhook on purpose."}, text(match.fault));
  visit({"rules", "The names of the rules that held; * is any text."}, text(match.rules));
  visit({"entry", "The name of the timeline's entry."}, text(match.entry));
  visit({"inbox", "Which inbox received it."}, text(match.inbox));
}

/// A field that lines of that event never have.
std::optional<Contradiction> contradiction(const EventMatch& match);

template <class Visitor>
void describe(Visitor& visit, Expectation& expectation) {
  visit({"name", "What reports call it."}, IfSaid<OptionalText>{{expectation.name, 200}});
  visit({"all_jobs", "What is to happen to every job: its result is collected."},
        IfSaid<OptionalChoice<JobsExpected, 1>>{{expectation.all_jobs, kJobsExpected}});
  visit({"before", "Until when: before it expires."},
        IfSaid<OptionalChoice<ExpectedBefore, 1>>{{expectation.before, kExpectedBefore}});
  visit({"poll_cadence", "How often clients poll: as documented, or less often."},
        IfSaid<OptionalChoice<CadenceExpected, 1>>{{expectation.poll_cadence, kCadencesExpected}});
  visit({"submits", "No request is submitted again while it is pending or not collected."},
        IfSaid<OptionalChoice<SubmitsExpected, 1>>{{expectation.submits, kSubmitsExpected}});
  visit({"webhooks", "Every webhook that reaches its receiver is answered 2xx in the end."},
        IfSaid<OptionalChoice<WebhooksExpected, 1>>{{expectation.webhooks, kWebhooksExpected}});
  visit({"cost_usd_at_most", "What all of it may cost, in US dollars."},
        IfSaid<OptionalNumber>{{expectation.cost_usd_at_most, 0, 1'000'000}});
  visit({"event", "Such events happen: once at least, unless at_least or at_most says otherwise."},
        OptionalSection{expectation.event});
  visit({"at_least", "How many of them."},
        IfSaid<OptionalCount>{{expectation.at_least, 0, kMostEventsExpected}});
  visit({"at_most", "How many of them."},
        IfSaid<OptionalCount>{{expectation.at_most, 0, kMostEventsExpected}});
  visit({"after", "Each comes after such an event, of the same job if it is a job's."},
        OptionalSection{expectation.after});
  visit({"followed_by", "After each comes such an event, of the same job if it is a job's."},
        OptionalSection{expectation.followed_by});
  visit({"within",
         "In so much time: all_jobs: since it was ready; webhooks: since the first attempt; after "
         "and followed_by: between the two events; else since the world began."},
        IfSaid<OptionalDuration>{{expectation.within, Span{0}, kYear}});
  visit({"time", "By whose time the gap is measured: virtual, or the client's."},
        IfSaid<OptionalChoice<ExpectedTime, 2>>{{expectation.time, kExpectedTimes}});
}

std::optional<Contradiction> contradiction(const Expectation& expectation);

}  // namespace asyncsim
