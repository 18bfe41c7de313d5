// What the findings come to, as if the world stopped now.
#include <algorithm>

#include "core/time_text.h"
#include "report/findings.h"
#include "report/forsaken.h"

namespace asyncsim {
namespace {

using enum FindingId;

constexpr std::uint64_t kFewestEarly = 3;
constexpr std::uint64_t kEarlyShare = 20;  ///< one early poll in so many is an accident
constexpr std::uint64_t kFewestReturns = 2;
constexpr std::uint64_t kFewestCalls = 20;
constexpr std::uint64_t kFreshOf =
    10;  ///< all but one call in so many over connections of their own
constexpr std::uint64_t kFewestJobs = 5;
constexpr std::uint64_t kFewestResults = 3;

std::string so_many(std::uint64_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + ' ' + (count == 1 ? one : many);
}

}  // namespace

Findings::Read Findings::read(const JobStore& jobs, const ResponseIds& ids,
                              const ClientClock& clock) const {
  FindingCounts counts = found_;
  if (open_ > 0) {
    jobs.each(0, [&](JobOrdinal ordinal, const JobRecord& job) {
      const bool open = job.state != JobState::expired;
      const auto what = open ? forsaken(job, newest_poll_, clock) : std::nullopt;
      if (!what) return true;
      Entry entry;
      entry.job = ordinal;
      entry.submitted = job.submitted;
      counts.add(*what, entry, [&] { return story_of(job); });
      return true;
    });
  }
  add_patterns(counts);
  Read read;
  for (std::size_t i = 0; i < kFindings; ++i) {
    const auto what = static_cast<FindingId>(i);
    if (stands(what, counts)) read.findings.push_back(counts.finding(what, ids));
  }
  read.not_judged = not_judged();
  std::erase_if(read.not_judged, [&](const NotJudged& unknown) {  // enough of it was judged
    return std::ranges::find(read.findings, unknown.what, &Finding::what) != read.findings.end();
  });
  return read;
}

void Findings::add_patterns(FindingCounts& counts) const {
  counts.set(sequential_submits, submit_run_.longest());
  counts.set(connection_per_request, fresh_connections_);
  if (submitted_ >= kFewestJobs && !overlapped_) counts.set(waited_for_each, submitted_);
  if (heard_202_ == 0 && heard_at_once_ >= kFewestResults) {
    counts.set(never_heard_202, heard_at_once_);
  }
}

bool Findings::stands(FindingId what, const FindingCounts& counts) const {
  const std::uint64_t count = counts.count(what);
  switch (what) {
    case polled_too_fast:
      return count >= kFewestEarly && count * kEarlyShare > polled_;
    case no_back_off:
      return count >= kFewestReturns;
    case connection_per_request: {
      const std::uint64_t calls = fresh_connections_ + kept_connections_;
      return calls >= kFewestCalls && count * kFreshOf > calls * (kFreshOf - 1);
    }
    case unknown_ids:
      return count > 0 && !told_wrong_ids_;
    default:
      return count > 0;
  }
}

std::vector<NotJudged> Findings::not_judged() const {
  std::vector<NotJudged> list;
  const auto add = [&list](bool happened, FindingId what, std::string why) {
    if (happened) list.push_back({what, std::move(why)});
  };
  add(vain_polls_.not_followed() > 0, polled_in_vain,
      so_many(vain_polls_.not_followed(), "poll", "polls") + " of more than " +
          std::to_string(VainPolls::kMostIds) + " ids that were answered 4xx");
  add(polls_at_once_ > 0, polled_too_fast,
      so_many(polls_at_once_, "poll", "polls") + " came while the clock stood");
  add(returns_not_judged_ > 0, no_back_off,
      so_many(returns_not_judged_, "call", "calls") +
          " came again after a 429 while the clock stood, was set, or was moved by polls");
  add(told_wrong_ids_ && found_.count(unknown_ids) > 0, unknown_ids,
      "webhooks told wrong ids, on purpose");
  add(answers_not_judged_ > 0, receiver_slow,
      so_many(answers_not_judged_, "answer", "answers") +
          " came while the clock stood, was set, or was the client's too (--warp)");
  add(submitted_ + polled_ > 0 && fresh_connections_ + kept_connections_ == 0,
      connection_per_request, "the calls came over no connection that is known");
  add(submit_run_.not_judged() >= SubmitRun::kShortest, sequential_submits,
      so_many(submit_run_.not_judged(), "submit", "submits") + " came while the clock stood");
  add(heard_202_ == 0 && heard_unpaced_ >= kFewestResults, never_heard_202,
      "time did not move by itself");
  return list;
}

}  // namespace asyncsim
