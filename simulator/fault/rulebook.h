// The rules of a world: which of them hold for a call or a job. The first that matches wins, for
// each aspect by itself; a lost coin passes on to the next.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/random.h"
#include "fault/rule.h"
#include "job/job_request.h"
#include "job/zone.h"

namespace asyncsim {

/// What a call came over.
enum class CallConnection : std::uint8_t { unknown, fresh, kept };

/// What a call carried besides its request; headers and body only where some rule looks at them.
struct CallFacts {
  std::vector<std::pair<std::string, std::string>> headers{};  ///< lower-case names
  std::string body{};
  CallConnection connection = CallConnection::unknown;
  bool operator==(const CallFacts&) const = default;
};

/// A call or job as rules see it.
struct RuleSubject {
  CallKind call = CallKind::submit;
  const Zone* zone = nullptr;           ///< nothing: the call names none
  const JobRequest* request = nullptr;  ///< nothing: it names no job
  const CallFacts* facts = nullptr;
  Span since_start{};  ///< of the world, till now
  Random coins{0};     ///< of this job or call alone
};

/// The rules that hold, by aspect; nothing: as without rules.
struct Ruling {
  using RulePointer = std::shared_ptr<const Rule>;
  RulePointer latency{}, outcome{}, page{}, reply{}, webhook{}, limit{};
  bool operator==(const Ruling&) const = default;
  bool none() const { return *this == Ruling{}; }
};

class Rulebook {
 public:
  /// `rules` in their order, each of which was checked.
  Rulebook(const std::vector<Rule>& rules, std::string account, std::uint64_t seed);
  Rulebook(Rulebook&&) noexcept;
  Rulebook& operator=(Rulebook&&) noexcept;
  ~Rulebook();

  bool empty() const { return lines_.empty(); }
  /// Whether some rule looks at the headers or the body of calls.
  bool needs_facts() const { return needs_facts_; }
  /// Whether some rule has something to say to calls of that kind.
  bool answers(CallKind call) const;

  /// What becomes of a new job, and of the call that brings it: all aspects.
  Ruling judge_job(const RuleSubject& subject);
  /// What is said to a poll: a reply alone.
  std::shared_ptr<const Rule> judge_poll(const RuleSubject& subject);

  /// These are the rules from now on; those that stay as they were go on counting.
  void replace(const std::vector<Rule>& rules);

 private:
  struct Line;  ///< a rule with what it needs to match, and what it has counted
  void judge(const RuleSubject& subject, bool reply_alone, Ruling& ruling);

  std::string account_;
  std::uint64_t seed_;
  std::vector<std::unique_ptr<Line>> lines_;
  bool needs_facts_ = false;
};

/// Why that regular expression is none, or nothing.
std::optional<std::string> fault_of_regex(const std::string& regex);

}  // namespace asyncsim
