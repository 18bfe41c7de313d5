#include "report/webhook_watch.h"

#include <algorithm>

#include "core/time_text.h"
#include "job/zone_webhook.h"
#include "webhook/dispatcher.h"

namespace asyncsim {

void WebhookWatch::take(const Happened& happened) {
  const Entry& entry = happened.entry();
  switch (entry.happening) {
    case Happening::webhook_fault:
      if (is_malformed(static_cast<WebhookFaultKind>(entry.word))) over_.insert(entry.number);
      return;
    case Happening::webhook_sent:
      if (!over_.contains(entry.number)) {
        waiting_.try_emplace(entry.number, entry.at, happened.sentence() + ": not answered yet");
      }
      return;
    case Happening::webhook_ended:
      return end_attempt(happened);
    case Happening::webhook_cancelled:  // the job is gone before the answer came
      if (const auto waiting = waiting_.find(entry.number); waiting != waiting_.end()) {
        note_late(happened, "cancelled before it was answered");
        waiting_.erase(waiting);
      }
      return;
    default:
      return;
  }
}

void WebhookWatch::end_attempt(const Happened& happened) {
  const Entry& entry = happened.entry();
  const auto waiting = waiting_.find(entry.number);
  if (waiting == waiting_.end()) return;
  const auto end = static_cast<AttemptEnd>(entry.word);
  if (end == AttemptEnd::lost || end == AttemptEnd::refused) {
    waiting_.erase(waiting);  // no receiver has seen it
    return;
  }
  if (end != AttemptEnd::answered || entry.status < 200 || entry.status > 299) {
    waiting->second.last = happened.sentence();
    return;
  }
  ++answered_;
  over_.insert(entry.number);  // copies of it change nothing
  const Span took = entry.at - waiting->second.since;
  if (within_ && took > *within_) note_late(happened, "after " + format_span(took));
  waiting_.erase(waiting);
}

void WebhookWatch::note_late(const Happened& happened, const std::string& why) {
  ++late_;
  if (late_say_.size() < Judgement::kExamples) {
    late_say_.push_back(happened.sentence() + ": " + why);
  }
}

void WebhookWatch::judge(Judgement& judgement, TimePoint now) const {
  judgement.missed = late_ + waiting_.size();
  judgement.nearest = late_say_;
  for (const auto& [delivery, waiting] : waiting_) {
    if (judgement.nearest.size() == Judgement::kExamples) break;
    judgement.nearest.push_back(waiting.last);
  }
  judgement.sentence = std::to_string(answered_) + " answered 2xx, " +
                       std::to_string(waiting_.size()) + " not, " + std::to_string(late_) +
                       " too late";
  judgement.final = late_ != 0 || (within_ && std::ranges::any_of(waiting_, [&](const auto& row) {
                                     return now > row.second.since + *within_;
                                   }));
}

}  // namespace asyncsim
