#include "job/zone.h"

#include <gtest/gtest.h>

namespace asyncsim {
namespace {

TEST(Zone, HasTheDefaultsOfItsProduct) {
  const Zone unlocker = default_zone("web", Product::unlocker);
  EXPECT_EQ(unlocker.name, "web");
  EXPECT_EQ(unlocker.latency.model,
            LatencyModel(LogNormal{std::chrono::minutes{2}, std::chrono::minutes{5},
                                   std::chrono::hours{8}}));
  Zone serp = default_zone("web", Product::serp);
  EXPECT_EQ(serp.product, Product::serp);
  EXPECT_EQ(serp.latency.model,
            LatencyModel(Uniform{std::chrono::seconds{3}, std::chrono::seconds{14}}));
  serp.product = Product::unlocker;
  serp.latency = unlocker.latency;
  EXPECT_EQ(serp.limits.submits_per_second, 100);
  serp.limits = unlocker.limits;
  EXPECT_EQ(serp, unlocker);
}

TEST(Zone, NamesItsValues) {
  EXPECT_EQ(name_of(Product::unlocker), "unlocker");
  EXPECT_EQ(name_of(Product::serp), "serp");
  EXPECT_EQ(name_of(ZoneMode::async), "async");
  EXPECT_EQ(name_of(ZoneMode::sync), "sync");
  EXPECT_EQ(name_of(HookMethod::post), "POST");
  EXPECT_EQ(name_of(HookMethod::get), "GET");
}

TEST(Zone, TakesAbsoluteHttpUrlsForWebhooks) {
  for (const char* url : {"http://127.0.0.1:9000/hook", "https://hooks.example", "HTTP://h?x=1",
                          "https://user:secret@hooks.example/", "http://[::1]:80/"}) {
    EXPECT_TRUE(is_hook_url(url)) << url;
  }
  for (const char* url : {"", "hooks.example", "/hook", "ftp://h/", "http://", "http:///x",
                          "http://:80/", "http://h/\r\nx: y", "http://h/ x", "http://h/\x7f",
                          "javascript://h", "http:h", "http://user@/"}) {
    EXPECT_FALSE(is_hook_url(url)) << url;
  }
  EXPECT_FALSE(is_hook_url(std::string_view("http://h/\0", 10)));
  EXPECT_TRUE(is_hook_url("http://h/" + std::string(2'039, 'x')));
  EXPECT_FALSE(is_hook_url("http://h/" + std::string(2'040, 'x')));
}

}  // namespace
}  // namespace asyncsim
