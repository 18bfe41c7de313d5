// How a job's time and outcome came about, in sentences.
#include <cmath>
#include <cstdio>

#include "account/world.h"
#include "core/time_text.h"
#include "report/report.h"

namespace asyncsim {
namespace {

std::string factor_text(double factor) {
  std::string text = std::to_string(factor);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

/// To the second, unless it is shorter.
std::string rounded(Span span) {
  constexpr Span kSecond{1'000};
  return format_span(span < kSecond ? span : (span + kSecond / 2) / kSecond * kSecond);
}

std::string waiting(TimePoint arrival, const Turn& turn) {
  char load[32];
  std::snprintf(load, sizeof load, "%.2g", turn.load);
  std::string text =
      "arrived " + format_time(arrival).substr(11, 5) + " UTC at load " + load + "; ";
  if (turn.wait == Span{0}) return text + "its turn came at once";
  const auto others = static_cast<std::uint64_t>(std::llround(turn.others_ahead));
  return text + "waits " + rounded(turn.wait) + " behind " + grouped(turn.own_ahead) + " own and " +
         grouped(others) + " other jobs";
}

std::string submission(const JobRecord& job, const Zone& zone) {
  std::string text = "submitted " + format_time(job.submitted) + " to zone " + zone.name + " (" +
                     std::string(name_of(zone.product)) + ")";
  if (job.occurrence > 0) {
    text += ", after " + std::to_string(job.occurrence) + " equal to it";
  }
  return text;
}

/// Who asked for what the job wishes.
std::string by_whom(bool by_url, const Ruling::RulePointer& rule) {
  return by_url || !rule ? ": the URL asked for it" : ": rule \"" + rule->name + "\"";
}

std::string drawn_time(const Fate& fate, const LatencyModel& model, double factor,
                       const Ruling::RulePointer& rule) {
  const std::string by_rule = rule ? ", by rule \"" + rule->name + "\"" : "";
  const std::string from = describe(model) + by_rule;
  if (!fate.service) return "never completes by itself: " + from;
  std::string text = "service time " + format_span(*fate.service) + ", drawn from " + from;
  if (factor != 1) {
    text += ", slowed down x" + factor_text(factor) + (rule ? "" : " by the peak hours");
  }
  return text;
}

std::string outcome(const Fate& fate, const std::string& told) {
  const bool succeeds = fate.failure == FailCode::none;
  const std::string text = succeeds ? "succeed" : "fail: " + std::string(name_of(fate.failure));
  return told.empty() ? "drawn to " + text : "told to " + text + told;
}

/// How its turn came about, and what the two together are cut to.
void add_stay(std::vector<std::string>& lines, const JobRecord& job, const Turn& turn,
              const std::optional<Stay>& stay) {
  lines.insert(lines.begin() + 1, waiting(job.submitted, turn));
  if (stay && stay->cut) {
    lines.push_back("ready after " + format_span(stay->whole) +
                    " all the same: no job of its zone takes longer");
  }
}

/// What was done to the job since.
void add_changes(std::vector<std::string>& lines, const JobRecord& job, const Fate& fate,
                 const std::optional<Stay>& stay) {
  if (job.held) lines.push_back("held: completes only when told");
  const bool drawn = stay && job.ready == job.submitted + stay->whole;
  if (job.ready != kNever && !drawn) {
    lines.push_back("its completion was moved to " + format_time(job.ready));
  }
  if (job.failure != fate.failure) {
    lines.push_back("its outcome was set to " +
                    std::string(job.failure == FailCode::none ? "success" : name_of(job.failure)));
  }
}

}  // namespace

std::string World::explain_time(const JobRecord& job, const Fate& drawn) const {
  const Ruling& ruling = ruling_of(job);
  const UrlWishes wishes = wishes_for(job);
  const std::string why = by_whom(wishes_of(job).set_time(), ruling.outcome);
  if (job.vanished) return "lost: its id is not found" + why;
  if (wishes.never) return "never completes" + why;
  if (wishes.latency) return "service time " + format_span(*drawn.service) + why;
  if (wishes.polls) return "never completes by time alone" + why;
  const Drawn under = circumstances(job);
  const auto own = ruling.latency ? own_model(*ruling.latency->latency) : std::nullopt;
  return drawn_time(drawn, own.value_or(zones_.at(job.zone).latency.model), under.slowdown,
                    ruling.latency);
}

std::vector<std::string> World::explain(const JobRecord& job, const Turn* turn) const {
  const Zone& zone = zones_.at(job.zone);
  const Fate drawn = fate(job);
  const UrlWishes wishes = wishes_for(job);
  const Ruling& ruling = ruling_of(job);
  const UrlWishes asked = wishes_of(job);
  const std::string told =
      wishes.failure ? by_whom(asked.failure.has_value(), ruling.outcome) : std::string();
  std::vector<std::string> lines{submission(job, zone), explain_time(job, drawn),
                                 outcome(drawn, told)};
  std::optional<Stay> stay;
  if (drawn.service) stay = turn ? stay_of(zone, *turn, *drawn.service) : Stay{*drawn.service};
  if (turn) add_stay(lines, job, *turn, stay);
  if (const auto polls = polls_until_ready(zone, wishes)) {
    lines.push_back((drawn.service ? "or ready after " : "ready after ") + std::to_string(*polls) +
                    " polls that hear 202; " + std::to_string(job.polls) + " so far");
  }
  add_changes(lines, job, drawn, stay);
  lines.push_back("kept until " + format_time(job.expires) +
                  (job.ended_pending ? "; it expired before it was ready" : ""));
  return lines;
}

}  // namespace asyncsim
