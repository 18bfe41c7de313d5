// Webhooks: sent when the job ends, and the result can be read before they are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <set>

#include "receiver.h"
#include "server.h"
#include "vendor_client.h"

namespace client_tests {
namespace {

using testing::Each;
using testing::HasSubstr;

constexpr int kJobs = 50;

/// Ids of kJobs jobs that notify `webhook_url`.
std::set<std::string> submit_jobs(VendorClient& client, const std::string& webhook_url) {
  std::set<std::string> ids;
  for (int i = 0; i < kJobs; ++i) {
    ids.insert(client.submit(
        {{"url", "https://shop.example/p/" + std::to_string(i)}, {"webhook_url", webhook_url}}));
  }
  return ids;
}

/// A handler that reads the result, as many receivers do, and notes the status it got.
struct ReadingHandler {
  const std::string& server_url;
  std::mutex mutex;
  std::vector<int> statuses;

  int operator()(const Notice& notice) {
    VendorClient client(server_url);
    const auto status = client.poll(Json::parse(notice.body).at("response_id")).status;
    const std::lock_guard lock(mutex);
    statuses.push_back(status);
    return 200;
  }
};

TEST(Webhook, AReceiverInTheSameProcessReadsEachResultInItsHandlerDuringAnAdvanceOf48Hours) {
  Server server(kManualCi + Words{"--threads", "1"});
  VendorClient client(server.url());
  ReadingHandler reading{server.url(), {}, {}};
  Receiver receiver(std::ref(reading));
  const auto ids = submit_jobs(client, receiver.url() + "/hook");

  const auto advanced = client.advance_by("48h");
  EXPECT_EQ(advanced.at("ran").at("completed"), kJobs);
  EXPECT_EQ(advanced.at("ran").at("delivered"), kJobs);
  EXPECT_EQ(advanced.at("ran").at("expired"), kJobs);
  EXPECT_TRUE(advanced.at("stopped").is_null());
  EXPECT_EQ(reading.statuses.size(), static_cast<std::size_t>(kJobs));
  EXPECT_THAT(reading.statuses, Each(200));

  std::set<std::string> told;
  for (const auto& notice : receiver.notices()) {
    const auto body = Json::parse(notice.body);
    EXPECT_EQ(notice.method, "POST");
    EXPECT_EQ(body.at("status"), 200);
    EXPECT_THAT(body.at("request_url").get<std::string>(), HasSubstr("https://shop.example/p/"));
    told.insert(body.at("response_id").get<std::string>());
  }
  EXPECT_EQ(told, ids);
}

TEST(Webhook, AReceiverInAnotherProcessReadsEachResultInItsHandlerDuringAnAdvanceOf48Hours) {
  Server server(kManualCi + Words{"--threads", "1"});
  VendorClient client(server.url());
  Process receiver("/usr/bin/env", {"python3", ASYNCSIM_SOURCE_DIR "/client_tests/receiver.py",
                                    server.url(), "asyncsim-test-key"});
  const auto receiver_url = receiver.read_line();
  ASSERT_THAT(receiver_url, HasSubstr("http://")) << "receiver.py did not start";
  auto expected = submit_jobs(client, receiver_url + "/hook");

  EXPECT_EQ(client.advance_by("48h").at("ran").at("delivered"), kJobs);
  for (int i = 0; i < kJobs; ++i) {
    const auto line = receiver.read_line();
    EXPECT_THAT(line, testing::EndsWith(" 200"));
    EXPECT_EQ(expected.erase(line.substr(0, line.find(' '))), 1U) << line;
  }
}

TEST(Webhook, AReceiverMayCallTheControlApiDuringTheAdvanceThatCalledIt) {
  Server server(kManualCi + Words{"--threads", "1"});
  VendorClient client(server.url());
  std::atomic<int> health{0};
  std::atomic<int> second_advance{0};
  Receiver receiver([&](const Notice&) {
    VendorClient inner(server.url());
    health = inner.get("/_sim/health").status;
    second_advance = inner.post("/_sim/clock/advance?by=1s").status;
    return 200;
  });
  client.submit({{"url", "https://a.example"}, {"webhook_url", receiver.url()}});
  EXPECT_EQ(client.advance_by("1m").at("ran").at("delivered"), 1);
  EXPECT_EQ(health, 200);
  EXPECT_EQ(second_advance, 409);
}

TEST(Webhook, InPacedModeTheResultCanBeReadInTheHandlerToo) {
  Server server({"--scenario", "ci", "--clock", "1000"});
  VendorClient client(server.url());
  ReadingHandler reading{server.url(), {}, {}};
  Receiver receiver(std::ref(reading));
  submit_jobs(client, receiver.url());
  ASSERT_TRUE(receiver.wait_for(kJobs));
  EXPECT_THAT(reading.statuses, Each(200));
}

TEST(Webhook, GoesAsGetWithItsFieldsInTheQueryWhenAskedTo) {
  Server server;
  VendorClient client(server.url());
  Receiver receiver;
  const auto id = client.submit({{"url", "https://a.example"},
                                 {"webhook_url", receiver.url() + "/hook?mine=1"},
                                 {"webhook_method", "GET"}});
  client.advance_by("30s");
  const auto notices = receiver.notices();
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices[0].method, "GET");
  EXPECT_EQ(notices[0].query.find("mine")->second, "1");
  ASSERT_EQ(notices[0].query.count("response_id"), 1U);
  EXPECT_EQ(notices[0].query.find("response_id")->second, id);
  EXPECT_EQ(notices[0].query.find("status")->second, "200");
}

TEST(Webhook, CarriesTheRequestsOwnData) {
  Server server;
  VendorClient client(server.url());
  Receiver receiver;
  client.submit({{"url", "https://a.example"},
                 {"webhook_url", receiver.url()},
                 {"webhook_data", {{"order", "marker-4711"}}}});
  client.advance_by("30s");
  ASSERT_EQ(receiver.notices().size(), 1U);
  EXPECT_THAT(receiver.notices()[0].body, HasSubstr("marker-4711"));
}

TEST(Webhook, OfAFailedJobHasAStatusOtherThan200) {
  Server server;
  VendorClient client(server.url());
  Receiver receiver;
  const auto id = client.submit({{"url", "https://a.example"}, {"webhook_url", receiver.url()}});
  client.control_post("/jobs/" + id + "/fail?code=no_peers");
  ASSERT_EQ(receiver.notices().size(), 1U);
  const auto status = Json::parse(receiver.notices()[0].body).at("status");
  EXPECT_TRUE(status.is_number_integer());
  EXPECT_NE(status, 200);
}

TEST(Webhook, GoesWhereTheMapSays) {
  Receiver receiver;
  Server server(kManualCi + Words{"--webhook-map", "https://hooks.example=" + receiver.url()});
  VendorClient client(server.url());
  client.submit({{"url", "https://a.example"}, {"webhook_url", "https://hooks.example/x?y=1"}});
  client.advance_by("30s");
  ASSERT_EQ(receiver.notices().size(), 1U);
  EXPECT_EQ(receiver.notices()[0].path, "/x");
}

TEST(Webhook, ToAPublicAddressIsRefusedWithTheOptionToSet) {
  Server server;
  VendorClient client(server.url());
  client.submit({{"url", "https://a.example"}, {"webhook_url", "http://192.0.2.1/hook"}});
  client.advance_by("30s");
  const auto deliveries = client.control("/webhooks").at("deliveries");
  ASSERT_EQ(deliveries.size(), 1U);
  EXPECT_EQ(deliveries[0].at("state"), "refused");
  EXPECT_THAT(deliveries.dump(), HasSubstr("--webhook-allow"));
}

TEST(Webhook, IsTriedOnceAndFailedWhenTheReceiverSaysSo) {
  Server server;
  VendorClient client(server.url());
  Receiver receiver([](const Notice&) { return 500; });
  const auto id = client.submit({{"url", "https://a.example"}, {"webhook_url", receiver.url()}});
  client.advance_by("47h");
  EXPECT_EQ(receiver.notices().size(), 1U);
  const auto delivery = client.control("/webhooks?job=" + id).at("deliveries").at(0);
  EXPECT_EQ(delivery.at("state"), "failed");
  EXPECT_EQ(delivery.at("attempts").at(0).at("status"), 500);
  EXPECT_EQ(delivery.at("attempts").at(0).at("at"), "2026-01-05T09:00:30.000Z");

  client.control_post("/webhooks/" + delivery.at("id").get<std::string>() + "/redeliver");
  EXPECT_EQ(receiver.notices().size(), 2U);
}

TEST(Webhook, AReceiverThatHangsDoesNotHangTheAdvance) {
  const Json zone = {{"product", "unlocker"},
                     {"latency", {{"fixed", "30s"}}},
                     {"success_rate", 1},
                     {"webhook", {{"hold", "100ms"}}}};
  const auto world = Json{{"zones", {{kUnlockerZone, zone}}}}.dump();
  Server server({"--scenario", world, "--clock", "manual"});
  VendorClient client(server.url());
  std::promise<void> over;
  Receiver receiver([done = over.get_future().share()](const Notice&) {
    done.wait();
    return 200;
  });
  client.submit({{"url", "https://a.example"}, {"webhook_url", receiver.url()}});
  EXPECT_EQ(client.advance_by("1h").at("now"), "2026-01-05T10:00:00.000Z");
  over.set_value();
  const auto delivery = client.control("/webhooks").at("deliveries").at(0);
  EXPECT_EQ(delivery.at("state"), "failed");
  EXPECT_THAT(delivery.dump(), HasSubstr("advance"));
}

TEST(Inbox, ReceivesWhatIsSentToItsNameWhereverServerAndTestRun) {
  Server server(kManualCi + Words{"--threads", "1"});
  VendorClient client(server.url());
  const auto ids = submit_jobs(client, "https://sim.test/inbox/mine");
  EXPECT_EQ(client.advance_by("48h").at("ran").at("delivered"), kJobs);
  const auto messages = client.control("/inbox/mine/messages").at("messages");
  ASSERT_EQ(messages.size(), static_cast<std::size_t>(kJobs));
  const auto all = messages.dump();
  for (const auto& id : ids) EXPECT_THAT(all, HasSubstr(id));
  EXPECT_EQ(client.control("/inbox/other/messages").at("messages").size(), 0U);
}

TEST(Inbox, AMessageBelongsToTheAccountWhoseDeliveryItIs) {
  Server server;
  VendorClient mine(server.url(), "key-of-mine");
  VendorClient theirs(server.url(), "key-of-theirs");
  mine.submit({{"url", "https://a.example"}, {"webhook_url", "https://sim.test/inbox/shared"}});
  theirs.control("/clock");
  mine.advance_by("30s");
  EXPECT_EQ(mine.control("/inbox/shared/messages").at("messages").size(), 1U);
  EXPECT_EQ(theirs.get("/_sim/inbox/shared/messages").body.find("response_id"), std::string::npos);
}

}  // namespace
}  // namespace client_tests
