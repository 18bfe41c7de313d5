#include "fault/rulebook.h"

#include <gtest/gtest.h>

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

/// A job of zone "shop" at `url`, submitted so long after the world began.
class Subject {
 public:
  explicit Subject(std::string url = "https://a.example/1", Span since_start = Span{0}) {
    request.url = std::move(url);
    since = since_start;
  }
  RuleSubject about(CallKind call = CallKind::submit) const {
    return {call, &zone, &request, &facts, since, coins};
  }

  Zone zone = default_zone("shop", Product::unlocker);
  JobRequest request;
  CallFacts facts;
  Span since;
  Random coins{7};
};

Rule failing(std::string name, RuleMatch match = {}) {
  Rule rule;
  rule.name = std::move(name);
  rule.match = std::move(match);
  rule.outcome = RuleOutcome{RuleOutcome::Kind::fail};
  return rule;
}

Rule replying(std::string name, RuleMatch match = {}) {
  Rule rule;
  rule.name = std::move(name);
  rule.match = std::move(match);
  rule.reply = RuleReply{503};
  return rule;
}

Rulebook book(std::vector<Rule> rules) { return {rules, "acct_1", 1}; }

/// The name of the rule that decides the outcome, or "".
std::string outcome_of(Rulebook& rules, const Subject& subject) {
  const auto ruling = rules.judge_job(subject.about());
  return ruling.outcome ? ruling.outcome->name : "";
}

bool matches(RuleMatch match, const Subject& subject, CallKind call = CallKind::submit) {
  auto rules = book({failing("x", std::move(match))});
  return rules.judge_job(subject.about(call)).outcome != nullptr;
}

TEST(Glob, KnowsStarsAndQuestionMarks) {
  for (const auto& [glob, text, fits] : {std::tuple("*", "", true),
                                         {"", "", true},
                                         {"", "a", false},
                                         {"a*c", "abc", true},
                                         {"a*c", "ac", true},
                                         {"a*c", "abcd", false},
                                         {"*/product/*", "https://x/product/1", true},
                                         {"*ab*ab", "abxab", true},
                                         {"*ab*ab", "ab", false},
                                         {"a?c", "abc", true},
                                         {"a?c", "ac", false},
                                         {"*a*b*c*", "xxaxxbxxcxx", true},
                                         {"**", "x", true}}) {
    EXPECT_EQ(glob_matches(glob, text), fits) << glob << " " << text;
  }
}

TEST(Rules, TheFirstThatMatchesWinsForEachAspectByItself) {
  auto page = failing("first");
  page.outcome.reset();
  page.page = RulePage{404};
  auto both = failing("second");
  both.page = RulePage{500};
  auto rules = book({page, both});
  const auto ruling = rules.judge_job(Subject().about());
  EXPECT_EQ(ruling.page->name, "first");
  EXPECT_EQ(ruling.outcome->name, "second");
  EXPECT_EQ(ruling.latency, nullptr);
}

TEST(Rules, LookAtWhatTheyNameAndAtNothingElse) {
  Subject subject("https://shop.example/product/7?x=1");
  subject.request.method = "POST";
  subject.request.country = "de";
  RuleMatch match;
  EXPECT_TRUE(matches(match, subject));
  match.zone = "sh*";
  match.product = "unlocker";
  match.url = "*/product/*";
  match.url_regex = "/product/[0-9]+";
  match.method = "post";
  match.country = "DE";
  match.account = "acct_1";
  EXPECT_TRUE(matches(match, subject));
  for (const auto& [field, wrong] : {std::pair(&RuleMatch::zone, "serp*"),
                                     {&RuleMatch::product, "serp"},
                                     {&RuleMatch::url, "*/category/*"},
                                     {&RuleMatch::url_regex, "^/product"},
                                     {&RuleMatch::method, "GET"},
                                     {&RuleMatch::country, "fr"},
                                     {&RuleMatch::account, "acct_2"}}) {
    RuleMatch other = match;
    other.*field = wrong;
    EXPECT_FALSE(matches(other, subject)) << wrong;
  }
}

TEST(Rules, LookIntoTheBodyAndTheHeadersOfACall) {
  Subject subject;
  subject.facts = {{{"user-agent", "curl/7.88"}}, R"({"url":"u","webhook_data":{"id":[7,"a"]}})"};
  RuleMatch match;
  match.body = {{"/webhook_data/id/0", "7"}, {"/webhook_data/id", R"([7,"a"])"}};
  match.header = {{"user-agent", "curl/*"}};
  EXPECT_TRUE(matches(match, subject));
  EXPECT_TRUE(book({failing("x", match)}).needs_facts());
  match.header = {{"user-agent", "wget/*"}};
  EXPECT_FALSE(matches(match, subject));
  match.header = {};
  match.body = {{"/webhook_data/id/1", "7"}};
  EXPECT_FALSE(matches(match, subject));
  match.body = {{"/nothing", "7"}};
  EXPECT_FALSE(matches(match, subject));
  subject.facts.body = "no JSON";
  EXPECT_FALSE(matches(match, subject));
  EXPECT_FALSE(book({failing("x")}).needs_facts());
}

TEST(Rules, OfOneCallAreForNoOther) {
  RuleMatch match;
  match.on = CallKind::request;
  EXPECT_TRUE(matches(match, Subject(), CallKind::request));
  EXPECT_FALSE(matches(match, Subject(), CallKind::submit));
  match.on = CallKind::any;
  EXPECT_TRUE(matches(match, Subject(), CallKind::submit));
}

TEST(Rules, TheNthIsOneAlone) {
  auto rules = book({failing("x", {.nth = 3})});
  std::string held;
  for (int i = 0; i < 5; ++i) held += outcome_of(rules, Subject()).empty() ? '-' : 'x';
  EXPECT_EQ(held, "--x--");
}

TEST(Rules, HoldAsOftenAsTheySay) {
  auto twice = failing("twice");
  twice.times = 2;
  auto rules = book({twice, failing("then")});
  std::string first;
  for (int i = 0; i < 4; ++i) first += outcome_of(rules, Subject())[1];
  EXPECT_EQ(first, "wwhh");
}

TEST(Rules, ALostCoinPassesOn) {
  auto never = failing("never"), some = failing("some"), rest = failing("rest");
  never.share = 0;
  some.share = 0.25;
  auto rules = book({never, some, rest});
  int counted = 0;
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    Subject subject;
    subject.coins = Random(i);
    const auto name = outcome_of(rules, subject);
    EXPECT_NE(name, "never");
    counted += name == "some";
  }
  EXPECT_NEAR(counted, 2'500, 4 * 44);  // four standard errors, of a fixed seed
}

TEST(Rules, TheSameCoinFallsTheSameWay) {
  auto half = failing("half");
  half.share = 0.5;
  auto one = book({half}), other = book({failing("before", {.zone = "none"}), half});
  for (std::uint64_t i = 0; i < 100; ++i) {
    Subject subject;
    subject.coins = Random(i);
    EXPECT_EQ(outcome_of(one, subject), outcome_of(other, subject));
  }
}

TEST(Rules, HoldWithinTheirWindowToTheMillisecond) {
  auto rule = failing("x");
  rule.window = {1h, 30min, std::nullopt};
  auto rules = book({rule});
  const auto at = [&](Span when) { return !outcome_of(rules, Subject("u", when)).empty(); };
  EXPECT_FALSE(at(1h - 1ms));
  EXPECT_TRUE(at(1h));
  EXPECT_TRUE(at(90min - 1ms));
  EXPECT_FALSE(at(90min));
  EXPECT_FALSE(at(25h));
}

TEST(Rules, ThatComeAgainHoldEachTime) {
  auto rule = failing("x");
  rule.window = {1h, 30min, 24h};
  auto rules = book({rule});
  const auto at = [&](Span when) { return !outcome_of(rules, Subject("u", when)).empty(); };
  EXPECT_FALSE(at(25h - 1ms));
  EXPECT_TRUE(at(25h));
  EXPECT_FALSE(at(25h + 30min));
  EXPECT_TRUE(at(49h));
}

TEST(Rules, InBurstsHoldForThatShareOfTheTimeAndInRuns) {
  auto rule = failing("x");
  rule.bursts = RuleBursts{10min, 30min};
  auto rules = book({rule});
  int burning = 0, turns = 0;
  bool before = false;
  constexpr int kMinutes = 100'000;
  for (int minute = 0; minute < kMinutes; ++minute) {
    const bool now = !outcome_of(rules, Subject("u", std::chrono::minutes{minute})).empty();
    burning += now;
    turns += now != before;
    before = now;
  }
  EXPECT_NEAR(burning, kMinutes / 4, kMinutes / 50);
  EXPECT_NEAR(turns, kMinutes / 20, kMinutes / 100);  // a burst and a pause take 40 minutes
}

TEST(Rules, PollsHearRepliesAlone) {
  auto rules = book({failing("job"), replying("poll", {.on = CallKind::poll})});
  EXPECT_TRUE(rules.answers(CallKind::poll));
  EXPECT_EQ(rules.judge_poll(Subject().about(CallKind::poll))->name, "poll");
  EXPECT_EQ(rules.judge_job(Subject().about()).reply, nullptr);
  EXPECT_FALSE(book({failing("job")}).answers(CallKind::poll));
}

TEST(Rules, AZoneThatACallDoesNotNameIsNone) {
  auto rules = book({replying("x", {.on = CallKind::poll, .zone = "*"})});
  RuleSubject unknown;
  unknown.call = CallKind::poll;
  EXPECT_EQ(rules.judge_poll(unknown), nullptr);
}

TEST(Rules, ThatStayGoOnCounting) {
  auto once = failing("once");
  once.times = 1;
  auto rules = book({once});
  EXPECT_EQ(outcome_of(rules, Subject()), "once");
  rules.replace({failing("new", {.zone = "none"}), once});
  EXPECT_EQ(outcome_of(rules, Subject()), "");
  once.share = 0.999999;  // another rule of that name
  rules.replace({once});
  EXPECT_EQ(outcome_of(rules, Subject()), "once");
}

TEST(Regex, SaysWhatIsWrongWithIt) {
  EXPECT_EQ(fault_of_regex("a+b"), std::nullopt);
  EXPECT_NE(fault_of_regex("(a"), std::nullopt);
  EXPECT_NE(fault_of_regex("((a{100}){100}){100}"), std::nullopt);
  EXPECT_NE(fault_of_regex("(?<!a)b"), std::nullopt);
}

}  // namespace
}  // namespace asyncsim
