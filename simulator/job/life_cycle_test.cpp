#include "job/life_cycle.h"

#include <gtest/gtest.h>

#include "core/time_text.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

class LifeCycle : public testing::Test {
 protected:
  LifeCycle() {
    zone_.latency.model = Fixed{30s};
    zone_.success_rate = 1;
  }

  JobRecord& begin(const std::string& url, double slowdown = 1) {
    JobRequest request;
    request.url = url;
    ordinal_ = life_.begin(zone_, 0, request, {slowdown}, wishes_of(request)).job;
    return *jobs_.find(ordinal_);
  }

  /// Runs what is due until then, as a world does.
  void run_to(TimePoint to) {
    while (const auto event = scheduler_.run_next(to)) {
      JobRecord& job = *jobs_.find(event->subject);
      if (event->rank() == Rank::completion) {
        life_.complete(job);
      } else {
        life_.expire(job);
      }
    }
    scheduler_.advance_to(to);
  }

  Zone zone_ = default_zone("z", Product::unlocker);
  Scheduler scheduler_{kDefaultStart};
  JobStore jobs_;
  JobLifecycle life_{scheduler_, jobs_, 1};
  JobOrdinal ordinal_ = 0;
};

TEST_F(LifeCycle, APendingJobBecomesReadyAtItsMomentThenExpires) {
  const JobRecord& job = begin("https://a.example/");
  run_to(kDefaultStart + 29999ms);
  EXPECT_EQ(job.state, JobState::pending);
  run_to(kDefaultStart + 30s);
  EXPECT_EQ(job.state, JobState::ready);
  run_to(kDefaultStart + 48h - 1ms);
  EXPECT_EQ(job.state, JobState::ready);
  run_to(kDefaultStart + 48h);
  EXPECT_EQ(job.state, JobState::expired);
  EXPECT_FALSE(job.ended_pending);
}

TEST_F(LifeCycle, AJobWhoseTimeIsUpWhenItExpiresNeverCompletes) {
  zone_.latency.model = Fixed{48h};
  const JobRecord& job = begin("https://a.example/");
  EXPECT_EQ(job.completion, 0U);
  run_to(kDefaultStart + 48h);
  EXPECT_TRUE(job.ended_pending);
}

TEST_F(LifeCycle, ADelayedJobThatIsHeldKeepsBoth) {
  const JobRecord& job = begin("https://a.example/");
  ASSERT_TRUE(life_.hold(ordinal_));
  ASSERT_TRUE(life_.delay(ordinal_, 1min));
  run_to(kDefaultStart + 1h);
  EXPECT_EQ(job.state, JobState::pending);
  EXPECT_EQ(job.ready, kDefaultStart + 90s);
  ASSERT_TRUE(life_.release(ordinal_));
  run_to(kDefaultStart + 1h);
  EXPECT_EQ(job.state, JobState::ready);
}

TEST_F(LifeCycle, VerbsForPendingJobsRefuseOthers) {
  begin("https://a.example/");
  run_to(kDefaultStart + 30s);
  for (const auto& refused :
       {life_.hold(ordinal_), life_.release(ordinal_), life_.delay(ordinal_, 1s),
        life_.force_completion(ordinal_, FailCode::captcha)}) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
  }
  EXPECT_EQ(life_.hold(99).error().kind, ErrorKind::not_found);
}

TEST_F(LifeCycle, AUrlThatStatesALatencyGetsItWhateverThePeakHours) {
  EXPECT_EQ(begin("https://sim.test/latency/2h", 4).ready, kDefaultStart + 2h);
  EXPECT_EQ(begin("https://a.example/", 4).ready, kDefaultStart + 2min);
}

TEST_F(LifeCycle, AUrlThatStatesAnOutcomeGetsItWhateverTheSuccessRate) {
  EXPECT_EQ(begin("https://a.example/#sim/outcome/fail?code=captcha").failure, FailCode::captcha);
  zone_.success_rate = 0;
  EXPECT_EQ(begin("https://sim.test/outcome/success").failure, FailCode::none);
  EXPECT_NE(begin("https://sim.test/latency/1s").failure, FailCode::none);
}

TEST_F(LifeCycle, AUrlThatStatesPollsOrNeverReplacesTheLatencyOfTheZone) {
  zone_.latency.ready_after_polls = 7;
  const auto polls = [this](const std::string& url) {
    return polls_until_ready(zone_, wishes_of(begin(url)));
  };
  EXPECT_EQ(polls("https://a.example/"), 7U);
  EXPECT_EQ(polls("https://sim.test/status/404"), 7U);
  EXPECT_EQ(polls("https://sim.test/polls/3"), 3U);
  EXPECT_EQ(polls("https://sim.test/latency/1s"), std::nullopt);
  EXPECT_EQ(begin("https://sim.test/polls/3").completion, 0U);
  EXPECT_FALSE(begin("https://sim.test/polls/3").held);
  EXPECT_TRUE(begin("https://sim.test/outcome/never").held);
}

TEST_F(LifeCycle, AWishChangesNothingElseOfAFate) {
  zone_.latency.model = LogNormal{2min, 5min, 8h};
  zone_.success_rate = 0.5;
  for (std::uint64_t key = 0; key < 100; ++key) {
    const Fate drawn = draw_fate(Random(1), zone_, key, 0, {});
    UrlWishes wishes;
    wishes.latency = 1s;
    EXPECT_EQ(draw_fate(Random(1), zone_, key, 0, {}, wishes).failure, drawn.failure);
    wishes = {};
    wishes.failure = FailCode::captcha;
    EXPECT_EQ(draw_fate(Random(1), zone_, key, 0, {}, wishes).service, drawn.service);
  }
}

TEST_F(LifeCycle, ANewSeedIsForJobsThatBeginLater) {
  zone_.latency.model = Uniform{1s, 1h};
  const auto before = begin("https://a.example/1").ready;
  life_.reseed(2);
  const auto after = begin("https://a.example/2").ready;
  JobLifecycle other(scheduler_, jobs_, 2);
  JobRequest request;
  request.url = "https://a.example/2";
  EXPECT_EQ(jobs_.find(other.begin(zone_, 0, request, {}, {}).job)->ready, after);
  EXPECT_EQ(jobs_.find(0)->ready, before);
}

}  // namespace
}  // namespace asyncsim
