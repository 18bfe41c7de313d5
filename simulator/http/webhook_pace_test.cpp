#include "http/webhook_pace.h"

#include <gtest/gtest.h>

namespace asyncsim::http {
namespace {

using namespace std::chrono_literals;

constexpr RealTime kNow{1h};
constexpr auto kApart = ConnectPace::kApart;

ConnectPace after_those_at_once() {
  ConnectPace pace;
  for (int i = 0; i < ConnectPace::kAtOnce; ++i) pace.take(kNow);
  return pace;
}

TEST(ConnectPace, OpensAFewAtOnce) {
  ConnectPace pace;
  for (int i = 0; i < ConnectPace::kAtOnce; ++i) {
    EXPECT_EQ(pace.next(kNow), kNow) << i;
    pace.take(kNow);
  }
  EXPECT_GT(pace.next(kNow), kNow);
}

TEST(ConnectPace, ThenOpensOneByOne) {
  auto pace = after_those_at_once();
  for (int i = 1; i < 100; ++i) {
    EXPECT_EQ(pace.next(kNow), kNow + i * kApart);
    pace.take(kNow + i * kApart);
  }
}

TEST(ConnectPace, OpensAFewAtOnceAgainAfterAsLongARest) {
  for (const bool whole : {false, true}) {
    auto pace = after_those_at_once();
    const auto later = kNow + ConnectPace::kAtOnce * kApart - (whole ? 0ns : 1ns);
    for (int i = 1; i < ConnectPace::kAtOnce; ++i) pace.take(later);
    EXPECT_EQ(pace.next(later) == later, whole);
  }
}

}  // namespace
}  // namespace asyncsim::http
