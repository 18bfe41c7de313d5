// Sync calls: a job whose whole life is one call.
#include <gmock/gmock.h>

#include "account/test_world.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;

SyncAnswer call(TestWorld& test, const std::string& url = "https://a.example/") {
  return test.world.apply(SyncCall{"z", submit_of(url).request, Product::unlocker}).value();
}

Span took(const SyncAnswer& answer) { return *answer.job.ready - answer.job.submitted; }

TEST(SyncCall, TakesTheTimeAndHasTheOutcomeOfItsZoneAndLeavesNoJob) {
  Scenario scenario = test_scenario();
  scenario.zones[0].sync.model = Fixed{7s};
  scenario.zones[0].sync.success_rate = 0;
  TestWorld test(scenario);
  const auto answer = call(test);
  EXPECT_EQ(took(answer), Span{7s});
  EXPECT_EQ(answer.job.state, JobState::failed);
  EXPECT_EQ(test.world.jobs().submitted(), 0u);
  EXPECT_EQ(test.world.next_event(), std::nullopt);
}

TEST(SyncCall, IsBilledAsASubmitIs) {
  TestWorld test;
  call(test);
  EXPECT_EQ(test.world.ledger().total().billed, 1u);
  EXPECT_EQ(test.world.report().tally.sync_calls, 1u);
}

TEST(SyncCall, HasAFateOfItsRequestAndOccurrenceWhateverElseIsAsked) {
  TestWorld one, other;
  const auto first = took(call(one)), second = took(call(one));
  EXPECT_NE(first, second);
  other.submit("https://a.example/");
  call(other, "https://b.example/");
  EXPECT_EQ(took(call(other)), first);
  EXPECT_EQ(took(call(other)), second);
}

TEST(SyncCall, IsRefusedByAnUnknownZoneAndByAnAsyncOneThatSaysSo) {
  Scenario scenario = test_scenario();
  scenario.zones[0].knobs.choose(Knob::on_async_zone, std::uint8_t(OnAsyncZone::reject));
  TestWorld test(scenario);
  const JobRequest page = submit_of("https://a.example/").request;
  EXPECT_EQ(test.world.apply(SyncCall{"z", page, Product::unlocker}).error().kind,
            ErrorKind::invalid);
  EXPECT_EQ(test.world.apply(SyncCall{"y", page, Product::unlocker}).error().kind,
            ErrorKind::not_found);
  EXPECT_EQ(test.world.ledger().total().billed, 0u);
}

TEST(AddedZone, IsThereForWhatComesAndOnlyOnce) {
  TestWorld test;
  ASSERT_TRUE(test.world.apply(AddZone{default_zone("made", Product::serp)}));
  EXPECT_EQ(test.world.apply(AddZone{default_zone("made", Product::serp)}).error().kind,
            ErrorKind::conflict);
  Submit submit = submit_of("https://a.example/");
  submit.zone = "made";
  EXPECT_TRUE(test.world.apply(submit));
}

}  // namespace
}  // namespace asyncsim
