#include "account/accounts.h"

#include <gmock/gmock.h>

#include "account/test_world.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr RealTime kReal{1h};

AccountsSettings settings() {
  AccountsSettings settings;
  settings.scenario = std::make_shared<const Scenario>(test_scenario());
  settings.wall = kDefaultStart;
  settings.wall_at = kReal;
  return settings;
}

TEST(Accounts, AKeyIsShownByItsHandleOnly) {
  EXPECT_EQ(account_handle("asyncsim-test-key").size(), 13u);
  EXPECT_THAT(account_handle("asyncsim-test-key"), testing::StartsWith("acct_"));
  EXPECT_NE(account_handle("a"), account_handle("b"));
}

TEST(Accounts, AKeyOpensItsAccountOnceAndOthersTheirOwn) {
  Accounts accounts(settings(), {});
  const auto a = *accounts.open("key-a", kReal);
  EXPECT_EQ(*accounts.open("key-a", kReal), a);
  EXPECT_NE(*accounts.open("key-b", kReal), a);
  EXPECT_EQ(*accounts.find(a->handle()), a);
}

TEST(Accounts, KeysThatBeginWithInvalidAndUnprintableOnesAreRefused) {
  Accounts accounts(settings(), {});
  for (const std::string& key : {std::string("invalid"), std::string("invalid-1"), std::string(),
                                 std::string("a b"), std::string("a\n"), std::string(257, 'a')}) {
    const auto opened = accounts.open(key, kReal);
    ASSERT_FALSE(opened) << key;
    EXPECT_EQ(opened.error().kind, ErrorKind::unauthorized);
  }
  EXPECT_TRUE(accounts.open(std::string(256, 'a'), kReal));
}

TEST(Accounts, WhenKeysAreListedNoOtherIsLetIn) {
  auto listed = settings();
  listed.allowed_keys = {"key-a"};
  Accounts accounts(listed, {});
  EXPECT_FALSE(accounts.open("key-b", kReal));
  EXPECT_TRUE(accounts.open("key-a", kReal));
}

TEST(Accounts, TheThousandthIsOpenedAndTheNextRefusedUntilOneIsDeleted) {
  Accounts accounts(settings(), {});
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(accounts.open("key-" + std::to_string(i), kReal));
  EXPECT_EQ(accounts.open("one-more", kReal).error().kind, ErrorKind::unavailable);
  ASSERT_TRUE(accounts.erase(account_handle("key-7"), RealTime{}));
  EXPECT_TRUE(accounts.open("one-more", kReal));
}

TEST(Accounts, AControlCallWithoutAKeyMeansTheOnlyOneOrTheDefault) {
  Accounts accounts(settings(), {});
  EXPECT_EQ(*accounts.sole(false, kReal), nullptr);
  const auto sole = *accounts.sole(true, kReal);
  EXPECT_EQ(sole->handle(), account_handle(kDefaultKey));
  EXPECT_EQ(*accounts.sole(false, kReal), sole);
  const auto other = *accounts.open("another", kReal);
  const auto several = accounts.sole(false, kReal);
  ASSERT_FALSE(several);
  EXPECT_THAT(several.error().message, HasSubstr(other->handle()));
}

TEST(Accounts, AClockThatStartsNowStartsAtTheMomentOfTheFirstTouch) {
  auto now = settings();
  Scenario scenario = test_scenario();
  scenario.clock.start.reset();
  now.scenario = std::make_shared<const Scenario>(scenario);
  Accounts accounts(now, {});
  EXPECT_EQ((*accounts.open("key-a", kReal + 5s))->now(kReal + 5s), kDefaultStart + 5s);
}

TEST(Accounts, NeverShareAnId) {
  Accounts accounts(settings(), {});
  const auto a = *accounts.open("key-a", kReal), b = *accounts.open("key-b", kReal);
  for (int i = 0; i < 1000; ++i) {
    const auto id = a->submit(submit_of("https://a.example/"), kReal)->id;
    EXPECT_EQ(b->poll({id}, kReal).kind, PollAnswer::Kind::unknown);
    EXPECT_EQ(accounts.owner_of(id, kReal), a);
    (void)b->submit(submit_of("https://a.example/"), kReal);
  }
}

TEST(Accounts, KeepTheReportOfADeletedOne) {
  Accounts accounts(settings(), {});
  const auto account = *accounts.open("key-of-one", RealTime{});
  (void)account->submit(submit_of("https://a.example/"), RealTime{});
  ASSERT_TRUE(accounts.erase(account->handle(), RealTime{}));
  ASSERT_EQ(accounts.reports_of_deleted().size(), 1u);
  EXPECT_EQ(accounts.reports_of_deleted().front().tally.submitted, 1u);
}

}  // namespace
}  // namespace asyncsim
