// How a job's time and outcome came about, in sentences.
#include "account/world.h"
#include "core/time_text.h"

namespace asyncsim {
namespace {

std::string factor_text(double factor) {
  std::string text = std::to_string(factor);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string submission(const JobRecord& job, const Zone& zone) {
  std::string text = "submitted " + format_time(job.submitted) + " to zone " + zone.name + " (" +
                     std::string(name_of(zone.product)) + ")";
  if (job.occurrence > 0) {
    text += ", after " + std::to_string(job.occurrence) + " equal to it";
  }
  return text;
}

constexpr std::string_view kAsked = ": the URL asked for it";

std::string service(const Fate& fate, const Zone& zone, double slowdown, const UrlWishes& wishes) {
  if (wishes.never) return "never completes" + std::string(kAsked);
  if (wishes.latency) return "service time " + format_span(*fate.service) + std::string(kAsked);
  if (wishes.polls) return "never completes by time alone" + std::string(kAsked);
  const std::string model = describe(zone.latency.model);
  if (!fate.service) return "never completes by itself: " + model;
  std::string text = "service time " + format_span(*fate.service) + ", drawn from " + model;
  if (slowdown != 1) text += ", slowed down x" + factor_text(slowdown) + " by the peak hours";
  return text;
}

std::string outcome(const Fate& fate, const UrlWishes& wishes) {
  const bool succeeds = fate.failure == FailCode::none;
  const std::string text = succeeds ? "succeed" : "fail: " + std::string(name_of(fate.failure));
  return wishes.failure ? "told to " + text + std::string(kAsked) : "drawn to " + text;
}

/// What was done to the job since.
void add_changes(std::vector<std::string>& lines, const JobRecord& job, const Fate& fate) {
  if (job.held) lines.push_back("held: completes only when told");
  const bool drawn = fate.service && job.ready == job.submitted + *fate.service;
  if (job.ready != kNever && !drawn) {
    lines.push_back("its completion was moved to " + format_time(job.ready));
  }
  if (job.failure != fate.failure) {
    lines.push_back("its outcome was set to " +
                    std::string(job.failure == FailCode::none ? "success" : name_of(job.failure)));
  }
}

}  // namespace

std::vector<std::string> World::explain(const JobRecord& job) const {
  const Zone& zone = zones_.at(job.zone);
  const Fate drawn = fate(job);
  const UrlWishes wishes = wishes_of(job);
  std::vector<std::string> lines{submission(job, zone), service(drawn, zone, slowdown(job), wishes),
                                 outcome(drawn, wishes)};
  if (const auto polls = polls_until_ready(zone, wishes)) {
    lines.push_back((drawn.service ? "or ready after " : "ready after ") + std::to_string(*polls) +
                    " polls that hear 202; " + std::to_string(job.polls) + " so far");
  }
  add_changes(lines, job, drawn);
  lines.push_back("kept until " + format_time(job.expires) +
                  (job.ended_pending ? "; it expired before it was ready" : ""));
  return lines;
}

}  // namespace asyncsim
