// What goes wrong with webhooks on purpose.
#include <gmock/gmock.h>

#include "account/test_world.h"
#include "core/json.h"

namespace asyncsim {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = WebhookFaultKind;

constexpr const char* kInbox = "https://sim.test/inbox/a";

Scenario faulty(WebhookFault fault) {
  Scenario scenario = test_scenario();
  scenario.zones[0].webhook.faults = {std::move(fault)};
  return scenario;
}

Scenario faulty(Kind kind) { return faulty(WebhookFault{kind}); }

class Faulty : public TestWorld {
 public:
  explicit Faulty(Scenario scenario) : TestWorld(std::move(scenario)) {}

  const std::deque<ReceivedMessage>& messages() const {
    static const std::deque<ReceivedMessage> none;
    const auto* found = world.inboxes().messages("a");
    return found ? *found : none;
  }

  /// When each message came: seconds after the start.
  std::vector<std::int64_t> seconds() const {
    std::vector<std::int64_t> at;
    for (const auto& message : messages()) {
      at.push_back(std::chrono::floor<std::chrono::seconds>(message.at - kDefaultStart).count());
    }
    return at;
  }

  /// The page that each message is about: the last letter of its URL.
  std::string pages() const {
    std::string letters;
    for (const auto& message : messages()) {
      const auto end = message.request.body.find("\"", message.request.body.find("example/"));
      letters += message.request.body[end - 1];
    }
    return letters;
  }

  std::string submit_page(const std::string& page) {
    return submit("https://a.example/" + page, kInbox);
  }
};

TEST(Fault, OfALostOneIsThatItNeverComes) {
  Faulty test(faulty(Kind::lost));
  test.submit_page("a");
  test.advance("48h");
  EXPECT_THAT(test.messages(), IsEmpty());
  EXPECT_THAT(test.events(),
              ElementsAre("submitted", "completed", "webhook_fault", "webhook_ended", "expired"));
  EXPECT_EQ(test.world.webhooks().find(0)->state, DeliveryState::failed);
  EXPECT_THAT(test.journal()[2], HasSubstr("\"fault\":\"lost\""));
  EXPECT_THAT(test.journal()[3], HasSubstr("\"end\":\"lost\""));
}

TEST(Fault, ALostOneComesWhenItIsSentAgain) {
  Faulty test(faulty(Kind::lost));
  test.submit_page("a");
  test.advance("1m");
  ASSERT_TRUE(test.world.apply(Redeliver{0}));
  test.settle_instant();
  EXPECT_THAT(test.messages(), SizeIs(1));
  EXPECT_EQ(test.world.webhooks().find(0)->state, DeliveryState::delivered);
}

TEST(Fault, OfADuplicatedOneIsThatItComesSeveralTimes) {
  Faulty test(faulty({Kind::duplicated, 1, 3, span("2m")}));
  test.submit_page("a");
  test.advance("1h");
  EXPECT_THAT(test.seconds(), ElementsAre(30, 150, 270));
  EXPECT_THAT(test.world.webhooks().find(0)->attempts, SizeIs(3));
  EXPECT_EQ(test.world.webhooks().find(0)->state, DeliveryState::delivered);
}

TEST(Fault, ADelayedOneComesThatMuchLater) {
  Faulty test(faulty({Kind::delayed, 1, 2, span("7m")}));
  const auto id = test.submit_page("a");
  test.advance("30s");
  EXPECT_EQ(test.poll(id), PollAnswer::Kind::ready);
  test.advance("1h");
  EXPECT_THAT(test.seconds(), ElementsAre(30 + 7 * 60));
}

TEST(Fault, AReorderedOneComesAfterTheNextOne) {
  Scenario scenario = faulty({Kind::reordered, 0.5, 2, span("1h")});
  Faulty test(scenario);
  std::string in_order, reordered;
  for (char page = 'a'; page <= 'p'; ++page) {
    test.submit_page({page});
    test.advance("10s");
    in_order += page;
  }
  test.advance("2m");
  const std::string pages = test.pages();
  EXPECT_NE(pages, in_order);
  EXPECT_EQ(pages, "eabcdgfjhiklmn") << "as the seed draws it";
}

TEST(Fault, AReorderedOneThatNoneFollowsComesInTheEnd) {
  Faulty test(faulty({Kind::reordered, 1, 2, span("90s")}));
  test.submit_page("a");
  test.advance("1h");
  EXPECT_THAT(test.seconds(), ElementsAre(30 + 90));
}

TEST(Fault, AnEarlyOneComesBeforeTheSubmitIsAnswered) {
  Faulty test(faulty(Kind::early));
  const auto submitted = test.world.apply(submit_of("https://a.example/", kInbox)).value();
  EXPECT_TRUE(submitted.told_first);
  EXPECT_TRUE(test.world.tells_before_answer(submitted.job));
  test.settle_instant();
  EXPECT_THAT(test.seconds(), ElementsAre(0));
  EXPECT_FALSE(test.world.tells_before_answer(submitted.job));
  EXPECT_EQ(test.poll(submitted.id), PollAnswer::Kind::ready);
}

TEST(Fault, AnEarlyOneHoldsTheAnswerUntilItIsAnsweredItself) {
  Faulty test(faulty(Kind::early));
  const auto submitted =
      test.world.apply(submit_of("https://a.example/", "http://127.0.0.1:9/")).value();
  test.settle_instant();
  EXPECT_TRUE(test.world.tells_before_answer(submitted.job));
  test.answer(test.world.take_outgoing().at(0));
  test.settle_instant();
  EXPECT_FALSE(test.world.tells_before_answer(submitted.job));
}

TEST(Fault, OfTheMethodIsTheOtherOne) {
  Faulty test(faulty(Kind::wrong_method));
  const auto id = test.submit_page("a");
  test.advance("1m");
  EXPECT_EQ(test.messages().at(0).request.method, "GET");
  EXPECT_THAT(test.messages().at(0).request.url, HasSubstr("response_id=" + id));
  EXPECT_EQ(test.messages().at(0).request.body, "");
}

TEST(Fault, OfTheBodyIsAnotherContent) {
  Faulty test(faulty(Kind::wrong_body));
  test.submit_page("a");
  test.advance("1m");
  EXPECT_THAT(test.messages().at(0).request.body, HasSubstr("<html>"));
}

TEST(Fault, ATruncatedOneIsHalfOfItsBody) {
  Faulty whole(test_scenario()), half(faulty(Kind::truncated));
  for (Faulty* test : {&whole, &half}) {
    test->submit_page("a");
    test->advance("1m");
  }
  const std::string& body = whole.messages().at(0).request.body;
  EXPECT_EQ(half.messages().at(0).request.body, body.substr(0, body.size() / 2));
}

TEST(Fault, OfTheIdIsOneThatWasNeverIssued) {
  Faulty test(faulty(Kind::wrong_id));
  const auto id = test.submit_page("a");
  test.advance("1m");
  const auto body = parse_json(test.messages().at(0).request.body);
  const auto told = body->at("response_id").get<std::string>();
  EXPECT_NE(told, id);
  EXPECT_EQ(told.size(), id.size());
  EXPECT_EQ(test.poll(told), PollAnswer::Kind::unknown);
}

TEST(Fault, ABurstReleasesAllThatWereHeldSinceTheLast) {
  Faulty test(faulty({Kind::burst, 1, 2, span("10m")}));
  for (const std::string page : {"a", "b", "c"}) {
    test.submit_page(page);
    test.advance("4m45s");  // ready at 0:30, 5:15, 10:00
  }
  test.advance("1h");
  EXPECT_EQ(test.pages(), "abc");
  EXPECT_THAT(test.seconds(), ElementsAre(600, 600, 600));
}

TEST(Fault, ComesAsOftenAsItsShareSays) {
  Scenario scenario = faulty({Kind::lost, 0.1});
  scenario.zones[0].webhook.faults.push_back({Kind::wrong_body, 0});
  Faulty test(scenario);
  for (int i = 0; i < 10'000; ++i) test.submit_page(std::to_string(i));
  test.advance("1m");
  EXPECT_EQ(test.ran.delivered + test.ran.undelivered, 10'000u);
  EXPECT_EQ(test.ran.undelivered, 998u) << "as the seed draws it";
}

TEST(Fault, IsDrawnFromTheRequestAndNotFromItsPlace) {
  const auto lost = [](std::vector<std::string> pages) {
    Faulty test(faulty({Kind::lost, 0.5}));
    for (const auto& page : pages) test.submit_page(page);
    test.advance("1m");
    std::string letters = test.pages();
    std::ranges::sort(letters);
    return letters;
  };
  EXPECT_EQ(lost({"a", "b", "c", "d", "e", "f"}), lost({"f", "d", "b", "e", "c", "a"}));
}

TEST(Deferred, OnesWaitUntilTheyAreTold) {
  Scenario scenario = test_scenario();
  scenario.zones[0].webhook.deferred = true;
  Faulty test(scenario);
  test.submit_page("a");
  test.advance("1h");
  EXPECT_THAT(test.messages(), IsEmpty());
  EXPECT_TRUE(test.world.webhooks().find(0)->deferred());
  EXPECT_TRUE(test.world.settled());
  ASSERT_TRUE(test.world.apply(TriggerWebhook{0}));
  test.settle_instant();
  EXPECT_THAT(test.seconds(), ElementsAre(3600));
}

TEST(Trigger, SendsTheWebhookOfAPendingJobWhichComesAgainInTime) {
  Faulty test(test_scenario());
  test.submit_page("a");
  ASSERT_TRUE(test.world.apply(TriggerWebhook{0}));
  test.settle_instant();
  EXPECT_THAT(test.seconds(), ElementsAre(0));
  test.advance("1m");
  EXPECT_THAT(test.seconds(), ElementsAre(0, 30));
  EXPECT_THAT(test.world.webhooks().find(0)->attempts, SizeIs(2));
}

TEST(Trigger, SaysWhyThereIsNothingToSend) {
  Faulty test(test_scenario());
  test.submit("https://a.example/");
  const auto none = test.world.apply(TriggerWebhook{0});
  EXPECT_EQ(none.error().message, "the job has no webhook");
  test.submit_page("b");
  test.advance("48h");
  EXPECT_EQ(test.world.apply(TriggerWebhook{1}).error().kind, ErrorKind::gone);
  EXPECT_EQ(test.world.apply(TriggerWebhook{7}).error().kind, ErrorKind::gone);
}

}  // namespace
}  // namespace asyncsim
