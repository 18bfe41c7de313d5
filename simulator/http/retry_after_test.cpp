#include "http/retry_after.h"

#include <gtest/gtest.h>

namespace asyncsim::http {
namespace {

using namespace std::chrono_literals;

/// Sun, 06 Nov 1994 08:49:37 GMT
constexpr std::time_t kSunday = 784'111'777;

std::optional<ClientSpan> parsed(std::string_view text, std::chrono::seconds before = 90s) {
  return parse_retry_after(text, std::chrono::system_clock::from_time_t(kSunday) - before);
}

TEST(RetryAfter, IsSeconds) {
  EXPECT_EQ(parsed("0"), ClientSpan{0s});
  EXPECT_EQ(parsed("120"), ClientSpan{120s});
}

TEST(RetryAfter, IsADateInAnyOfItsThreeForms) {
  for (const char* date : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 1994"}) {
    EXPECT_EQ(parsed(date), ClientSpan{90s}) << date;
  }
}

TEST(RetryAfter, APastDateIsNoWait) {
  EXPECT_EQ(parsed("Sun, 06 Nov 1994 08:49:37 GMT", -1s), ClientSpan{0s});
}

TEST(RetryAfter, IsAYearAtMost) {
  EXPECT_EQ(parsed("31536000"), ClientSpan{8760h});
  EXPECT_EQ(parsed("31536001"), ClientSpan{8760h});
  EXPECT_EQ(parsed("99999999999999999999999999"), ClientSpan{8760h});
  EXPECT_EQ(parsed("Thu, 31 Dec 9999 23:59:59 GMT"), ClientSpan{8760h});
}

TEST(RetryAfter, IsNothingElse) {
  for (const char* text : {"", "-1", "+1", "1.5", "1s", " 1", "soon", "Sun, 06 Nov 1994",
                           "Sun, 06 Nov 1994 08:49:37 GMTx", "Sun, 06 Nov 1994 08:49:37 CET"}) {
    EXPECT_EQ(parsed(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace asyncsim::http
