// Which events an expectation is about, ready to be asked of each.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/happened.h"
#include "scenario/expectation.h"

namespace asyncsim {

class EventCondition {
 public:
  explicit EventCondition(const EventMatch& match);

  Happening event() const { return event_; }
  /// Whether it is such an event. One whose job is forgotten has no url to compare.
  bool holds(const Happened& happened) const;
  /// What does not fit of an event of that name: "answer is pending, not ready".
  std::vector<std::string> misfits(const Happened& happened) const;
  /// "polled (answer ready, zone z)"
  std::string describe() const;

 private:
  /// A text is a glob.
  using Wanted = std::pair<std::string_view, Json>;
  static bool fits(const Wanted& wanted, const Json& line);

  Happening event_;
  std::vector<Wanted> wanted_;
};

}  // namespace asyncsim
