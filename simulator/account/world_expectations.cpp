// What is said of the clients of a world: the report, and expectations of every kind.
#include <algorithm>

#include "account/world.h"

namespace asyncsim {

void World::watch_expectations() {
  std::vector<Watch> watches;
  for (const Expectation& expectation : scenario_->expect) {
    const auto known = std::ranges::find(watches_, expectation, &Watch::expectation);
    if (known != watches_.end()) {
      watches.push_back(*known);
      continue;
    }
    Watch fresh(expectation, start_);
    if (journal_.first() > 1) fresh.history_lost();
    (void)show(fresh, 0, journal_.last());
    watches.push_back(std::move(fresh));
  }
  watches_ = std::move(watches);
}

std::uint64_t World::show(Watch& watch, std::uint64_t after, std::uint64_t most) const {
  const EntryContext context = entry_context();
  std::uint64_t shown = 0;
  journal_.each(after, [&](std::uint64_t number, const Entry& entry) {
    if (shown == most) return false;
    ++shown;
    after = number;
    ClientClock clock = client_clock();
    clock.now = entry.at;
    watch.take(Happened(entry, context, jobs_.find(entry.job), clock));
    return true;
  });
  return after;
}

Judgement World::judge(const Watch& watch) const {
  return judge(
      watch, watch.by_findings() ? findings_.read(jobs_, ids_, client_clock()) : Findings::Read{});
}

Judgement World::judge(const Watch& watch, const Findings::Read& read) const {
  return watch.judge({now(), static_cast<double>(ledger_.total().nano_usd) / 1e9,
                      watch.expectation().all_jobs ? uncollected() : Uncollected{}, read.findings,
                      read.not_judged});
}

AccountReport World::report() const {
  Findings::Read read = findings_.read(jobs_, ids_, client_clock());
  AccountReport report{account_, now(), client_report_.tally(), {}, assumptions_};
  report.tally.nano_usd = ledger_.total().nano_usd;
  for (const Watch& watch : watches_) report.judgements.push_back(judge(watch, read));
  report.findings = std::move(read.findings);
  report.not_judged = std::move(read.not_judged);
  report.activity = activity_.activity(now());
  return report;
}

Uncollected World::uncollected() const {
  const Tally& tally = client_report_.tally();
  Uncollected uncollected{tally.submitted, tally.lost, tally.unfinished()};
  if (tally.collected != tally.submitted) uncollected.examples = uncollected_jobs();
  return uncollected;
}

std::vector<std::string> World::uncollected_jobs() const {
  std::vector<std::string> found;
  for (const auto& [job, submitted] : client_report_.lost()) {
    found.push_back(ids_.make(job, submitted));
  }
  jobs_.each(0, [&](JobOrdinal ordinal, const JobRecord& job) {
    const bool over = job.collected != kNever || job.state == JobState::expired;
    if (!over) found.push_back(ids_.make(ordinal, job.submitted));
    return found.size() < ClientReport::kExamples;
  });
  return found;
}

}  // namespace asyncsim
