#include "report/finding_counts.h"

namespace asyncsim {

Finding FindingCounts::finding(FindingId what, const ResponseIds& ids) const {
  const Kept& kept = kept_[static_cast<std::size_t>(what)];
  Finding finding{what, kept.count, {}, {}};
  for (const Example& example : kept.examples) {
    const bool of_job = example.job != Entry::kNoJob;
    finding.examples.push_back((of_job ? ids.make(example.job, example.submitted) + ": " : "") +
                               example.say);
  }
  if (kept.nano_usd != 0) finding.cost_usd = static_cast<double>(kept.nano_usd) / 1e9;
  return finding;
}

}  // namespace asyncsim
