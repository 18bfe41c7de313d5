#include "fault/rulebook.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>

#include "core/ascii.h"
#include "core/json.h"

namespace asyncsim {
namespace {

RE2::Options regex_options() {
  RE2::Options options(RE2::Quiet);
  options.set_max_mem(1 << 18);  // no regex that takes seconds for a url
  return options;
}

bool json_at(const Json& body, const std::string& pointer, const std::string& expected) {
  const Json::json_pointer at(pointer);
  return body.contains(at) && print_json(body.at(at)) == expected;
}

bool body_matches(const RuleMatch& match, const CallFacts& facts) {
  if (match.body.empty()) return true;
  const auto body = parse_json(facts.body);
  return body && std::ranges::all_of(match.body, [&](const auto& condition) {
           return json_at(*body, condition.first, condition.second);
         });
}

bool headers_match(const RuleMatch& match, const CallFacts& facts) {
  return std::ranges::all_of(match.header, [&](const auto& condition) {
    return std::ranges::any_of(facts.headers, [&](const auto& header) {
      return header.first == condition.first && glob_matches(condition.second, header.second);
    });
  });
}

bool facts_match(const RuleMatch& match, const CallFacts* facts) {
  if (match.header.empty() && match.body.empty()) return true;
  return facts && headers_match(match, *facts) && body_matches(match, *facts);
}

}  // namespace

std::optional<std::string> fault_of_regex(const std::string& regex) {
  const RE2 compiled(regex, regex_options());
  return compiled.ok() ? std::nullopt : std::optional(compiled.error());
}

struct Rulebook::Line {
  std::shared_ptr<const Rule> rule;
  std::unique_ptr<RE2> url_regex{};
  std::uint32_t matched = 0;  ///< for nth
  std::uint32_t held = 0;     ///< for times

  // bursts: the state that the chain is in, and until when
  Random chain{0};
  bool burning = false;
  Span state_ends{};

  Line(const Rule& from, std::uint64_t seed)
      : rule(std::make_shared<const Rule>(from)),
        chain(Random(seed).stream("rule bursts", hash_text(from.name))) {
    if (!from.match.url_regex.empty()) {
      url_regex = std::make_unique<RE2>(from.match.url_regex, regex_options());
    }
    if (from.bursts) state_ends = draw_state();
  }

  bool says_more_than(const Ruling& ruling, bool reply_alone) const {
    if (rule->reply && !ruling.reply) return true;
    return !reply_alone && ((rule->latency && !ruling.latency) ||
                            (rule->outcome && !ruling.outcome) || (rule->page && !ruling.page) ||
                            (rule->webhook && !ruling.webhook) || (rule->limit && !ruling.limit));
  }

  bool looks_at(CallKind call) const {
    if (rule->match.on != CallKind::any) return rule->match.on == call;
    return call != CallKind::poll || rule->reply;
  }

  bool matches(const RuleSubject& subject, std::string_view account) const {
    const RuleMatch& match = rule->match;
    if (!match.account.empty() && match.account != account) return false;
    return matches_zone(subject.zone) && matches_request(subject.request) &&
           facts_match(match, subject.facts);
  }

  bool matches_zone(const Zone* zone) const {
    const RuleMatch& match = rule->match;
    if (match.zone.empty() && match.product.empty()) return true;
    return zone && (match.zone.empty() || glob_matches(match.zone, zone->name)) &&
           (match.product.empty() || match.product == name_of(zone->product));
  }

  bool matches_request(const JobRequest* request) const {
    const RuleMatch& match = rule->match;
    if (match.url.empty() && !url_regex && match.method.empty() && match.country.empty()) {
      return true;
    }
    return request && (match.url.empty() || glob_matches(match.url, request->url)) &&
           (!url_regex || RE2::PartialMatch(request->url, *url_regex)) &&
           (match.method.empty() || same_text(match.method, request->method)) &&
           (match.country.empty() || same_text(match.country, request->country));
  }

  Span draw_state() {
    const Span mean = burning ? rule->bursts->on : rule->bursts->off;
    const double length = -std::log(1 - chain.unit()) * static_cast<double>(mean.count());
    return Span{std::max<Span::rep>(1, std::llround(length))};
  }

  bool in_force(Span since_start) {
    if (!rule->window.open(since_start)) return false;
    if (!rule->bursts) return true;
    while (state_ends <= since_start) {
      burning = !burning;
      state_ends += draw_state();
    }
    return burning;
  }

  /// After everything else has matched: whether it is this one's turn.
  bool takes_turn(const RuleSubject& subject) {
    ++matched;
    if (rule->match.nth && matched != *rule->match.nth) return false;
    if (rule->times && held >= *rule->times) return false;
    if (rule->share < 1) {
      const Random coin = subject.coins.stream("rule", hash_text(rule->name));
      if (Random(coin).unit() >= rule->share) return false;
    }
    ++held;
    return true;
  }

  void rule_on(Ruling& ruling, bool reply_alone) const {
    const auto take = [this](const auto& aspect, Ruling::RulePointer& place) {
      if (aspect && !place) place = rule;
    };
    take(rule->reply, ruling.reply);
    if (reply_alone) return;
    take(rule->latency, ruling.latency);
    take(rule->outcome, ruling.outcome);
    take(rule->page, ruling.page);
    take(rule->webhook, ruling.webhook);
    take(rule->limit, ruling.limit);
  }
};

Rulebook::Rulebook(const std::vector<Rule>& rules, std::string account, std::uint64_t seed)
    : account_(std::move(account)), seed_(seed) {
  replace(rules);
}
Rulebook::Rulebook(Rulebook&&) noexcept = default;
Rulebook& Rulebook::operator=(Rulebook&&) noexcept = default;
Rulebook::~Rulebook() = default;

void Rulebook::replace(const std::vector<Rule>& rules) {
  auto before = std::exchange(lines_, {});
  needs_facts_ = false;
  for (const Rule& rule : rules) {
    const auto same =
        std::ranges::find_if(before, [&](const auto& line) { return line && *line->rule == rule; });
    lines_.push_back(same != before.end() ? std::move(*same) : std::make_unique<Line>(rule, seed_));
    needs_facts_ = needs_facts_ || !rule.match.header.empty() || !rule.match.body.empty();
  }
}

bool Rulebook::answers(CallKind call) const {
  return std::ranges::any_of(lines_, [call](const auto& line) { return line->looks_at(call); });
}

void Rulebook::judge(const RuleSubject& subject, bool reply_alone, Ruling& ruling) {
  for (const auto& line : lines_) {
    if (!line->looks_at(subject.call) || !line->says_more_than(ruling, reply_alone)) continue;
    if (!line->matches(subject, account_) || !line->in_force(subject.since_start)) continue;
    if (line->takes_turn(subject)) line->rule_on(ruling, reply_alone);
  }
}

Ruling Rulebook::judge_job(const RuleSubject& subject) {
  Ruling ruling;
  judge(subject, false, ruling);
  return ruling;
}

std::shared_ptr<const Rule> Rulebook::judge_poll(const RuleSubject& subject) {
  Ruling ruling;
  judge(subject, true, ruling);
  return ruling.reply;
}

}  // namespace asyncsim
