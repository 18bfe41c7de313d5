// The fields of rules and of the timeline; see scenario_fields.h.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fault/rule.h"
#include "scenario/field.h"
#include "scenario/latency_fields.h"
#include "scenario/scenario.h"
#include "scenario/webhook_fields.h"

namespace asyncsim {

inline constexpr std::array kClockModes{ClockMode::manual, ClockMode::polls, ClockMode::paced};
inline constexpr std::size_t kLongestGlob = 2'048;
inline constexpr std::size_t kMostBodyBytesOfRules = 10'000'000;
inline constexpr std::array kCallKinds{CallKind::any, CallKind::submit, CallKind::poll,
                                       CallKind::request};
inline constexpr std::array kReplyFaults{
    ReplyFault::none,      ReplyFault::reset_before, ReplyFault::reset_mid, ReplyFault::reset_after,
    ReplyFault::truncated, ReplyFault::wrong_length, ReplyFault::dripping,  ReplyFault::silence};

inline constexpr std::size_t kMostConditions = 20;
inline constexpr std::size_t kLongestFieldName = 100;  // of a header
inline constexpr std::size_t kLongestFieldValue = 8'000;
inline constexpr std::array kOutcomes{RuleOutcome::Kind::done, RuleOutcome::Kind::never,
                                      RuleOutcome::Kind::lost};
std::vector<std::string_view> fail_codes();

/// "done", "never", "lost", or {"fail": CODE}.
struct OutcomeChoice {
  std::optional<RuleOutcome>& value;
  Outcome read(const Json& json) const;
  Json print() const;
  bool unsaid() const { return !value; }
};

/// An object of header names and values.
struct HeaderFields {
  std::vector<std::pair<std::string, std::string>>& values;
  Outcome read(const Json& json) const;
  Json print() const;
};

/// An object of JSON pointers and the values that stand there.
struct BodyFields {
  std::vector<std::pair<std::string, std::string>>& values;
  Outcome read(const Json& json) const;
  Json print() const;
};

template <class Visitor>
void describe(Visitor& visit, RuleMatch& match) {
  visit({"on", "The call: a submit, a poll, a sync request, or any of them."},
        Choice{match.on, kCallKinds});
  visit({"zone", "Its zone; * is any text, ? any character."}, Text{match.zone, kLongestGlob});
  visit({"product", "unlocker or serp."}, Text{match.product, 20});
  visit({"url", "The target's url; * is any text, ? any character."},
        Text{match.url, kLongestGlob});
  visit({"url_regex", "The same as a regular expression (RE2), anywhere in it."},
        Text{match.url_regex, kLongestGlob});
  visit({"method", "Of the request to the target."}, Text{match.method, 20});
  visit({"country", "Two letters."}, Text{match.country, 20});
  visit({"account", "The handle of one account, acct_..."}, Text{match.account, 20});
  visit({"body", "Values of the call's body, by JSON pointer: {\"/webhook_data/id\": 7}."},
        BodyFields{match.body});
  visit({"header", "Header fields of the call; * is any text."}, HeaderFields{match.header});
  visit({"nth", "The nth alone of those that match otherwise."},
        OptionalCount{match.nth, 1, 1'000'000'000});
}

std::optional<Contradiction> contradiction(const RuleMatch& match);

template <class Visitor>
void describe(Visitor&, Unchanged&) {}

template <class Visitor>
void describe(Visitor& visit, RuleLatency& latency) {
  visit.alternatives(latency.model);
  visit({"factor", "What is drawn, times this."}, Number{latency.factor, 0, 1'000});
}

template <class Visitor>
void describe(Visitor& visit, RulePage& page) {
  visit({"status", "What the target answered."}, Count{page.status, 100, 599});
  visit({"content_type", "Of its body."}, Text{page.content_type, 200});
  visit({"body", "Its body; null: a made-up page."},
        OptionalText{page.body, kMostBodyBytesOfRules});
  visit({"body_file", "In place of body, in a file: the name of a file in its folder or below."},
        BodyFile{page.body});
}

template <class Visitor>
void describe(Visitor& visit, RuleReply& reply) {
  visit({"status", "Answered in place of the API's own answer; null: that answer."},
        OptionalCount{reply.status, 200, 599});
  visit({"headers", "Sent with it."}, HeaderFields{reply.headers});
  visit({"content_type", "Of its body."}, Text{reply.content_type, 200});
  visit({"body", "Its body."}, Text{reply.body, kMostBodyBytesOfRules});
  visit({"retry_after", "Seconds, as Retry-After."},
        OptionalCount{reply.retry_after, 0, 31'536'000});
  visit({"fault",
         "How the answer is damaged: the connection is reset before, in the middle of or after it; "
         "it is truncated, of another length than it says, comes in drips, or never."},
        Choice{reply.fault, kReplyFaults});
}

template <class Visitor>
void describe(Visitor& visit, RuleLimit& limit) {
  visit({"submits_per_second", "More are answered 429."},
        Number{limit.submits_per_second, 0.001, 1'000'000});
  visit({"burst", "So many may come at once; null: a second's worth."},
        OptionalNumber{limit.burst, 1, 1'000'000});
}

template <class Visitor>
void describe(Visitor& visit, RuleBursts& bursts) {
  visit({"on", "How long a burst is, on average."}, Duration{bursts.on, Span{1}, kYear});
  visit({"off", "How long it is quiet between them, on average."},
        Duration{bursts.off, Span{1}, kYear});
}

/// What a rule does; in a rule these stand beside `match`, in the timeline below `do`.
struct RuleAspects {
  Rule& rule;
};

template <class Visitor>
void describe(Visitor& visit, RuleAspects& aspects) {
  Rule& rule = aspects.rule;
  visit({"latency", "How long the job takes."}, OptionalSection{rule.latency});
  visit({"outcome", "How the job ends: done, never, lost (its id is not found), or {fail: CODE}."},
        OutcomeChoice{rule.outcome});
  visit({"page", "What the target site said: the result."}, OptionalSection{rule.page});
  visit({"reply", "What the API says to this call."}, OptionalSection{rule.reply});
  visit({"webhook", "What goes wrong with the job's webhook."}, OptionalSection{rule.webhook});
  visit({"limit", "How many submits pass."}, OptionalSection{rule.limit});
}

/// How often, and to what.
template <class Visitor>
void describe_scope(Visitor& visit, Rule& rule) {
  visit({"match", "Which calls and jobs; all of what is said must fit."}, Section{rule.match});
  visit({"share", "Of what matches: 0 is none, 1 is each."}, Number{rule.share, 0, 1});
  visit({"times", "So often at most; null: without end."},
        OptionalCount{rule.times, 1, 1'000'000'000});
  visit({"bursts", "It holds in bursts, whose lengths are drawn."}, OptionalSection{rule.bursts});
}

template <class Visitor>
void describe(Visitor& visit, Rule& rule) {
  visit({"name", "By which it is changed and taken back."}, Text{rule.name, 100});
  describe_scope(visit, rule);
  RuleAspects aspects{rule};
  describe(visit, aspects);
}

std::optional<Contradiction> contradiction(const Rule& rule);

template <class Visitor>
void describe(Visitor& visit, TimelineClock& clock) {
  visit({"mode", "Who moves time from then on."}, Choice{clock.mode, kClockModes});
  visit({"speed", "Virtual seconds in a real second, when paced; null: as before."},
        OptionalNumber{clock.speed, kSlowest, kFastest});
}

/// `do` of a timeline entry.
struct TimelineAction {
  TimelineEntry& entry;
};

template <class Visitor>
void describe(Visitor& visit, TimelineAction& action) {
  RuleAspects aspects{action.entry.rule};
  describe(visit, aspects);
  visit({"clock", "How time goes on."}, OptionalSection{action.entry.clock});
}

template <class Visitor>
void describe(Visitor& visit, TimelineEntry& entry) {
  Rule& rule = entry.rule;
  visit({"name", "What the journal calls it."}, Text{rule.name, 100});
  visit({"at", "Since the beginning of the world."}, Duration{rule.window.at, Span{0}, kYear});
  visit({"for", "How long it lasts; null: for good."},
        OptionalDuration{rule.window.lasts, Span{1}, kYear});
  visit({"every", "It comes again each time that much has passed; null: once."},
        OptionalDuration{rule.window.every, Span{1'000}, kYear});
  describe_scope(visit, rule);
  TimelineAction action{entry};
  visit({"do", "What happens: what a rule does, or how time goes on."}, Section{action});
}

std::optional<Contradiction> contradiction(const TimelineEntry& entry);

}  // namespace asyncsim
