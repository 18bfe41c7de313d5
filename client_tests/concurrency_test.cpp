// Many clients at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "server.h"
#include "vendor_client.h"

namespace client_tests {
namespace {

/// Runs `work(0)` ... `work(count - 1)`, each on its own thread, to their end.
template <class Work>
void on_threads(int count, Work work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(work, i);
  for (auto& thread : threads) thread.join();
}

TEST(Concurrency, SixtyFourKeepAliveClientsOnTwoThreadsAreAllServed) {
  constexpr int kClients = 64;
  Server server(kManualCi + Words{"--threads", "2"});
  // Nobody leaves before all have been served: a client that waits for another's connection to
  // close would wait for ever.
  std::barrier all_served(kClients);
  std::atomic<int> wrong{0};
  on_threads(kClients, [&](int number) {
    VendorClient client(server.url());
    const auto id = client.submit_url("https://shop.example/p/" + std::to_string(number));
    for (int i = 0; i < 50; ++i) wrong += client.poll(id).status != 202;
    all_served.arrive_and_wait();
  });
  EXPECT_EQ(wrong, 0);
  VendorClient client(server.url());
  EXPECT_EQ(client.control("/ledger").at("billed"), kClients);
}

/// The latest virtual time that anybody has been told.
class LatestSeen {
 public:
  /// Whether `answer`, to a request sent when `before` was the latest, shows no earlier time.
  bool holds(const Answer& answer, const std::string& before) {
    const auto now = answer.header("x-sim-now");
    const std::lock_guard lock(mutex_);
    latest_ = std::max(latest_, now);
    return !now.empty() && now >= before;  // RFC 3339 of one length: text compares as time
  }
  std::string get() {
    const std::lock_guard lock(mutex_);
    return latest_;
  }

 private:
  std::mutex mutex_;
  std::string latest_;
};

TEST(Concurrency, VirtualTimeNeverFallsUnderClockChangesAdvancesAndTraffic) {
  constexpr int kRounds = 300;
  Server server({"--scenario", "ci", "--clock", "1000", "--threads", "2"});
  LatestSeen latest;
  std::atomic<int> falls{0};
  const auto check = [&](auto&& request) {
    const auto before = latest.get();
    const Answer answer = request();
    falls += !latest.holds(answer, before);
    return answer;
  };
  on_threads(8, [&](int number) {
    VendorClient client(server.url());
    std::string id;
    for (int i = 0; i < kRounds; ++i) {
      if (number == 0) {
        const auto* clock = i % 2 == 0 ? R"({"mode":"manual"})" : R"({"speed":100000})";
        check([&] { return client.put("/_sim/clock", clock); });
      } else if (number <= 2) {
        check([&] { return client.post("/_sim/clock/advance?by=777ms"); });
      } else if (i % 10 == 0) {
        const auto* body = R"({"url":"https://shop.example/p/1"})";
        id = check([&] {
               return client.post("/unblocker/req?zone=web_unlocker1", body);
             }).header("x-response-id");
      } else {
        check([&] { return client.poll(id); });
      }
    }
  });
  EXPECT_EQ(falls, 0);
  EXPECT_NE(latest.get(), "");
}

TEST(Concurrency, SixteenReadersAtTheMomentOfCompletionHear202Then200AndNothingElse) {
  constexpr int kReaders = 16;
  Server server;
  VendorClient client(server.url());
  const auto id = client.submit_url("https://shop.example/p/1");
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  std::barrier reading(kReaders + 1);
  std::thread clock([&] {
    reading.arrive_and_wait();
    client.advance_by("30s");
  });
  on_threads(kReaders, [&](int) {
    VendorClient reader(server.url());
    wrong += reader.poll(id).status != 202;
    reading.arrive_and_wait();
    for (int status = 202; status == 202;) {
      const bool was_done = done;
      status = reader.poll(id).status;
      if (status == 200) done = true;
      wrong += status != 200 && (status != 202 || was_done);
    }
    wrong += reader.poll(id).status != 200;
  });
  clock.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Concurrency, OfTwoAdvancesAtOnceOneRunsAndTheOtherIsToldWho) {
  Server server;
  std::atomic<int> ran{0};
  std::atomic<int> refused{0};
  on_threads(8, [&](int) {
    VendorClient client(server.url());
    for (int i = 0; i < 50; ++i) {
      const auto status = client.post("/_sim/clock/advance?by=1s").status;
      ran += status == 200;
      refused += status == 409;
    }
  });
  EXPECT_EQ(ran + refused, 400);
  EXPECT_GE(ran, 1);
  VendorClient client(server.url());
  const auto reached = client.now();
  client.control_post("/reset");
  EXPECT_EQ(client.advance_by(std::to_string(ran) + "s").at("now"), reached);
}

TEST(Concurrency, AccountsOnOneServerNeverSeeEachOther) {
  constexpr int kAccounts = 8;
  Server server;
  std::atomic<int> wrong{0};
  on_threads(kAccounts, [&](int number) {
    VendorClient client(server.url(), "key-number-" + std::to_string(number));
    for (int i = 0; i < 20; ++i) {
      const auto id = client.submit_url("https://shop.example/p/1");
      wrong += client.poll(id).status != 202;
      client.advance_by("30s");
      wrong += client.poll(id).status != 200;
    }
    wrong += client.control("/ledger").at("billed") != 20;
    wrong += client.now() != "2026-01-05T09:10:00.000Z";
  });
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace client_tests
