#include "cli/command_environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asyncsim::cli {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing::UnorderedElementsAre;

const CommandSettings kPlain{.url = "http://127.0.0.1:1", .key = "k", .speed = 60};

TEST(CommandEnvironment, TellsWhereTheSimulatorIsAndNothingElse) {
  EXPECT_THAT(command_environment({}, kPlain),
              UnorderedElementsAre("ASYNCSIM_URL=http://127.0.0.1:1",
                                   "ASYNCSIM_CONTROL=http://127.0.0.1:1/_sim", "ASYNCSIM_KEY=k",
                                   "ASYNCSIM_SPEED=60", "BRIGHTDATA_BASE_URL=http://127.0.0.1:1",
                                   "BRIGHTDATA_API_TOKEN=k", "BRIGHTDATA_API_KEY=k"));
}

TEST(CommandEnvironment, KeepsWhatWasThereAndReplacesWhatItSays) {
  const auto environment =
      command_environment({"PATH=/bin", "BRIGHTDATA_API_KEY=real", "URL=x"}, kPlain);
  EXPECT_THAT(environment, Contains("PATH=/bin"));
  EXPECT_THAT(environment, Contains("URL=x"));
  EXPECT_THAT(environment, Not(Contains("BRIGHTDATA_API_KEY=real")));
}

TEST(CommandEnvironment, ASpeedIsToldOnlyOfAPacedClock) {
  auto settings = kPlain;
  settings.speed.reset();
  EXPECT_THAT(command_environment({"ASYNCSIM_SPEED=60"}, settings),
              Not(Contains(StartsWith("ASYNCSIM_SPEED="))));
  settings.speed = 0.5;
  EXPECT_THAT(command_environment({}, settings), Contains("ASYNCSIM_SPEED=0.5"));
}

TEST(CommandEnvironment, TlsNamesOurCaAndTheBundle) {
  auto settings = kPlain;
  settings.ca = "/d/ca.pem";
  settings.ca_bundle = "/t/bundle";
  const auto environment = command_environment({"CURL_CA_BUNDLE=/other"}, settings);
  for (const auto* entry :
       {"ASYNCSIM_CA=/d/ca.pem", "NODE_EXTRA_CA_CERTS=/d/ca.pem", "SSL_CERT_FILE=/t/bundle",
        "REQUESTS_CA_BUNDLE=/t/bundle", "CURL_CA_BUNDLE=/t/bundle"}) {
    EXPECT_THAT(environment, Contains(entry));
  }
  EXPECT_THAT(environment, Not(Contains("CURL_CA_BUNDLE=/other")));
}

TEST(CommandEnvironment, InterceptSendsHttpsThroughUsAndLoopbackNot) {
  auto settings = kPlain;
  settings.intercept = true;
  const auto environment = command_environment({}, settings);
  for (const auto* entry :
       {"HTTPS_PROXY=http://127.0.0.1:1", "https_proxy=http://127.0.0.1:1", "NODE_USE_ENV_PROXY=1",
        "NO_PROXY=localhost,127.0.0.1,::1", "no_proxy=localhost,127.0.0.1,::1"}) {
    EXPECT_THAT(environment, Contains(entry));
  }
}

TEST(CommandEnvironment, WarpPreloadsLibfaketimeBeforeWhatWasPreloaded) {
  auto settings = kPlain;
  settings.warp = Warp{"/lib/f.so", 60};
  const auto environment = command_environment(
      {"LD_PRELOAD=/lib/x.so", "FAKETIME=-1d", "FAKETIME_SHARED=/old"}, settings);
  EXPECT_THAT(environment, Contains("LD_PRELOAD=/lib/f.so:/lib/x.so"));
  EXPECT_THAT(environment, Contains("FAKETIME=+0 x60"));
  EXPECT_THAT(environment, Not(Contains("FAKETIME=-1d")));
  EXPECT_THAT(environment, Not(Contains(HasSubstr("FAKETIME_SHARED"))));
  EXPECT_THAT(command_environment({}, settings), Contains("LD_PRELOAD=/lib/f.so"));
}

}  // namespace
}  // namespace asyncsim::cli
