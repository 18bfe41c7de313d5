// The documented cadence against virtual time: wait 20 s, then 10 s, then 5 s between polls.
#include <gtest/gtest.h>

#include <array>
#include <chrono>

#include "server.h"
#include "vendor_client.h"

namespace client_tests {
namespace {

using std::chrono::milliseconds;

/// What a client did until it had its result.
struct Polled {
  int polls = 0;
  std::string got_at;
};

/// Polls as documented; its sleep is an advance.
Polled poll_as_documented(VendorClient& client, const std::string& id) {
  const std::array<const char*, 3> waits = {"20s", "10s", "5s"};
  Polled polled;
  while (polled.polls < 1000) {
    const auto wait = std::min<std::size_t>(static_cast<std::size_t>(polled.polls), 2);
    client.advance_by(waits[wait]);
    const auto answer = client.poll(id);
    ++polled.polls;
    if (answer.status == 200) break;
    EXPECT_EQ(answer.status, 202);
    EXPECT_EQ(answer.body, kPending);
  }
  polled.got_at = client.now();
  return polled;
}

/// A world whose unlocker takes exactly that long.
std::string world(milliseconds latency) {
  const Json zone = {{"product", "unlocker"},
                     {"latency", {{"fixed", std::to_string(latency.count()) + "ms"}}},
                     {"success_rate", 1}};
  return Json{{"name", "fixed"}, {"zones", {{kUnlockerZone, zone}}}}.dump();
}

struct Case {
  milliseconds latency;
  int polls;
  const char* got_at;
};

class Cadence : public testing::TestWithParam<Case> {};

TEST_P(Cadence, TakesExactlyThePollsThatArithmeticSays) {
  const auto [latency, polls, got_at] = GetParam();
  Server server({"--scenario", world(latency), "--clock", "manual"});
  VendorClient client(server.url());
  const auto id = client.submit_url("https://shop.example/p/1");
  const auto polled = poll_as_documented(client, id);
  EXPECT_EQ(polled.polls, polls);
  EXPECT_EQ(polled.got_at, got_at);
  EXPECT_EQ(client.job(id).at("polls"), polls);
}

// Polls come at 20, 30, 35, 40 ... s; the first at or after the latency hears 200.
INSTANTIATE_TEST_SUITE_P(
    Documented, Cadence,
    testing::Values(Case{milliseconds{1}, 1, "2026-01-05T09:00:20.000Z"},
                    Case{milliseconds{20'000}, 1, "2026-01-05T09:00:20.000Z"},
                    Case{milliseconds{20'001}, 2, "2026-01-05T09:00:30.000Z"},
                    Case{milliseconds{30'000}, 2, "2026-01-05T09:00:30.000Z"},
                    Case{milliseconds{30'001}, 3, "2026-01-05T09:00:35.000Z"},
                    Case{milliseconds{35'000}, 3, "2026-01-05T09:00:35.000Z"},
                    Case{milliseconds{35'001}, 4, "2026-01-05T09:00:40.000Z"},
                    Case{milliseconds{134'000}, 23, "2026-01-05T09:02:15.000Z"},
                    Case{milliseconds{145'000}, 25, "2026-01-05T09:02:25.000Z"},
                    Case{milliseconds{145'001}, 26, "2026-01-05T09:02:30.000Z"}),
    [](const auto& given) {
      return "Latency" + std::to_string(given.param.latency.count()) + "ms";
    });

}  // namespace
}  // namespace client_tests
