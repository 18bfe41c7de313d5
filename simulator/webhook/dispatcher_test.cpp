#include "webhook/dispatcher.h"

#include <gtest/gtest.h>

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

const AttemptResult kOk{AttemptEnd::answered, 200, {}};
const AttemptResult kBusy{AttemptEnd::answered, 503, {}};

class Dispatcher : public testing::Test {
 protected:
  /// Runs the next event, which must be the start of an attempt.
  std::uint32_t start(std::optional<Span> answer_after = std::nullopt) {
    const auto event = scheduler_.run_next(kLatest);
    EXPECT_EQ(event->rank(), Rank::delivery);
    return webhooks_.begin_attempt(event->subject, answer_after);
  }
  DeliveryState state(std::uint64_t delivery = 0) { return webhooks_.find(delivery)->state; }

  Scheduler scheduler_{kDefaultStart};
  WebhookDispatcher webhooks_{scheduler_};
};

TEST_F(Dispatcher, ADeliveryIsDueNowUnlessItIsWithheld) {
  const auto withheld = webhooks_.add(7, true);
  EXPECT_FALSE(scheduler_.next());
  EXPECT_EQ(webhooks_.withheld(), 1U);
  webhooks_.let_go(withheld);
  webhooks_.let_go(withheld);
  EXPECT_EQ(webhooks_.withheld(), 0U);
  EXPECT_EQ(scheduler_.pending(Rank::delivery), 1U);
  EXPECT_EQ(webhooks_.find(withheld)->job, 7U);
}

TEST_F(Dispatcher, AnAnswerWithoutAMomentOfItsOwnAppliesWhenItComes) {
  webhooks_.add(0, false);
  EXPECT_EQ(start(), 1U);
  EXPECT_EQ(webhooks_.in_flight(), 1U);
  EXPECT_TRUE(webhooks_.arrive(0, 1, kOk));
  webhooks_.end_attempt(0);
  EXPECT_EQ(state(), DeliveryState::delivered);
  EXPECT_EQ(webhooks_.in_flight(), 0U);
}

TEST_F(Dispatcher, AnAnswerWithAMomentWaitsForIt) {
  webhooks_.add(0, false);
  start(1min);
  EXPECT_FALSE(webhooks_.arrive(0, 1, kBusy));
  EXPECT_TRUE(webhooks_.has_arrived(0));
  const auto event = scheduler_.run_next(kLatest);
  EXPECT_EQ(event->when, kDefaultStart + 1min);
  EXPECT_TRUE(webhooks_.answer_due(0));
  webhooks_.end_attempt(0);
  EXPECT_EQ(state(), DeliveryState::failed);
}

TEST_F(Dispatcher, AnAnswerToAnotherAttemptOrASecondOneIsIgnored) {
  webhooks_.add(0, false);
  start();
  EXPECT_FALSE(webhooks_.arrive(0, 2, kOk));
  EXPECT_FALSE(webhooks_.arrive(5, 1, kOk));
  EXPECT_TRUE(webhooks_.arrive(0, 1, kBusy));
  EXPECT_FALSE(webhooks_.arrive(0, 1, kOk));
  EXPECT_EQ(webhooks_.end_attempt(0).status, 503);
}

TEST_F(Dispatcher, RedeliversOnlyWhatIsOver) {
  webhooks_.add(0, false);
  EXPECT_FALSE(webhooks_.redeliver(0));
  start();
  EXPECT_FALSE(webhooks_.redeliver(0));
  webhooks_.arrive(0, 1, {AttemptEnd::refused, 0, "private"});
  webhooks_.end_attempt(0);
  EXPECT_EQ(state(), DeliveryState::refused);
  ASSERT_TRUE(webhooks_.redeliver(0));
  EXPECT_EQ(start(), 2U);
  EXPECT_EQ(webhooks_.redeliver(9).error().kind, ErrorKind::not_found);
}

TEST_F(Dispatcher, CancelsWhatIsStillToComeAndNothingThatIsOver) {
  webhooks_.add(0, true);
  EXPECT_TRUE(webhooks_.cancel(0));
  EXPECT_FALSE(webhooks_.cancel(0));
  EXPECT_EQ(webhooks_.withheld(), 0U);
  webhooks_.let_go(0);
  EXPECT_FALSE(scheduler_.next());
  EXPECT_FALSE(webhooks_.redeliver(0));
}

TEST_F(Dispatcher, TimeThatStandsGivesAttemptsInFlightAMomentNow) {
  webhooks_.add(0, false);
  start();
  webhooks_.stand();
  EXPECT_EQ(scheduler_.pending(Rank::answer), 1U);
  EXPECT_FALSE(webhooks_.arrive(0, 1, kOk));
  webhooks_.forget(0);
  EXPECT_FALSE(scheduler_.next());
  EXPECT_EQ(webhooks_.find(0), nullptr);
}

TEST(DeliveryId, ReadsBackWhatItWrites) {
  EXPECT_EQ(delivery_id(0), "dlv_1");
  EXPECT_EQ(read_delivery_id("dlv_1"), 0U);
  for (const char* wrong : {"", "dlv_", "dlv_0", "dlv_1x", "dlv_-1", "1"}) {
    EXPECT_EQ(read_delivery_id(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace asyncsim
