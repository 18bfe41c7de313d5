#include "forecast/forecast_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asyncsim {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

ForecastPage page_of(std::vector<ClientPolicy> clients, std::vector<TimePoint> starts,
                     std::uint64_t jobs = 90) {
  Scenario scenario;
  scenario.name = "a <world>";
  scenario.zones = {default_zone("shop", Product::unlocker)};
  scenario.zones[0].latency.model = Fixed{2h};
  scenario.zones[0].success_rate = 1;
  ForecastPage page{scenario.name, "shop", 1, jobs, "30/h", {}};
  page.cases = *forecast({std::make_shared<const Scenario>(scenario), "shop", std::move(starts),
                          std::move(clients), kDefaultStart},
                         Arrivals(jobs, ArrivalRate{30.0 / 3'600}));
  return page;
}

const ClientPolicy kDocumented{}, kWebhook{ClientPolicy::Kind::webhook, {}, {}};

TEST(AForecastPage, NamesCasesByWhatTellsThemApart) {
  const auto one_client = page_of({kDocumented}, {kDefaultStart, kDefaultStart + 16h});
  EXPECT_THAT(labels_of(one_client.cases), ElementsAre("start Mon 09:00", "start Tue 01:00"));
  const auto one_start = page_of({kDocumented, kWebhook}, {kDefaultStart});
  EXPECT_THAT(labels_of(one_start.cases), ElementsAre("documented", "webhook"));
  const auto both = page_of({kDocumented, kWebhook}, {kDefaultStart, kDefaultStart + 30s});
  EXPECT_EQ(labels_of(both.cases)[3], "start Mon 09:00:30, webhook");
}

TEST(AForecastPage, ComparesTheOthersWithTheFirst) {
  EXPECT_THAT(
      comparisons(page_of({kDocumented, kWebhook}, {kDefaultStart})),
      ElementsAre(
          "webhook instead of documented: collected p99 2h instead of 2h, 90 polls instead of "
          "129,240"));
  EXPECT_THAT(comparisons(page_of({kDocumented}, {kDefaultStart, kDefaultStart + 16h})),
              ElementsAre("start Tue 01:00 instead of Mon 09:00: collected p99 2h instead of 2h"));
  EXPECT_TRUE(comparisons(page_of({kDocumented}, {kDefaultStart})).empty());
}

TEST(AForecastPage, AsTextSaysWhatIsDoneWithinEachHour) {
  const std::string text = forecast_text(page_of({kWebhook}, {kDefaultStart}));
  EXPECT_THAT(text, HasSubstr("90 jobs to zone shop of a <world>, 30/h, seed 1\n"));
  EXPECT_THAT(text, HasSubstr("\n  done after p99      2h\n"));
  EXPECT_THAT(text, HasSubstr("\n  start            0\n"));
  EXPECT_THAT(text, HasSubstr("\n  +2h             30 ########################################\n"));
  EXPECT_THAT(text, Not(HasSubstr("never done")));
}

TEST(AForecastPage, AsJsonCountsTheSame) {
  const Json json = forecast_json(page_of({kWebhook}, {kDefaultStart}));
  EXPECT_EQ(json["step"], "1h");
  const Json& one = json["cases"][0];
  EXPECT_EQ(one["ready"]["p95_s"], 7'200.0);
  EXPECT_EQ(one["steps"][2]["completed"], 30);
  EXPECT_EQ(one["steps"][1]["in_flight"], 60);
  EXPECT_EQ(one["all_done"], "2026-01-05T13:58:00.000Z");
}

TEST(AForecastPage, AsHtmlEscapesWhatOthersWrote) {
  const std::string html = forecast_html(page_of({kDocumented, kWebhook}, {kDefaultStart}));
  EXPECT_THAT(html, HasSubstr("a &lt;world&gt;"));
  EXPECT_THAT(html, Not(HasSubstr("<world>")));
  EXPECT_THAT(html, HasSubstr("class=\"line case1\""));
}

TEST(AForecastPage, OfNoJobThatIsDoneShowsDashes) {
  ForecastPage page = page_of({kWebhook}, {kDefaultStart}, 1);
  page.cases[0].ready = page.cases[0].collected = {};
  page.cases[0].all_done.reset();
  page.cases[0].steps.clear();
  EXPECT_THAT(forecast_text(page), HasSubstr("\n  done after p99      -\n"));
  EXPECT_TRUE(forecast_json(page)["cases"][0]["ready"]["p99_s"].is_null());
  EXPECT_THAT(forecast_html(page), Not(HasSubstr("<svg")));
}

TEST(ARoundStep, IsTheShortestOfWhichFewEnoughMakeUpTheWhole) {
  EXPECT_EQ(round_step(0s, 48, 1h), 1h);
  EXPECT_EQ(round_step(48h - 1ms, 48, 1h), 1h);
  EXPECT_EQ(round_step(48h, 48, 1h), 2h);
  EXPECT_EQ(round_step(8h, 200, 1min), 5min);
  EXPECT_EQ(round_step(std::chrono::days{400}, 48, 1h), std::chrono::days{16});
}

}  // namespace
}  // namespace asyncsim
