// A rule: which calls and jobs it is about, how often it holds, and what it does to them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "fault/reply_fault.h"
#include "job/job.h"
#include "job/zone_webhook.h"
#include "latency/latency_model.h"

namespace asyncsim {

/// The calls of the vendor's API that a rule can look at.
enum class CallKind : std::uint8_t { any, submit, poll, request };
std::string_view name_of(CallKind call);

/// What a call or job must be like; what is empty is not looked at.
struct RuleMatch {
  CallKind on = CallKind::any;
  std::string zone{};       ///< a glob
  std::string product{};    ///< "unlocker" or "serp"
  std::string url{};        ///< a glob over the target's url
  std::string url_regex{};  ///< RE2, anywhere in it
  std::string method{};     ///< of the request to the target
  std::string country{};
  std::string account{};                                      ///< handle
  std::vector<std::pair<std::string, std::string>> body{};    ///< JSON pointer, compact JSON
  std::vector<std::pair<std::string, std::string>> header{};  ///< name in lower case, a glob
  std::optional<std::uint32_t> nth{};  ///< the nth alone of those that match otherwise, from 1
  bool operator==(const RuleMatch&) const = default;
};

/// When a rule holds, since the beginning of the world. Nothing: always.
struct RuleWindow {
  Span at{};
  std::optional<Span> lasts{};  ///< nothing: for good
  std::optional<Span> every{};  ///< begins anew after each of these
  bool operator==(const RuleWindow&) const = default;

  bool open(Span since_start) const;
};

/// Errors come in bursts: a chain of two states, each of exponential length.
struct RuleBursts {
  Span on{std::chrono::minutes{5}};  ///< mean
  Span off{std::chrono::hours{1}};   ///< mean; the world begins in this state
  bool operator==(const RuleBursts&) const = default;
};

struct Unchanged {
  bool operator==(const Unchanged&) const = default;
};

/// What a job draws its service time from instead of its zone's model.
struct RuleLatency {
  std::variant<Unchanged, Fixed, Uniform, LogNormal, Hold, Exponential, Mixture, Empirical> model{};
  double factor = 1;  ///< of what is drawn
  bool operator==(const RuleLatency&) const = default;
};
/// Nothing: the zone's is unchanged.
std::optional<LatencyModel> own_model(const RuleLatency& latency);

struct RuleOutcome {
  enum class Kind : std::uint8_t { done, fail, never, lost };
  Kind kind = Kind::done;
  FailCode code = FailCode::reject_block;  ///< of fail
  bool operator==(const RuleOutcome&) const = default;
};
std::string_view name_of(RuleOutcome::Kind kind);

/// What the target site said: it becomes the result.
struct RulePage {
  std::uint32_t status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::optional<std::string> body{};  ///< nothing: a made-up page, as without a rule
  bool operator==(const RulePage&) const = default;
};

/// What the API says to a call instead of its own answer, or how that is damaged.
struct RuleReply {
  std::optional<std::uint32_t> status{};  ///< nothing: the API's own answer
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string content_type = "text/plain; charset=utf-8";
  std::string body{};
  std::optional<std::uint32_t> retry_after{};  ///< seconds
  ReplyFault fault = ReplyFault::none;
  bool operator==(const RuleReply&) const = default;

  /// Whether the call takes effect although its client may not hear of it.
  bool takes_effect() const { return !status && fault != ReplyFault::reset_before; }
};

struct RuleLimit {
  double submits_per_second = 1;
  std::optional<double> burst{};  ///< nothing: a second's worth, at least 1
  bool operator==(const RuleLimit&) const = default;
};

struct Rule {
  std::string name{};
  RuleMatch match{};
  RuleWindow window{};
  std::optional<RuleBursts> bursts{};
  double share = 1;                      ///< of what matches; 0 is none, 1 is each
  std::optional<std::uint32_t> times{};  ///< so often at most

  std::optional<RuleLatency> latency{};
  std::optional<RuleOutcome> outcome{};
  std::optional<RulePage> page{};
  std::optional<RuleReply> reply{};
  std::optional<WebhookFault> webhook{};
  std::optional<RuleLimit> limit{};
  bool operator==(const Rule&) const = default;
};

/// `*` is any text, `?` any character.
bool glob_matches(std::string_view glob, std::string_view text);

}  // namespace asyncsim
