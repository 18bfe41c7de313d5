#include "cli/forecast_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asyncsim::cli {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Foresee parsed(std::vector<std::string> options) {
  options.insert(options.begin(), "forecast");
  const auto line = parse_command_line(options, {"ASYNCSIM_SCENARIO=ci"});
  if (line) return std::get<Foresee>(line->command);
  ADD_FAILURE() << line.error().message;
  return {};
}

std::string refusal(std::vector<std::string> options) {
  options.insert(options.begin(), "forecast");
  const auto line = parse_command_line(options, {});
  return line ? "" : line.error().message;
}

TEST(ForecastOptions, AreADocumentedClientsBurstAtTheStartOfATypicalDayUnlessTold) {
  const Foresee forecast = parsed({});
  EXPECT_EQ(forecast.world.scenario, "typical-day");
  EXPECT_EQ(forecast.pattern, ArrivalPattern(Burst{}));
  EXPECT_THAT(forecast.starts, IsEmpty());
  EXPECT_THAT(forecast.clients, ElementsAre(ClientPolicy{}));
  EXPECT_FALSE(forecast.jobs);
}

TEST(ForecastOptions, EachReachesItsPlace) {
  const Foresee forecast =
      parsed({"--scenario=ci", "--seed=7", "--to=z", "--jobs=5", "--arrive=10/s", "--start=20:30",
              "--client=every:3s", "--collect-after=1h", "--json", "--html=f.html", "--csv=f.csv"});
  EXPECT_EQ(forecast.world.scenario, "ci");
  EXPECT_EQ(forecast.world.seed, 7u);
  EXPECT_EQ(forecast.zone, "z");
  EXPECT_EQ(forecast.jobs, 5u);
  EXPECT_EQ(forecast.pattern, ArrivalPattern(ArrivalRate{10}));
  EXPECT_THAT(forecast.starts, ElementsAre(StartChoice(20h + 30min)));
  EXPECT_THAT(forecast.clients, ElementsAre(ClientPolicy{ClientPolicy::Kind::every, 3s, 1h}));
  EXPECT_TRUE(forecast.json);
  EXPECT_EQ(forecast.html_file, "f.html");
  EXPECT_EQ(forecast.csv_file, "f.csv");
  EXPECT_EQ(parsed({"--arrive=night.csv"}).arrivals_file, "night.csv");
}

TEST(ForecastOptions, CompareStartsAndClients) {
  const Foresee forecast = parsed({"--compare", "start=00:00,2026-01-05T20:00:00Z", "--compare",
                                   "client=webhook,every:1m", "--collect-after", "2m"});
  EXPECT_THAT(forecast.starts, ElementsAre(StartChoice(0min), StartChoice(kDefaultStart + 11h)));
  EXPECT_THAT(forecast.clients, ElementsAre(ClientPolicy{ClientPolicy::Kind::webhook, {}, 2min},
                                            ClientPolicy{ClientPolicy::Kind::every, 1min, 2min}));
}

TEST(ForecastOptions, ThatContradictAreRefused) {
  EXPECT_THAT(refusal({"--start=20:00", "--compare=start=20:00,21:00"}),
              HasSubstr("one of the two"));
  EXPECT_THAT(refusal({"--client=webhook", "--compare=client=webhook,documented"}),
              HasSubstr("one of the two"));
  EXPECT_THAT(refusal({"--arrive=a.csv", "--jobs=1"}), HasSubstr("a row for each job"));
  EXPECT_THAT(refusal({"--compare=start=01:00,02:00", "--compare=start=03:00,04:00"}),
              HasSubstr("all in one list"));
  EXPECT_THAT(refusal({"--compare=start=01:00,02:00,03:00,04:00,05:00,06:00,07:00"}),
              HasSubstr("7 columns, expected 6 at most"));
  EXPECT_THAT(
      refusal({"--compare=client=webhook,documented,every:1s,every:2s,every:3s,every:4s,every:5s"}),
      HasSubstr("7 columns, expected 6 at most"));
  EXPECT_EQ(refusal({"--compare=start=01:00,02:00,03:00,04:00,05:00,06:00"}), "");
}

TEST(ForecastOptions, ThatAreWrongAreRefusedWithWhatWasExpected) {
  for (const char* wrong : {"24:00", "12:60", "1:00", "noon", "12-30", ""}) {
    EXPECT_THAT(refusal({"--start", wrong}), HasSubstr("expected a time of day")) << wrong;
  }
  for (const char* wrong : {"", "every", "every:", "every:0s", "every:5", "poll", "webhooks"}) {
    EXPECT_THAT(refusal({"--client", wrong}), HasSubstr("expected")) << wrong;
  }
  for (const char* wrong : {"", "start", "start=", "start=20:00", "stop=1,2", "start=20:00,x"}) {
    EXPECT_THAT(refusal({"--compare", wrong}), HasSubstr("expected")) << wrong;
  }
  EXPECT_THAT(refusal({"--jobs", "100000001"}), HasSubstr("expected"));
  EXPECT_THAT(refusal({"night.csv"}), HasSubstr("unexpected"));
}

}  // namespace
}  // namespace asyncsim::cli
