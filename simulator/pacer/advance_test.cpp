#include "pacer/advance.h"

#include <gmock/gmock.h>

#include <thread>

#include "account/test_world.h"
#include "pacer/real_time.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

/// Receivers on threads of their own, as the network has them.
class AdvanceTest : public testing::Test {
 protected:
  AdvanceTest() {
    outside_.send = [this](std::shared_ptr<Account> account, OutgoingAttempt attempt) {
      receivers_.emplace_back([this, account, attempt] {
        if (receive) receive(*account, attempt);
        account->attempt_ended({attempt.id, {AttemptEnd::answered, 200, {}}}, real_now());
      });
    };
    account_ =
        std::make_shared<Account>("acct_test", std::make_shared<const Scenario>(test_scenario()),
                                  kDefaultStart, real_now(), outside_);
  }
  ~AdvanceTest() override {
    for (auto& receiver : receivers_) receiver.join();
  }

  std::string submit(const std::string& url, const std::string& hook) {
    const auto submitted = account_->submit(submit_of(url, hook), real_now());
    if (submitted->tell_when_written) account_->answer_written(submitted->job, real_now());
    return submitted->id;
  }
  Advanced advance_by(Span by, AdvanceBounds bounds = {}) {
    return *advance(*account_, {AdvanceGoal::Kind::by, by}, bounds, shutdown_);
  }

  std::function<void(Account&, const OutgoingAttempt&)> receive;
  AccountOutside outside_;
  std::shared_ptr<Account> account_;
  std::vector<std::thread> receivers_;
  std::atomic<bool> shutdown_{false};
  std::atomic<bool> release_{false};  // outlives the receivers, which the destructor joins
};

TEST_F(AdvanceTest, ReturnsWhenAllIsDoneAndSaysWhatRan) {
  for (int i = 0; i < 1000; ++i) submit("https://a.example/" + std::to_string(i), "");
  const Advanced advanced = advance_by(48h);
  EXPECT_EQ(advanced.now, kDefaultStart + 48h);
  EXPECT_EQ(advanced.ran.completed, 1000u);
  EXPECT_EQ(advanced.ran.expired, 1000u);
  EXPECT_EQ(advanced.stopped, "");
  EXPECT_FALSE(advanced.next_event);
}

TEST_F(AdvanceTest, AReceiverReadsTheResultAtTheMomentOfItsWebhook) {
  const auto id = submit("https://a.example/", "http://127.0.0.1:9/");
  PollAnswer heard;
  receive = [&](Account& account, const OutgoingAttempt&) {
    heard = account.poll({id}, real_now());
  };
  EXPECT_EQ(advance_by(48h).ran.delivered, 1u);
  EXPECT_EQ(heard.kind, PollAnswer::Kind::ready);
  EXPECT_EQ(heard.now, kDefaultStart + 30s);
}

TEST_F(AdvanceTest, AReceiverThatForcesAnotherJobIsAnsweredDuringTheAdvance) {
  submit("https://a.example/1", "http://127.0.0.1:9/");
  submit("https://a.example/2", "");
  Forced forced;
  receive = [&](Account& account, const OutgoingAttempt&) {
    forced = account.force({JobVerb::Kind::expire, {1}}, real_now());
  };
  EXPECT_EQ(advance_by(1h).ran.expired, 1u);
  EXPECT_EQ(forced.changed, 1u);
}

TEST_F(AdvanceTest, StopsAtItsBudgetAndSaysSo) {
  submit("https://a.example/", "http://127.0.0.1:9/");
  receive = [this](Account&, const OutgoingAttempt&) { release_.wait(false); };
  const Advanced advanced = advance_by(48h, {RealSpan{1ms}});
  EXPECT_EQ(advanced.stopped, "budget");
  EXPECT_EQ(advanced.now, kDefaultStart + 30s);
  release_ = true;
  release_.notify_all();
}

TEST_F(AdvanceTest, StopsAtItsEventCapAndWhenTheProgramEnds) {
  for (int i = 0; i < 1000; ++i) submit("https://a.example/" + std::to_string(i), "");
  EXPECT_EQ(advance_by(48h, {RealSpan{30s}, 256}).stopped, "events");
  shutdown_ = true;
  EXPECT_EQ(advance_by(48h).stopped, "shutdown");
}

class PollsMoveTime : public AdvanceTest {
 protected:
  PollsMoveTime() { (void)account_->set_clock({ClockMode::polls, 60}, real_now()); }

  TimePoint poll_and_look(const std::string& id) { return poll(*account_, {id}, shutdown_).now; }
  PollAnswer::Kind hear(const std::string& id) { return poll(*account_, {id}, shutdown_).kind; }
};

TEST_F(PollsMoveTime, EachPollComesAtItsDocumentedMoment) {
  const auto id = submit("https://a.example/", "");
  (void)account_->force({JobVerb::Kind::hold, {0}}, real_now());
  for (const auto moment : {20s, 30s, 35s, 40s}) {
    EXPECT_EQ(poll_and_look(id), kDefaultStart + moment);
  }
}

TEST_F(PollsMoveTime, AJobOfThirtySecondsIsSeenPendingOnceAndThenRead) {
  const auto id = submit("https://a.example/", "");
  EXPECT_EQ(hear(id), PollAnswer::Kind::pending);
  EXPECT_EQ(hear(id), PollAnswer::Kind::ready);
  EXPECT_EQ(account_->now(real_now()), kDefaultStart + 30s);
}

TEST_F(PollsMoveTime, ReadingAResultAgainMovesNothing) {
  const auto id = submit("https://a.example/", "");
  hear(id);
  hear(id);
  EXPECT_EQ(hear(id), PollAnswer::Kind::ready);
  EXPECT_EQ(account_->now(real_now()), kDefaultStart + 30s);
}

TEST_F(PollsMoveTime, AnUnknownIdMovesNothing) {
  EXPECT_EQ(hear("no-such-id"), PollAnswer::Kind::unknown);
  EXPECT_EQ(account_->now(real_now()), kDefaultStart);
}

TEST_F(PollsMoveTime, PollsThatComeLateAreAnsweredAtOnce) {
  const auto first = submit("https://a.example/1", "");
  const auto second = submit("https://a.example/2", "");
  EXPECT_EQ(poll_and_look(first), kDefaultStart + 20s);
  EXPECT_EQ(poll_and_look(second), kDefaultStart + 20s);
}

TEST_F(PollsMoveTime, TwoPollsOfOneJobAtOnceMoveTimeOneAfterTheOther) {
  const auto id = submit("https://a.example/", "");
  (void)account_->force({JobVerb::Kind::hold, {0}}, real_now());
  std::vector<TimePoint> moments(8);
  std::vector<std::thread> clients;
  for (auto& moment : moments) clients.emplace_back([&] { moment = poll_and_look(id); });
  for (auto& client : clients) client.join();
  std::ranges::sort(moments);
  std::vector<TimePoint> documented{kDefaultStart + 20s, kDefaultStart + 30s};
  while (documented.size() < moments.size()) documented.push_back(documented.back() + 5s);
  EXPECT_EQ(moments, documented);
}

TEST_F(PollsMoveTime, AReceiverReadsItsResultWhileAPollMovesTime) {
  const auto told = submit("https://a.example/1", "http://127.0.0.1:9/");
  const auto other = submit("https://a.example/2", "");
  PollAnswer::Kind heard{};
  receive = [&](Account&, const OutgoingAttempt&) { heard = hear(told); };
  hear(other);
  EXPECT_EQ(hear(other), PollAnswer::Kind::ready);
  EXPECT_EQ(heard, PollAnswer::Kind::ready);
}

TEST_F(PollsMoveTime, AnAdvanceWaitsForAPollToHaveMovedTime) {
  const auto id = submit("https://a.example/1", "http://127.0.0.1:9/");
  std::atomic<bool> sent{false};
  receive = [&](Account&, const OutgoingAttempt&) {
    sent = true;
    sent.notify_all();
    release_.wait(false);
  };
  hear(id);
  std::thread client([&] { hear(id); });
  sent.wait(false);
  std::thread advancing([&] { EXPECT_EQ(advance_by(1h).stopped, ""); });
  release_ = true;
  release_.notify_all();
  client.join();
  advancing.join();
  EXPECT_EQ(account_->now(real_now()), kDefaultStart + 30s + 1h);
}

}  // namespace
}  // namespace asyncsim
