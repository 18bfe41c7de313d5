#include "embed/test_server.h"

#include <gmock/gmock.h>
#include <httplib.h>

#include <atomic>
#include <filesystem>
#include <mutex>
#include <thread>

#include "embed/raw_requests.h"
#include "http/raw_receiver.h"
#include "http/simulator.h"

namespace asyncsim {
namespace {

using namespace std::chrono_literals;
using http::RawClient;
using http::status_of;
using testing::HasSubstr;

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
  { TestServer first; }  // what a process makes once it keeps, a sanitizer's own thread too
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

}  // namespace
}  // namespace asyncsim
