#include "report/client_report.h"

#include <algorithm>
#include <iterator>

namespace asyncsim {
namespace {

constexpr std::string_view kFailOn[]{"never", "expect", "error", "warning"};

}  // namespace

Tally& Tally::operator+=(const Tally& other) {
  submitted += other.submitted;
  ready += other.ready;
  failed += other.failed;
  collected += other.collected;
  lost += other.lost;
  polls += other.polls;
  pending_answers += other.pending_answers;
  early_polls += other.early_polls;
  refused += other.refused;
  sync_calls += other.sync_calls;
  nano_usd += other.nano_usd;
  return *this;
}

void ClientReport::take(const Entry& entry) {
  switch (entry.happening) {
    case Happening::submitted:
      ++tally_.submitted;
      break;
    case Happening::completed:
      ++(static_cast<FailCode>(entry.word) == FailCode::none ? tally_.ready : tally_.failed);
      break;
    case Happening::polled:
      take_poll(entry);
      break;
    case Happening::expired:
      if (entry.count != 0) break;
      ++tally_.lost;
      if (lost_.size() < kExamples) lost_.emplace_back(entry.job, entry.submitted);
      break;
    case Happening::refused:
      ++tally_.refused;
      break;
    case Happening::requested:
      ++tally_.sync_calls;
      break;
    default:
      break;
  }
}

void ClientReport::take_poll(const Entry& entry) {
  ++tally_.polls;
  tally_.early_polls += entry.number != 0;
  const auto heard = static_cast<Heard>(entry.word);
  if (heard == Heard::pending) ++tally_.pending_answers;
  if (heard == Heard::ready || heard == Heard::failed) tally_.collected += entry.count;
}

Assumptions leaned_on(const std::vector<AccountReport>& reports) {
  Assumptions all;
  for (const AccountReport& report : reports) all += report.assumptions;
  return all;
}

std::string_view name_of(FailOn fail_on) { return kFailOn[static_cast<std::size_t>(fail_on)]; }

std::optional<FailOn> fail_on(std::string_view name) {
  const auto found = std::ranges::find(kFailOn, name);
  if (found == std::end(kFailOn)) return std::nullopt;
  return static_cast<FailOn>(found - std::begin(kFailOn));
}

bool fails(FailOn on, Severity severity) {
  switch (severity) {
    case Severity::error:
      return on == FailOn::error || on == FailOn::warning;
    case Severity::warning:
      return on == FailOn::warning;
    case Severity::info:
      return false;
  }
  return false;
}

bool AccountReport::fails(FailOn on) const {
  if (on == FailOn::never) return false;
  return std::ranges::any_of(judgements, &Judgement::failed) ||
         std::ranges::any_of(findings, [on](const Finding& finding) {
           return asyncsim::fails(on, row_of(finding.what).severity);
         });
}

}  // namespace asyncsim
