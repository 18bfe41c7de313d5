// The simulator inside a GoogleTest: a test of one's own in ten lines. Link `embed`.
#include <gtest/gtest.h>
#include <httplib.h>

#include "embed/test_server.h"

using namespace std::chrono_literals;

/// Stands for the code under test: takes a base URL and a key, as yours should.
class ShopClient {
 public:
  ShopClient(const std::string& url, const std::string& key) : http_(url) {
    http_.set_default_headers({{"Authorization", "Bearer " + key}});
  }
  std::string request_page(const std::string& page, const std::string& hook = "") {
    const std::string body =
        R"({"url":")" + page + '"' + (hook.empty() ? "" : R"(,"webhook_url":")" + hook + '"') + '}';
    const auto answer = http_.Post("/unblocker/req?zone=web_unlocker1", body, "application/json");
    return answer->get_header_value("x-response-id");
  }
  bool has_page(const std::string& id) {
    return http_.Get("/unblocker/get_result?response_id=" + id)->status == 200;
  }

 private:
  httplib::Client http_;
};

struct ShopTest : testing::Test {
  asyncsim::TestServer server;  // a world of its own for each test, on a clock that stands
  ShopClient client{server.url(), server.key()};
};

TEST_F(ShopTest, APageComesAfterHalfAMinute) {
  const auto id = client.request_page("https://shop.example/1");
  EXPECT_FALSE(client.has_page(id));
  server.advance(30s);
  EXPECT_TRUE(client.has_page(id));
}

TEST_F(ShopTest, APageIsGoneAfterTwoDays) {
  const auto id = client.request_page("https://shop.example/1");
  server.advance(48h);
  EXPECT_FALSE(client.has_page(id));
}

TEST_F(ShopTest, AWebhookTellsOfThePage) {
  client.request_page("https://shop.example/1", server.inbox_url("shop"));
  server.advance_until_settled();
  EXPECT_EQ(server.inbox("shop").size(), 1u);
}
