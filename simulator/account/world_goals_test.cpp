#include <gmock/gmock.h>

#include "account/test_world.h"
#include "account/world.h"

namespace asyncsim {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using Kind = PollAnswer::Kind;

TEST(World, SettledMeansThatNothingMakesProgressAndKeepsTheResults) {
  TestWorld test;
  const auto id = test.submit("https://a.example/", "https://sim.test/inbox/a");
  EXPECT_EQ(test.world.run({kLatest, true, {}, ~0ull}, test.ran), Pause::quiet);
  EXPECT_EQ(test.world.now(), kDefaultStart + span("30s"));
  EXPECT_EQ(test.ran.delivered, 1u);
  EXPECT_EQ(test.poll(id), Kind::ready);
}

TEST(World, UntilAJobMeansThatItEndedAndItsFirstAttemptToo) {
  TestWorld test;
  test.submit("https://a.example/", "http://127.0.0.1:9/");
  const RunLimit limit{kLatest, false, JobOrdinal{0}, ~0ull};
  EXPECT_EQ(test.world.run(limit, test.ran), Pause::waiting);
  test.answer(test.world.take_outgoing().at(0), 500);
  EXPECT_EQ(test.world.run(limit, test.ran), Pause::quiet);
  EXPECT_EQ(test.world.now(), kDefaultStart + span("30s"));
}

TEST(World, SaysWhyTimeAloneNeverEndsAJob) {
  Scenario scenario = test_scenario();
  scenario.zones[0].latency.model = Fixed{span("48h")};
  TestWorld late(scenario);
  late.submit("https://a.example/");
  EXPECT_THAT(late.world.why_never(0)->message, HasSubstr("expires pending"));
  scenario.zones[0].latency = {Hold{}, 2};
  TestWorld polled(scenario);
  polled.submit("https://a.example/");
  EXPECT_THAT(polled.world.why_never(0)->message, HasSubstr("waits for its polls"));
}

TEST(World, OneAdvanceOf48HoursAnd48OfOneLeaveTheSameJournal) {
  Scenario scenario = test_scenario();
  scenario.zones[0].latency.model = Uniform{span("1s"), span("30h")};
  TestWorld one(scenario), many(scenario);
  for (TestWorld* test : {&one, &many}) {
    for (int i = 0; i < 200; ++i) {
      test->submit("https://a.example/" + std::to_string(i), "https://sim.test/inbox/a");
    }
  }
  one.advance("48h");
  for (int i = 0; i < 48; ++i) many.advance("1h");
  EXPECT_EQ(one.journal(), many.journal());
  EXPECT_THAT(one.journal(), SizeIs(200 * 6));
}

}  // namespace
}  // namespace asyncsim
