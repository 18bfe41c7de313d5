// The report on the clients of one account: a fold over journal entries as they happen, fed by
// whoever writes the journal. Never recomputed from the ring, which forgets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/virtual_time.h"
#include "job/job.h"
#include "journal/entry.h"
#include "report/activity.h"
#include "report/assumptions.h"
#include "report/finding.h"
#include "report/judgement.h"
#include "report/tally.h"
#include "scenario/scenario.h"

namespace asyncsim {

/// What an id is made from.
using JobName = std::pair<JobOrdinal, TimePoint>;

class ClientReport {
 public:
  /// So many jobs of a kind are named, the rest counted.
  static constexpr std::size_t kExamples = Judgement::kExamples;

  void take(const Entry& entry);

  /// Without the cost, which the ledger knows.
  const Tally& tally() const { return tally_; }
  /// The first jobs that were lost.
  const std::vector<JobName>& lost() const { return lost_; }

 private:
  void take_poll(const Entry& entry);

  Tally tally_;
  std::vector<JobName> lost_;
};

/// What makes a report fail: missed expectations; errors found, too; warnings found, too.
enum class FailOn : std::uint8_t { never, expect, error, warning };
std::string_view name_of(FailOn fail_on);
std::optional<FailOn> fail_on(std::string_view name);

/// What is to be said of one account.
struct AccountReport {
  std::string account;  ///< handle
  TimePoint now{};
  Tally tally;
  std::vector<Judgement> judgements;
  Assumptions assumptions{};
  std::vector<Finding> findings{};  ///< in the order of FindingId
  std::vector<NotJudged> not_judged{};
  Activity activity{};

  bool fails(FailOn on = FailOn::expect) const;
};

/// Whether a finding of that severity is one that a report fails on.
bool fails(FailOn on, Severity severity);

/// What all of them leaned on together.
Assumptions leaned_on(const std::vector<AccountReport>& reports);

}  // namespace asyncsim
