#include "embed/test_server.h"

#include <gmock/gmock.h>
#include <httplib.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <thread>

#include "http/raw_client.h"
#include "http/raw_receiver.h"
#include "http/simulator.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;
using http::RawClient;
using http::status_of;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kJson = "application/json";

/// A customer of the vendor's.
class Customer {
 public:
  explicit Customer(const TestServer& server) : http_(server.url()) {
    http_.set_tcp_nodelay(true);
    http_.set_keep_alive(true);
    http_.set_read_timeout(60);
    http_.set_default_headers({{"Authorization", "Bearer " + server.key()}});
  }
  std::string submit(const std::string& body) {
    const auto answer = http_.Post("/unblocker/req?zone=web_unlocker1", body, kJson);
    return answer ? answer->get_header_value("x-response-id") : "no answer";
  }
  std::string submit_url(const std::string& url, const std::string& hook = "") {
    const auto more = hook.empty() ? "" : R"(,"webhook_url":")" + hook + '"';
    return submit(R"({"url":")" + url + '"' + more + '}');
  }
  int poll(const std::string& id) {
    const auto answer = http_.Get("/unblocker/get_result?response_id=" + id);
    return answer ? answer->status : 0;
  }

 private:
  httplib::Client http_;
};

/// A receiver of webhooks that reads the result it is told of, in its handler.
class ReadingReceiver {
 public:
  explicit ReadingReceiver(TestServer& server) {
    const auto receive = [this, &server](const httplib::Request& request, httplib::Response&) {
      heard = Customer(server).poll(request.get_param_value("response_id"));
    };
    http_.Get("/hook", receive);
    http_.Post("/hook", [this, &server](const httplib::Request& request, httplib::Response&) {
      const auto at = request.body.find("\"response_id\":\"") + 15;
      heard = Customer(server).poll(request.body.substr(at, request.body.find('"', at) - at));
    });
    port_ = http_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { http_.listen_after_bind(); });
  }
  ~ReadingReceiver() {
    http_.stop();
    thread_.join();
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/hook"; }
  std::atomic<int> heard{0};

 private:
  httplib::Server http_;
  int port_ = 0;
  std::thread thread_;
};

std::uint16_t port_of(const TestServer& server) {
  return static_cast<std::uint16_t>(std::stoi(server.url().substr(server.url().rfind(':') + 1)));
}

std::string get(const std::string& target, const std::string& fields = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
}

std::string post(const std::string& target, const std::string& body,
                 const std::string& fields = "") {
  return "POST " + target +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         fields + "\r\n" + body;
}

std::size_t entries_of(const char* directory) {
  const auto all = std::filesystem::directory_iterator(directory);
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

TEST(TestServer, MovesAJobThroughItsLife) {
  TestServer server;
  Customer customer(server);
  const auto id = customer.submit_url("https://shop.example/1");
  EXPECT_EQ(customer.poll(id), 202);
  server.advance(29s + 999ms);
  EXPECT_EQ(customer.poll(id), 202);
  EXPECT_EQ(server.advance(1ms).completed, 1u);
  EXPECT_EQ(customer.poll(id), 200);
  server.advance(48h - 30s);
  EXPECT_EQ(customer.poll(id), 404);
}

TEST(TestServer, ShowsItsJobs) {
  TestServer server;
  Customer customer(server);
  const auto id = customer.submit_url("https://shop.example/1");
  const auto submitted = server.now();
  customer.poll(id);
  server.advance(1min);
  customer.poll(id);
  ASSERT_EQ(server.jobs().size(), 1u);
  const auto job = server.job(id);
  EXPECT_EQ(job.id, id);
  EXPECT_EQ(job.zone, "web_unlocker1");
  EXPECT_EQ(job.url, "https://shop.example/1");
  EXPECT_EQ(job.state, "ready");
  EXPECT_EQ(job.ready, submitted + 30s);
  EXPECT_EQ(job.expires, submitted + 48h);
  EXPECT_EQ(job.collected, submitted + 1min);
  EXPECT_EQ(job.polls, 2u);
}

TEST(TestServer, ForcesAJobAtOnce) {
  TestServer server;
  Customer customer(server);
  const auto good = customer.submit_url("https://shop.example/1");
  const auto bad = customer.submit_url("https://shop.example/2");
  server.complete(good);
  server.fail(bad, "captcha");
  EXPECT_EQ(server.job(good).state, "ready");
  EXPECT_EQ(server.job(bad).state, "failed");
  EXPECT_EQ(server.job(bad).failure, "captcha");
}

TEST(TestServer, KeepsWhatIsDeliveredToItsInboxes) {
  TestServer server;
  const auto start = server.now();
  const auto id = Customer(server).submit_url("https://shop.example/1", server.inbox_url("mine"));
  const auto advanced = server.advance_until_settled();
  EXPECT_EQ(advanced.delivered, 1u);
  EXPECT_EQ(advanced.now, start + 30s);
  ASSERT_EQ(server.inbox("mine").size(), 1u);
  const auto message = server.inbox("mine").front();
  EXPECT_EQ(message.at, start + 30s);
  EXPECT_THAT(message.url + message.body, HasSubstr(id));
  EXPECT_EQ(server.inbox("other").size(), 0u);
}

TEST(TestServer, BeginsAgainAfterAReset) {
  TestServer server;
  const auto first = Customer(server).submit_url("https://shop.example/1");
  server.advance(48h);
  const auto journal = server.journal();
  server.reset();
  EXPECT_EQ(server.journal().size(), 0u);
  EXPECT_EQ(Customer(server).submit_url("https://shop.example/1"), first);
  server.advance(48h);
  EXPECT_EQ(server.journal(), journal);
}

TEST(TestServer, AReceiverReadsItsResultInItsHandlerDuringAnAdvance) {
  TestServer server;
  ReadingReceiver receiver(server);
  Customer(server).submit_url("https://shop.example/1", receiver.url());
  EXPECT_EQ(server.advance(48h).delivered, 1u);
  EXPECT_EQ(receiver.heard, 200);
}

TEST(TestServer, LeavesNoIdleConnectionAtAReceiver) {
  // cpp-httplib would give a thread to it, and 5 s when it stops.
  TestServer server;
  http::RawReceiver receiver(http::answering(http::kNoContent));
  for (int i = 0; i < 2; ++i) {
    Customer(server).submit_url("https://shop.example/1", receiver.url());
    EXPECT_EQ(server.advance(1min).delivered, 1u);
  }
  EXPECT_EQ(receiver.accepted(), 2);
}

TEST(TestServer, PollsMoveTheClockWhenAskedTo) {
  TestServer server({.clock = TestClock::polls});
  const auto start = server.now();
  Customer customer(server);
  const auto id = customer.submit_url("https://shop.example/1");
  EXPECT_EQ(customer.poll(id), 202);
  EXPECT_EQ(server.now(), start + 20s);
  EXPECT_EQ(customer.poll(id), 200);
}

TEST(TestServer, SaysWhatWasWrong) {
  EXPECT_THROW(TestServer({.scenario = "cii"}), TestDoubleError);
  EXPECT_THROW(TestServer({.key = "invalid-key"}), TestDoubleError);
  TestServer server;
  EXPECT_THROW(server.advance(-1ms), TestDoubleError);
  EXPECT_THROW(server.job("nobody"), TestDoubleError);
  EXPECT_THROW(server.complete("nobody"), TestDoubleError);
  EXPECT_THROW(server.inbox("a/b"), TestDoubleError);
  const auto id = Customer(server).submit_url("https://shop.example/1");
  EXPECT_THROW(server.fail(id, "no_such_code"), TestDoubleError);
}

TEST(TestServer, AThousandStartsAndStopsLeaveNeitherDescriptorNorThread) {
  const auto descriptors = entries_of("/proc/self/fd");
  const auto threads = entries_of("/proc/self/task");
  for (int i = 0; i < 1000; ++i) {
    TestServer server;
    if (i % 2 == 0) continue;  // stopped before it runs, perhaps
    EXPECT_EQ(status_of(RawClient(port_of(server)).exchange(get("/_sim/health"))), "200");
  }
  EXPECT_EQ(entries_of("/proc/self/fd"), descriptors);
  // A thread that is joined may stand there for one more moment.
  for (int i = 0; i < 1000 && entries_of("/proc/self/task") != threads; ++i) {
    std::this_thread::yield();
  }
  EXPECT_EQ(entries_of("/proc/self/task"), threads);
}

TEST(TestServer, SixteenLiveInOneProcess) {
  std::vector<std::thread> tests;
  std::vector<std::string> ids(16);
  for (auto& id : ids) {
    tests.emplace_back([&id] {
      TestServer server;
      Customer customer(server);
      for (int job = 0; job < 10; ++job) {
        id = customer.submit_url("https://shop.example/" + std::to_string(job));
        EXPECT_EQ(customer.poll(id), 202);
        server.advance(30s);
        EXPECT_EQ(customer.poll(id), 200);
      }
      EXPECT_EQ(server.jobs().size(), 10u);
    });
  }
  for (auto& test : tests) test.join();
  EXPECT_THAT(ids, testing::Each(ids.front()));  // equal worlds, in isolation
}

TEST(TestServer, SharesItsPortWithNobody) {
  TestServer server;
  const int second = ::socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  ::setsockopt(second, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_of(server));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_NE(::bind(second, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::close(second);
}

TEST(TestServer, IdleClientsHoldUpNobody) {
  TestServer server;
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 64; ++i) {
    idle.push_back(std::make_unique<RawClient>(port_of(server)));
    if (i % 2 == 0) continue;  // never says a word
    EXPECT_EQ(status_of(idle.back()->exchange(get("/_sim/health"))), "200");
  }
  EXPECT_EQ(status_of(RawClient(port_of(server)).exchange(get("/_sim/clock"))), "200");
}

TEST(TestServer, ClosesIdleConnectionsWhenItEnds) {
  auto server = std::make_unique<TestServer>();
  RawClient client(port_of(*server));
  EXPECT_EQ(status_of(client.exchange(get("/_sim/health"))), "200");
  server.reset();
  EXPECT_TRUE(client.closed());
}

TEST(TestServer, AnswersWhoWaitsWhenItEnds) {
  auto server = std::make_unique<TestServer>();
  RawClient client(port_of(*server));
  client.exchange(get("/_sim/clock"));
  client.send(get("/_sim/journal?wait=600s"));
  auto account = *server->simulator().accounts().open(server->key(), RealTime{});
  while (!account->somebody_waits()) std::this_thread::yield();
  account.reset();
  server.reset();
  EXPECT_EQ(status_of(client.reply()), "410");
}

/// What cpp-httplib would do to requests and answers if it were let.
class TestServerWire : public testing::Test {
 protected:
  std::string ask(const std::string& request) { return client.exchange(request); }
  TestServer server;
  RawClient client{port_of(server)};
};

TEST_F(TestServerWire, FieldNamesAreLowerCase) {
  for (const auto& request : {get("/_sim/clock"), get("/nowhere"), post("/_sim/reset", "{}")}) {
    const auto answer = ask(request);
    for (auto at = answer.find("\r\n") + 2; at < answer.find("\r\n\r\n");
         at = answer.find("\r\n", at) + 2) {
      const auto name = answer.substr(at, answer.find(':', at) - at);
      EXPECT_TRUE(std::ranges::none_of(name, [](char c) { return c >= 'A' && c <= 'Z'; })) << name;
    }
  }
}

TEST_F(TestServerWire, TheTargetArrivesAsSent) {
  const auto submitted =
      ask(post("/unblocker/req?zone=web%5Funlocker1", R"({"url":"https://a.b/"})",
               "Authorization: Bearer " + server.key() + "\r\n"));
  EXPECT_EQ(status_of(submitted), "200") << submitted;
  // Decoded it would be another path, which does not exist.
  EXPECT_THAT(ask(post("/_sim/inbox/a%2Fb", "")), HasSubstr("an inbox's name is"));
}

TEST_F(TestServerWire, HeadGetsTheLengthOfTheBodyItDoesNotGet) {
  const auto whole = ask(get("/_sim/clock"));
  client.send("HEAD /_sim/clock HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const auto head = client.reply(true);
  EXPECT_EQ(status_of(head), "200");
  EXPECT_THAT(head,
              HasSubstr("content-length: " + std::to_string(http::body_of(whole).size()) + "\r\n"));
  EXPECT_EQ(status_of(ask(get("/_sim/clock"))), "200");
}

TEST_F(TestServerWire, FieldsReachAnInboxAsSentAndNoOthers) {
  ask(post("/_sim/inbox/mine", "x", "X-Twice: one\r\nX-Twice: two\r\n"));
  const auto message = server.inbox("mine").at(0);
  std::vector<std::string> values;
  for (const auto& [name, value] : message.headers) {
    if (name == "X-Twice") values.push_back(value);
    EXPECT_THAT(name, Not(HasSubstr("ADDR")));
    EXPECT_THAT(name, Not(HasSubstr("PORT")));
  }
  EXPECT_THAT(values, testing::ElementsAre("one", "two"));
}

TEST_F(TestServerWire, AFormOfAnyLengthIsABody) {
  const std::string form(100'000, 'a');
  ask(post("/_sim/inbox/mine", form, "Content-Type: application/x-www-form-urlencoded\r\n"));
  EXPECT_EQ(server.inbox("mine").at(0).body, form);
}

TEST_F(TestServerWire, APostWithoutLengthHasNoBodyAndIsAnswered) {
  EXPECT_EQ(status_of(ask("POST /_sim/reset HTTP/1.1\r\nHost: localhost\r\n\r\n")), "200");
}

TEST_F(TestServerWire, AnswersAreNeitherCompressedNorCut) {
  const auto plain = http::body_of(ask(get("/_sim/scenario")));
  const auto asked =
      ask(get("/_sim/scenario", "Accept-Encoding: gzip, br\r\nRange: bytes=1-5\r\n"));
  EXPECT_EQ(status_of(asked), "200");
  EXPECT_EQ(http::body_of(asked), plain);
}

TEST_F(TestServerWire, ALongPathIsAnswered) {
  const std::string path = "/_sim/" + std::string(8'000, 'a');
  EXPECT_THAT(ask(get(path)), HasSubstr("no control call"));
  EXPECT_EQ(status_of(RawClient(port_of(server)).exchange(get(path + path))), "414");
}

TEST_F(TestServerWire, ABodyWithAContentCodingIsRefused) {
  EXPECT_EQ(status_of(ask(post("/_sim/inbox/mine", "abc", "Content-Encoding: gzip\r\n"))), "415");
  EXPECT_TRUE(client.closed());
}

TEST_F(TestServerWire, ABodyThatIsTooLongIsAnsweredAndTheConnectionClosed) {
  const std::string most(10 * 1024 * 1024, 'a');
  EXPECT_EQ(status_of(ask(post("/_sim/inbox/mine", most))), "200");
  EXPECT_EQ(status_of(ask(post("/_sim/inbox/mine", most + 'a'))), "413");
  EXPECT_TRUE(client.closed());
}

TEST_F(TestServerWire, WhatTheFrontRefusesIsRefusedHere) {
  const auto status = [this](const std::string& request) {
    return status_of(RawClient(port_of(server)).exchange(request));
  };
  EXPECT_EQ(status(get("/_sim/clock?a=%zz")), "400");
  EXPECT_EQ(status("GET /_sim/clock HTTP/1.1\r\n\r\n"), "400");
  EXPECT_EQ(status(get("/_sim/clock", "Host: localhost\r\n")), "400");
  EXPECT_EQ(status(get("/_sim/clock", "Content-Length: 2\r\n") + "{}"), "400");
  EXPECT_EQ(status(get("/nowhere")), "404");
}

}  // namespace
}  // namespace asyncsim
