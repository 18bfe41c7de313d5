#include "job/magic_url.h"

#include <gmock/gmock.h>

#include "core/time_text.h"

namespace asyncsim {
namespace {

using testing::HasSubstr;

UrlWishes wishes(std::string_view url) {
  auto read = read_wishes(url);
  if (read) return *read;
  ADD_FAILURE() << url << ": " << read.error().message;
  return {};
}

std::string error_of(std::string_view url) {
  const auto read = read_wishes(url);
  return read ? "" : read.error().message;
}

TEST(MagicUrl, AnOrdinaryUrlAsksForNothing) {
  for (const char* url :
       {"https://shop.example/latency/2h", "https://shop.example/#section", "https://sim.test",
        "https://sim.test/", "https://sim.test/?q=1", "https://xsim.test/latency/abc",
        "https://sim.test.example/latency/abc", "https://a.example/?q=sim.test",
        "https://a.example/?q=sim.testing/x", "https://a.example/#simple/latency", "", "no url",
        "https://a.example/?url=sim.test/latency/abc", "https://a.example/?q=%"}) {
    EXPECT_FALSE(wishes(url).any()) << url;
  }
}

TEST(MagicUrl, ReadsEachWord) {
  EXPECT_EQ(wishes("https://sim.test/latency/2h").latency, parse_span("2h").value());
  EXPECT_EQ(wishes("https://sim.test/polls/3").polls, 3U);
  EXPECT_EQ(wishes("https://sim.test/status/404").status, 404);
  EXPECT_EQ(wishes("https://sim.test/body/1MB").body_bytes, 1'000'000U);
  EXPECT_EQ(wishes("https://sim.test/outcome/fail").failure, FailCode::reject_block);
  EXPECT_EQ(wishes("https://sim.test/outcome/fail?code=captcha").failure, FailCode::captcha);
  EXPECT_EQ(wishes("https://sim.test/outcome/fail?x=1&code=captcha").failure, FailCode::captcha);
  EXPECT_EQ(wishes("https://sim.test/outcome/success").failure, FailCode::none);
  EXPECT_TRUE(wishes("https://sim.test/outcome/never").never);
  EXPECT_EQ(wishes("HTTP://u:p@SIM.test:8080/polls/3/").polls, 3U);
}

TEST(MagicUrl, ReadsSizesInTheirUnits) {
  const auto size = [](const std::string& text) {
    return wishes("https://sim.test/body/" + text).body_bytes;
  };
  EXPECT_EQ(size("0"), 0U);
  EXPECT_EQ(size("17B"), 17U);
  EXPECT_EQ(size("2kB"), 2'000U);
  EXPECT_EQ(size("2KB"), 2'000U);
  EXPECT_EQ(size("2KiB"), 2'048U);
  EXPECT_EQ(size("2MiB"), 2'097'152U);
  EXPECT_EQ(size("10MB"), kMostBodyBytes);
  EXPECT_NE(error_of("https://sim.test/body/100000001"), "");
  EXPECT_NE(error_of("https://sim.test/body/18446744073709551617"), "");
}

TEST(MagicUrl, WordsStandInARowAndInAFragmentOfAnyUrl) {
  const auto both =
      wishes("https://shop.example/p/1?x=1#sim/latency/2h/outcome/fail?code=no_peers");
  EXPECT_EQ(both.latency, parse_span("2h").value());
  EXPECT_EQ(both.failure, FailCode::no_peers);
  EXPECT_EQ(wishes("https://shop.example#sim/polls/1").polls, 1U);
  EXPECT_EQ(wishes("https://sim.test/polls/2#sim/status/500").status, 500);
}

TEST(MagicUrl, AreWhatIsSearchedForToo) {
  EXPECT_EQ(wishes("https://s.example/search?q=sim.test/polls/3").polls, 3U);
  EXPECT_EQ(wishes("https://s.example/search?hl=en&q=https%3A%2F%2Fsim.test%2Foutcome%2Ffail"
                   "%3Fcode%3Dcaptcha&num=10")
                .failure,
            FailCode::captcha);
  EXPECT_THAT(error_of("https://s.example/search?q=sim.test%2Fpolls%2F0"),
              HasSubstr("polls \"0\""));
}

TEST(MagicUrl, AWrongWordOrValueIsAnErrorThatSaysWhatThereIs) {
  EXPECT_EQ(error_of("https://sim.test/latncy/2h"), "unknown \"latncy\" (did you mean latency?)");
  EXPECT_EQ(error_of("https://sim.test/latency/abc"),
            "latency \"abc\": expected a duration up to 365d, such as 2h");
  EXPECT_THAT(error_of("https://sim.test/inbox/a"), HasSubstr("webhook_url"));
  EXPECT_THAT(error_of("https://sim.test/outcome/fail?code=oops"), HasSubstr("net_err_closed"));
  for (const char* words :
       {"latency", "latency/", "latency/-1s", "latency/366d", "polls/0", "polls/1000001", "polls/x",
        "status/199", "status/600", "status/", "body/1GB", "body/-1", "outcome/failed",
        "outcome/never/polls/3", "outcome/never/latency/1s", "latency/1s//polls/3", "", "/"}) {
    EXPECT_NE(error_of("https://a.example/#sim/" + std::string(words)), "") << words;
  }
  EXPECT_THAT(read_wishes("https://sim.test/x").error().hint, HasSubstr("/latency/2h"));
}

}  // namespace
}  // namespace asyncsim
