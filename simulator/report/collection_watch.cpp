#include "report/collection_watch.h"

#include <algorithm>

#include "core/time_text.h"

namespace asyncsim {

void CollectionWatch::take(const Happened& happened) {
  const Entry& entry = happened.entry();
  const bool first_read = entry.happening == Happening::polled && entry.count != 0 &&
                          static_cast<Heard>(entry.word) != Heard::too_early;
  if (!within_ || !first_read || !happened.job()) return;
  const Span waited = entry.at - happened.job()->ready;
  if (waited <= *within_) return;
  ++late_;
  if (late_say_.size() < Judgement::kExamples) {
    late_say_.push_back(happened.sentence() + ": " + format_span(waited) + " after it was ready");
  }
}

void CollectionWatch::judge(Judgement& judgement, const Uncollected& uncollected) const {
  const auto& [submitted, lost, unfinished, examples] = uncollected;
  judgement.missed = lost + unfinished + late_;
  judgement.examples = examples;
  judgement.examples.resize(std::min(examples.size(), Judgement::kExamples));
  judgement.nearest = late_say_;
  judgement.sentence = std::to_string(judgement.missed) + " of " + std::to_string(submitted) +
                       " jobs not collected" + (within_ ? " within " + format_span(*within_) : "") +
                       " (" + std::to_string(lost) + " lost, " + std::to_string(unfinished) +
                       " unfinished" + (within_ ? ", " + std::to_string(late_) + " late)" : ")");
  judgement.final = lost + late_ != 0;
}

}  // namespace asyncsim
