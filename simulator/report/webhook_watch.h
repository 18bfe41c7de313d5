// Watches whether webhooks are answered 2xx, for one expectation. Not counted are attempts that
// never reach the client's receiver, and deliveries that it should refuse.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "report/happened.h"
#include "report/judgement.h"

namespace asyncsim {

class WebhookWatch {
 public:
  explicit WebhookWatch(const Expectation& expectation) : within_(expectation.within) {}

  void take(const Happened& happened);
  void judge(Judgement& judgement, TimePoint now) const;

 private:
  struct Waiting {
    TimePoint since{};
    std::string last{};  ///< what came of its last attempt
  };
  void end_attempt(const Happened& happened);
  void note_late(const Happened& happened, const std::string& why);

  std::optional<Span> within_;
  std::map<std::uint64_t, Waiting> waiting_;  ///< by delivery
  std::set<std::uint64_t> over_;  ///< deliveries that are answered, or are to be refused
  std::uint64_t answered_ = 0, late_ = 0;
  std::vector<std::string> late_say_;
};

}  // namespace asyncsim
