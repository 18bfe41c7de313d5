// One expectation and what was seen of it: a fold over journal entries.
#pragma once

#include <variant>

#include "report/collection_watch.h"
#include "report/event_watch.h"
#include "report/finding.h"
#include "report/webhook_watch.h"

namespace asyncsim {

class Watch {
 public:
  /// It is shown entries from `from` on.
  Watch(const Expectation& expectation, TimePoint from);

  const Expectation& expectation() const { return expectation_; }
  void take(const Happened& happened);

  /// What the world knows beside the journal.
  struct Known {
    TimePoint now{};
    double cost_usd = 0;
    Uncollected uncollected{};
    const std::vector<Finding>& findings;
    const std::vector<NotJudged>& not_judged;
  };
  Judgement judge(const Known& known) const;

  /// Entries before those that it is shown have left the journal: only what they can't change is
  /// certain.
  void history_lost() { history_lost_ = true; }

  /// Whether it is judged by what was found on clients, which `Known` is to bring.
  bool by_findings() const { return expectation_.poll_cadence || expectation_.submits; }

 private:
  Expectation expectation_;
  bool history_lost_ = false;
  std::variant<std::monostate, EventWatch, WebhookWatch, CollectionWatch> fold_;
};

}  // namespace asyncsim
