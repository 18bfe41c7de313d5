#include "webhook/dispatcher.h"

#include <gtest/gtest.h>

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

const AttemptResult kOk{AttemptEnd::answered, 200, {}};
const AttemptResult kBusy{AttemptEnd::answered, 503, {}};

class Dispatcher : public testing::Test {
 protected:
  /// A delivery that is due now.
  std::uint64_t add() {
    const auto delivery = webhooks_.add(0);
    webhooks_.schedule(delivery, scheduler_.now());
    return delivery;
  }
  /// Runs the next event, which must be the start of an attempt.
  std::uint32_t start(std::optional<Span> answer_after = std::nullopt) {
    const auto event = scheduler_.run_next(kLatest);
    EXPECT_EQ(event->rank(), Rank::delivery);
    return webhooks_.begin_attempt(event->subject, answer_after);
  }
  /// The attempt under way ends with a failure, at its moment.
  void fail() {
    const auto attempt = static_cast<std::uint32_t>(webhooks_.find(0)->attempts.size());
    webhooks_.arrive(0, attempt, kBusy);
    scheduler_.run_next(kLatest);
    EXPECT_TRUE(webhooks_.answer_due(0));
    webhooks_.end_attempt(0);
  }
  DeliveryState state(std::uint64_t delivery = 0) { return webhooks_.find(delivery)->state; }

  Scheduler scheduler_{kDefaultStart};
  WebhookDispatcher webhooks_{scheduler_};
};

TEST_F(Dispatcher, ADeliveryIsDueNowUnlessItIsWithheld) {
  const auto withheld = webhooks_.add(7);
  webhooks_.withhold(withheld);
  EXPECT_FALSE(scheduler_.next());
  EXPECT_EQ(webhooks_.withheld(), 1U);
  webhooks_.let_go(withheld);
  webhooks_.let_go(withheld);
  EXPECT_EQ(webhooks_.withheld(), 0U);
  EXPECT_EQ(scheduler_.pending(Rank::delivery), 1U);
  EXPECT_EQ(webhooks_.find(withheld)->job, 7U);
}

TEST_F(Dispatcher, AnAnswerWithoutAMomentOfItsOwnAppliesWhenItComes) {
  add();
  EXPECT_EQ(start(), 1U);
  EXPECT_EQ(webhooks_.in_flight(), 1U);
  EXPECT_TRUE(webhooks_.arrive(0, 1, kOk));
  webhooks_.end_attempt(0);
  EXPECT_EQ(state(), DeliveryState::delivered);
  EXPECT_EQ(webhooks_.in_flight(), 0U);
}

TEST_F(Dispatcher, AnAnswerWithAMomentWaitsForIt) {
  add();
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
  add();
  start();
  EXPECT_FALSE(webhooks_.arrive(0, 2, kOk));
  EXPECT_FALSE(webhooks_.arrive(5, 1, kOk));
  EXPECT_TRUE(webhooks_.arrive(0, 1, kBusy));
  EXPECT_FALSE(webhooks_.arrive(0, 1, kOk));
  EXPECT_EQ(webhooks_.end_attempt(0).status, 503);
}

TEST_F(Dispatcher, SendsAgainOnlyWhatIsNotUnderWay) {
  add();
  start();
  EXPECT_FALSE(webhooks_.send_now(0));
  webhooks_.arrive(0, 1, {AttemptEnd::refused, 0, "private"});
  webhooks_.end_attempt(0);
  EXPECT_EQ(state(), DeliveryState::refused);
  ASSERT_TRUE(webhooks_.send_now(0));
  EXPECT_EQ(start(), 2U);
  EXPECT_EQ(webhooks_.send_now(9).error().kind, ErrorKind::not_found);
}

TEST_F(Dispatcher, ADeferredOneWaitsForACall) {
  webhooks_.add(0);
  EXPECT_TRUE(webhooks_.find(0)->deferred());
  EXPECT_FALSE(scheduler_.next());
  ASSERT_TRUE(webhooks_.send_now(0));
  EXPECT_FALSE(webhooks_.find(0)->deferred());
  EXPECT_EQ(start(), 1U);
  EXPECT_EQ(webhooks_.find(0)->tries, 1U);
}

TEST_F(Dispatcher, ARetryCountsFromTheMomentThatTheScheduleHad) {
  webhooks_.schedule(webhooks_.add(0), kDefaultStart + 1min);
  start(30s);
  fail();
  EXPECT_EQ(scheduler_.now(), kDefaultStart + 90s);
  EXPECT_EQ(webhooks_.find(0)->planned, kDefaultStart + 1min);
  webhooks_.try_again(0, kDefaultStart + 80s);  // which is past: it comes now
  EXPECT_EQ(state(), DeliveryState::pending);
  EXPECT_EQ(webhooks_.find(0)->planned, kDefaultStart + 80s);
  EXPECT_EQ(webhooks_.find(0)->next, kDefaultStart + 90s);
}

TEST_F(Dispatcher, ASentRetryIsTheSchedulesNextAttempt) {
  add();
  start(0s);
  fail();
  webhooks_.try_again(0, kDefaultStart + 1h);
  ASSERT_TRUE(webhooks_.send_now(0));
  EXPECT_EQ(start(), 2U);
  EXPECT_EQ(scheduler_.now(), kDefaultStart);
  EXPECT_EQ(webhooks_.find(0)->tries, 2U);
  EXPECT_FALSE(webhooks_.find(0)->extra);
  EXPECT_EQ(scheduler_.pending(Rank::delivery), 0U);
}

TEST_F(Dispatcher, WhatWasDeliveredOnceStaysDelivered) {
  add();
  start();
  webhooks_.arrive(0, 1, kOk);
  webhooks_.end_attempt(0);
  ASSERT_TRUE(webhooks_.send_now(0));
  EXPECT_EQ(start(), 2U);
  EXPECT_TRUE(webhooks_.find(0)->extra);
  webhooks_.arrive(0, 2, kBusy);
  webhooks_.end_attempt(0);
  EXPECT_EQ(state(), DeliveryState::delivered);
}

TEST_F(Dispatcher, CopiesComeAsOftenAsTold) {
  webhooks_.repeat(add(), 2);
  for (std::uint32_t attempt = 1; attempt <= 3; ++attempt) {
    EXPECT_EQ(start(), attempt);
    webhooks_.arrive(0, attempt, kOk);
    webhooks_.end_attempt(0);
    EXPECT_EQ(webhooks_.send_copy(0, 1min), attempt < 3);
  }
  EXPECT_EQ(scheduler_.now(), kDefaultStart + 2min);
  EXPECT_EQ(webhooks_.find(0)->tries, 1U);
}

TEST_F(Dispatcher, APostponedAnswerComesThatMuchLater) {
  add();
  start(0s);
  webhooks_.postpone_answer(0, 3s);
  EXPECT_FALSE(webhooks_.arrive(0, 1, kOk));
  EXPECT_EQ(scheduler_.run_next(kLatest)->when, kDefaultStart + 3s);
  EXPECT_TRUE(webhooks_.answer_due(0));
}

TEST_F(Dispatcher, CancelsWhatIsStillToComeAndNothingThatIsOver) {
  webhooks_.withhold(webhooks_.add(0));
  EXPECT_TRUE(webhooks_.cancel(0));
  EXPECT_FALSE(webhooks_.cancel(0));
  EXPECT_EQ(webhooks_.withheld(), 0U);
  webhooks_.let_go(0);
  EXPECT_FALSE(scheduler_.next());
  EXPECT_FALSE(webhooks_.send_now(0));
}

TEST_F(Dispatcher, TimeThatStandsGivesAttemptsInFlightAMomentNow) {
  add();
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
