// Another scenario while jobs are under way.
#include <gmock/gmock.h>

#include <sstream>

#include "account/account.h"
#include "account/replay.h"
#include "account/test_world.h"
#include "scenario/scenario_file.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using Kind = PollAnswer::Kind;

constexpr RealTime kReal{1h};

void change(TestWorld& test, const Scenario& scenario) {
  ASSERT_TRUE(test.world.apply(ChangeScenario{std::make_shared<const Scenario>(scenario)}));
}

TEST(ChangedWorld, JobsKeepTheZoneTheyWereSubmittedToAndNewOnesTakeTheNew) {
  TestWorld test;
  const auto before = test.submit("https://a.example/");
  Scenario other = test_scenario();
  other.zones[0].latency.model = Fixed{1h};
  other.zones[0].retention = 24h;
  other.zones[0].price_per_1000 = 3;
  change(test, other);
  const auto after = test.submit("https://b.example/");
  EXPECT_EQ(test.record(after).expires, kDefaultStart + 24h);
  test.advance("30s");
  EXPECT_EQ(test.poll(before), Kind::ready);
  EXPECT_EQ(test.poll(after), Kind::pending);
  test.advance("47h");
  EXPECT_EQ(test.poll(before), Kind::ready);
  EXPECT_EQ(test.poll(after), Kind::expired);
  EXPECT_EQ(test.world.ledger().total().nano_usd, 4'500'000);
}

TEST(ChangedWorld, ARemovedZoneTakesNoSubmitsAndItsJobsLiveOn) {
  TestWorld test;
  const auto id = test.submit("https://a.example/");
  Scenario other = test_scenario();
  other.zones[0].name = "y";
  change(test, other);
  const auto refused = test.world.apply(submit_of("https://a.example/"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().hint, "this world has y; add --zone z");
  test.advance("30s");
  EXPECT_EQ(test.poll(id), Kind::ready);
  EXPECT_THAT(test.journal().front(), HasSubstr("\"zone\":\"z\""));
}

TEST(ChangedWorld, SeedAndPeakHoursAreForLaterSubmitsOnly) {
  Scenario scenario = test_scenario();
  scenario.zones[0].latency.model = Uniform{1s, 1h};
  TestWorld test(scenario);
  const auto id = test.submit("https://a.example/");
  const auto fate = test.world.fate(test.record(id));
  const auto explained = test.world.explain(test.record(id));
  Scenario other = scenario;
  other.seed = 2;
  other.peak_hours = {{0x7f, 0, 1440, 4.0}};
  change(test, other);
  EXPECT_EQ(test.world.fate(test.record(id)), fate);
  EXPECT_EQ(test.world.explain(test.record(id)), explained);
  const auto later = test.submit("https://b.example/");
  EXPECT_THAT(test.world.explain(test.record(later)), Contains(HasSubstr("slowed down x4")));
  TestWorld fresh(other);
  EXPECT_EQ(test.world.fate(test.record(later)),
            fresh.world.fate(fresh.record(fresh.submit("https://b.example/"))));
  test.advance("4h");
  EXPECT_EQ(test.world.apply(Poll{id}).seed, 1U);
  EXPECT_EQ(test.world.apply(Poll{later}).seed, 2U);
}

class ChangedAccount : public testing::Test {
 protected:
  Outcome patch(const std::string& text, RealTime now = kReal) {
    return account_->change_scenario(
        [&](const Scenario& present) { return patch_scenario(present, text, "patch"); }, now);
  }
  const Scenario& scenario() {
    return *account_->read(kReal, [](World& world) { return world.scenario(); });
  }

  std::string journal_, record_;
  AccountOutside outside_{{},
                          {},
                          [this](std::string_view line) { journal_.append(line) += '\n'; },
                          [this](std::string_view line) { record_.append(line) += '\n'; }};
  std::shared_ptr<Account> account_ =
      std::make_shared<Account>("acct_test", std::make_shared<const Scenario>(test_scenario()),
                                kDefaultStart, kReal, outside_);
};

TEST_F(ChangedAccount, APatchMovesTheClockOnlyWhenItSpeaksOfIt) {
  ASSERT_TRUE(account_->set_clock({ClockMode::paced, 100}, kReal));
  ASSERT_TRUE(patch(R"({"zones":{"y":{}},"clock":{"start":"2027-01-01T00:00:00Z"}})"));
  EXPECT_EQ(account_->clock(kReal).mode, ClockMode::paced);
  EXPECT_EQ(account_->clock(kReal).speed, 100);
  EXPECT_EQ(account_->now(kReal), kDefaultStart);
  ASSERT_TRUE(patch(R"({"clock":{"mode":"manual"}})"));
  EXPECT_EQ(account_->clock(kReal).mode, ClockMode::manual);
  ASSERT_TRUE(patch(R"({"clock":{"speed":5}})"));
  EXPECT_EQ(account_->clock(kReal).mode, ClockMode::paced);
  EXPECT_EQ(account_->clock(kReal).speed, 5);
  EXPECT_EQ(scenario().clock.mode, ClockMode::paced);
}

TEST_F(ChangedAccount, AWrongPatchChangesNothing) {
  const Scenario before = scenario();
  const auto refused = patch("{\"seed\":2,\n\"zones\":{\"z\":{\"retention\":1}}}");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "patch:2: /zones/z/retention: 1 has no unit; write a duration such as \"48h\"");
  for (const char* wrong : {"", "[]", "{", "null", R"({"extends":"ci"})", R"({"sead":1})"}) {
    EXPECT_FALSE(patch(wrong)) << wrong;
  }
  EXPECT_EQ(scenario(), before);
}

TEST_F(ChangedAccount, IsRefusedWhileAnAdvanceRuns) {
  ASSERT_TRUE(account_->begin_advance({AdvanceGoal::Kind::by, 1h}, kReal));
  EXPECT_EQ(patch(R"({"seed":2})").error().kind, ErrorKind::conflict);
  (void)account_->end_advance("", kReal);
  EXPECT_TRUE(patch(R"({"seed":2})"));
}

TEST_F(ChangedAccount, ReplaysToTheSameJournal) {
  const auto submit = [&](const std::string& url) {
    return account_->submit(submit_of(url, "https://sim.test/inbox/a"), kReal)->id;
  };
  const auto advance = [&](Span by) {
    (void)account_->begin_advance({AdvanceGoal::Kind::by, by}, kReal);
    (void)account_->advance_step(~0ull, kReal);
    (void)account_->end_advance("", kReal);
  };
  (void)submit("https://a.example/");
  advance(10s);
  ASSERT_TRUE(patch(R"({"seed":9,"zones":{"z":{"latency":{"median":"1m"},"success_rate":0.3}}})"));
  for (int i = 0; i < 20; ++i) (void)submit("https://b.example/" + std::to_string(i));
  ASSERT_TRUE(patch(R"({"zones":{"z":null,"y":{}},"clock":{"speed":60}})", kReal));
  advance(1h);
  account_->finish(kReal);
  std::istringstream record(record_);
  std::string replayed;
  const auto done = replay(record, [&](std::string_view line) { replayed.append(line) += '\n'; });
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(replayed, journal_);
  EXPECT_THAT(journal_, HasSubstr("failed"));
}

}  // namespace
}  // namespace asyncsim
