#include "report/event_watch.h"

#include <algorithm>

#include "core/time_text.h"
#include "report/times.h"

namespace asyncsim {
namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

bool is_of_a_job(Happening event) {
  return event != Happening::refused && event != Happening::requested &&
         event != Happening::timeline && event != Happening::inbox_received &&
         event != Happening::ruled;  // some are a refused call's
}

std::optional<EventCondition> condition_of(const std::optional<EventMatch>& match) {
  return match ? std::optional(EventCondition(*match)) : std::nullopt;
}

}  // namespace

EventWatch::EventWatch(const Expectation& expectation, TimePoint from)
    : event_(expectation.event.value()),
      before_(condition_of(expectation.after)),
      next_(condition_of(expectation.followed_by)),
      least_(expectation.least()),
      most_(expectation.at_most),
      within_(expectation.within),
      by_client_(expectation.time == ExpectedTime::client),
      per_job_(is_of_a_job(event_.event()) &&
               (!linked() || is_of_a_job((next_ ? *next_ : *before_).event()))) {
  if (within_) deadline_ = from + *within_;
}

void EventWatch::take(const Happened& happened) {
  ++happened_[static_cast<std::size_t>(happened.entry().happening)];
  if (next_) take_next(happened);
  if (event_.holds(happened)) {
    count(happened);
  } else if (happened.entry().happening == event_.event()) {
    const auto misfits = event_.misfits(happened);
    keep_near(misfits.size(), happened, joined(misfits));
  }
  if (before_ && before_->holds(happened)) {
    partners_[pair_of(happened)] = {happened.entry().at, {}};
  }
}

void EventWatch::count(const Happened& happened) {
  if (!in_time(happened.entry().at)) {
    return keep_near(0, happened, "it came after " + format_time(*deadline_));
  }
  ++counted_;
  if (before_) take_after(happened);
  if (next_) partners_.try_emplace(pair_of(happened), happened.entry().at, happened.sentence());
  if (most_ && counted_ > *most_) {
    ++excess_;
    miss(happened, "one more than " + times(*most_));
  }
}

void EventWatch::take_after(const Happened& happened) {
  const auto first = partners_.find(pair_of(happened));
  if (first == partners_.end()) {
    return miss(happened, "no " + before_->describe() + " came before it");
  }
  if (!is_within(first->second, happened)) miss(happened, "too long after the other");
}

void EventWatch::take_next(const Happened& happened) {
  const auto waiting = partners_.find(pair_of(happened));
  if (waiting == partners_.end() || !next_->holds(happened)) return;
  const Partner first = std::move(waiting->second);
  partners_.erase(waiting);
  if (!is_within(first, happened)) miss(happened, "too long after that " + first.sentence);
}

bool EventWatch::is_within(const Partner& from, const Happened& happened) {
  if (!within_) return true;
  if (!by_client_) return happened.entry().at - from.at <= *within_;
  if (!happened.clock().judges(from.at)) {
    ++not_judged_;
    return true;
  }
  return happened.clock().since(from.at).value <= *within_;
}

void EventWatch::miss(const Happened& happened, const std::string& why) {
  ++missed_;
  if (missed_say_.size() < Judgement::kExamples) {
    missed_say_.push_back(happened.sentence() + ": " + why);
  }
}

void EventWatch::keep_near(std::size_t misfits, const Happened& happened, const std::string& why) {
  if (near_.size() == Judgement::kExamples && near_.back().misfits <= misfits) return;
  const auto place = std::ranges::upper_bound(near_, misfits, {}, &Near::misfits);
  near_.insert(place, {misfits, happened.sentence() + ": " + why});
  if (near_.size() > Judgement::kExamples) near_.pop_back();
}

void EventWatch::judge(Judgement& judgement, TimePoint now) const {
  judgement.missed = missed_;
  judgement.nearest = missed_say_;
  judgement.sentence = "happened " + times(counted_);
  if (counted_ < least_) judgement.sentence += ", expected at least " + times(least_);
  if (excess_ != 0) judgement.sentence += ", expected at most " + times(*most_);
  if (linked()) {
    judge_links(judgement, now);
  } else {
    judge_count(judgement, now);
  }
  if (counted_ >= least_) return;
  judgement.missed += least_ - counted_;
  add_nearest(judgement);
}

void EventWatch::judge_count(Judgement& judgement, TimePoint now) const {
  const bool over = deadline_ && now > *deadline_;
  judgement.final = over || missed_ != 0 || (counted_ >= least_ && !most_);
}

void EventWatch::judge_links(Judgement& judgement, TimePoint now) const {
  if (next_) add_waiting(judgement, now);
  judgement.final = judgement.final || missed_ != 0;
  if (judgement.missed != excess_) {
    judgement.sentence += ", " + std::to_string(judgement.missed - excess_) + " of them " +
                          (next_ ? "not followed by " : "not after ") +
                          (next_ ? *next_ : *before_).describe() +
                          (within_ ? " within " + format_span(*within_) : "");
  } else if (not_judged_ != 0) {
    judgement.unknown = "the client's pause is not known " + times(not_judged_) +
                        ": the clock stood, or was set meanwhile";
  }
}

void EventWatch::add_waiting(Judgement& judgement, TimePoint now) const {
  judgement.missed += partners_.size();
  for (const auto& [job, first] : partners_) {
    if (judgement.nearest.size() == Judgement::kExamples) break;
    judgement.nearest.push_back(first.sentence + ": nothing such followed it");
  }
  judgement.final =
      within_ && !by_client_ && std::ranges::any_of(partners_, [&](const auto& waiting) {
        return now > waiting.second.at + *within_;
      });
}

void EventWatch::add_nearest(Judgement& judgement) const {
  for (const Near& near : near_) judgement.nearest.push_back(near.say);
  if (!near_.empty()) return;
  judgement.nearest.push_back("no other " + std::string(name_of(event_.event())) + " happened; " +
                              what_happened());
}

std::string EventWatch::what_happened() const {
  std::string others;
  for (const Happening other : kAllHappenings) {
    const auto count = happened_[static_cast<std::size_t>(other)];
    if (count == 0 || other == event_.event()) continue;
    others +=
        (others.empty() ? "" : ", ") + std::to_string(count) + ' ' + std::string(name_of(other));
  }
  return others.empty() ? "nothing else did" : "what did: " + others;
}

}  // namespace asyncsim
