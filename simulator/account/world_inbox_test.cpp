// Inboxes as receivers to rehearse with.
#include <gmock/gmock.h>

#include "account/test_world.h"

namespace asyncsim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Manner = InboxAnswer::Manner;

const TimePoint kReady = kDefaultStart + span("30s");

/// One job that tells inbox `a`, which behaves as told; retried after a minute, and another.
class Rehearsed : public TestWorld {
 public:
  explicit Rehearsed(InboxAnswer answer, Scenario scenario = retrying())
      : TestWorld(std::move(scenario)) {
    answer.inbox = "a";
    (void)world.apply(answer);
    submit("https://a.example/", "https://sim.test/inbox/a");
  }

  static Scenario retrying() {
    Scenario scenario = test_scenario();
    scenario.zones[0].webhook.retries = {std::nullopt, {span("1m"), span("1m")}};
    return scenario;
  }

  /// "500 at 30s, 200 at 90s": the attempts so far.
  std::string attempts() const {
    std::string text;
    for (const Attempt& attempt : world.webhooks().find(0)->attempts) {
      text += (text.empty() ? "" : ", ") + outcome(attempt) + " at " +
              format_span(attempt.at - kDefaultStart);
    }
    return text;
  }

 private:
  static std::string outcome(const Attempt& attempt) {
    if (!attempt.result) return "in flight";
    if (attempt.result->end != AttemptEnd::answered)
      return std::string(name_of(attempt.result->end));
    return std::to_string(attempt.result->status);
  }
};

InboxAnswer behaving(Manner manner, ClientSpan after = {}) {
  InboxAnswer answer;
  answer.manner = manner;
  answer.after = after;
  return answer;
}

TEST(Inbox, AnswersItsStatusAndBody) {
  InboxAnswer answer;
  answer.status = 202;
  answer.body = "thanks";
  Rehearsed test(answer);
  test.advance("5m");
  EXPECT_EQ(test.attempts(), "202 at 30s");
  EXPECT_EQ(test.world.webhooks().answer(0, 1), "thanks");
}

TEST(Inbox, FailsTheFirstSoMany) {
  InboxAnswer answer;
  answer.fail_first = 2;
  answer.fail_status = 500;
  Rehearsed test(answer);
  test.advance("5m");
  EXPECT_EQ(test.attempts(), "500 at 30s, 500 at 1m30s, 200 at 2m30s");
  EXPECT_EQ(test.world.inboxes().received("a"), 3u);
}

TEST(Inbox, AsksToComeBackLater) {
  InboxAnswer answer;
  answer.fail_first = 1;
  answer.retry_after = 120;
  Rehearsed test(answer);
  test.advance("5m");
  EXPECT_EQ(test.attempts(), "503 at 30s, 200 at 2m30s");
}

TEST(Inbox, ResetsConnections) {
  Rehearsed test(behaving(Manner::resets));
  test.advance("5m");
  EXPECT_EQ(test.attempts(), "broken at 30s, broken at 1m30s, broken at 2m30s");
}

TEST(Inbox, HangsUntilTheDeadline) {
  Rehearsed test(behaving(Manner::hangs));
  test.advance("39s");
  EXPECT_EQ(test.attempts(), "in flight at 30s");
  test.advance("1s");
  EXPECT_EQ(test.attempts(), "timed_out at 30s");
  EXPECT_THAT(test.world.webhooks().find(0)->attempts[0].result->reason, HasSubstr("within 10s"));
}

TEST(Inbox, TakesItsTime) {
  Rehearsed test(behaving(Manner::answers, ClientSpan{std::chrono::milliseconds{9'999}}));
  test.advance("39998ms");
  EXPECT_EQ(test.attempts(), "in flight at 30s");
  test.advance("1ms");
  EXPECT_EQ(test.attempts(), "200 at 30s");
}

TEST(Inbox, ThatTakesAsLongAsTheDeadlineIsTooSlow) {
  Rehearsed test(behaving(Manner::answers, ClientSpan{std::chrono::seconds{10}}));
  test.advance("40s");
  EXPECT_EQ(test.attempts(), "timed_out at 30s");
}

TEST(Inbox, TakesItsTimeInTheReceiversSecondsWhenPaced) {
  Scenario scenario = Rehearsed::retrying();
  scenario.clock.mode = ClockMode::paced;
  scenario.clock.speed = 60;
  Rehearsed test(behaving(Manner::answers, ClientSpan{std::chrono::seconds{2}}), scenario);
  test.advance_to(kReady + span("1m59999ms"));
  EXPECT_EQ(test.attempts(), "in flight at 30s");
  test.advance("1ms");
  EXPECT_EQ(test.attempts(), "200 at 30s");
}

TEST(Inbox, VerifiesSignaturesLikeAnybody) {
  Scenario scenario = test_scenario();
  scenario.zones[0].webhook.signature = {SignatureScheme::standard_webhooks,
                                         {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
                                         SignatureTime::virtual_time};
  Rehearsed test({}, scenario);
  test.advance("1m");
  const auto& headers = test.world.inboxes().messages("a")->at(0).request.headers;
  EXPECT_THAT(headers, testing::Contains(testing::Pair("webhook-id", "dlv_1")));
  EXPECT_THAT(headers, testing::Contains(testing::Pair("webhook-timestamp", "1767603630")));
}

TEST(Inbox, WithRealTimestampsTheSenderSigns) {
  Scenario scenario = test_scenario();
  scenario.zones[0].webhook.signature = {SignatureScheme::standard_webhooks,
                                         {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}};
  Rehearsed test({}, scenario);
  EXPECT_EQ(test.advance("1m"), Pause::waiting);
  auto outgoing = test.world.take_outgoing();
  ASSERT_EQ(outgoing.size(), 1u);
  ASSERT_TRUE(outgoing[0].signature);
  (void)test.world.apply(InboxMessage{"a", outgoing[0].request, outgoing[0].id});
  EXPECT_EQ(test.advance("1m"), Pause::quiet);
  EXPECT_EQ(test.attempts(), "200 at 30s");
}

}  // namespace
}  // namespace asyncsim
