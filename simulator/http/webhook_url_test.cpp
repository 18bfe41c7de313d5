#include "http/webhook_url.h"

#include <gtest/gtest.h>

namespace asyncsim::http {
namespace {

TEST(WebhookUrl, ReadsItsParts) {
  const auto url = parse_webhook_url("HTTPS://Hooks.Example:8443/in?a=b#part");
  ASSERT_TRUE(url.ok());
  EXPECT_TRUE(url->tls);
  EXPECT_EQ(url->host, "hooks.example");
  EXPECT_FALSE(url->literal);
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->target, "/in?a=b");
  EXPECT_EQ(url->origin(), "https://hooks.example:8443");
}

TEST(WebhookUrl, FillsInPortAndPath) {
  EXPECT_EQ(parse_webhook_url("http://a")->target, "/");
  EXPECT_EQ(parse_webhook_url("http://a?b")->target, "/?b");
  EXPECT_EQ(parse_webhook_url("http://a#b")->target, "/");
  EXPECT_EQ(parse_webhook_url("http://a:80/")->authority(), "a");
  EXPECT_EQ(parse_webhook_url("https://a/")->port, 443);
}

TEST(WebhookUrl, TakesAddresses) {
  EXPECT_EQ(parse_webhook_url("http://127.0.0.1:9/")->authority(), "127.0.0.1:9");
  EXPECT_TRUE(parse_webhook_url("http://127.0.0.1/")->literal);
  const auto six = parse_webhook_url("http://[::1]:9/x");
  EXPECT_EQ(six->host, "::1");
  EXPECT_EQ(six->authority(), "[::1]:9");
}

TEST(WebhookUrl, EscapesBytesBeyondAscii) {
  EXPECT_EQ(parse_webhook_url("http://a/\xc3\xa9")->target, "/%C3%A9");
}

TEST(WebhookUrl, RefusesWhatTwoReadersMightUnderstandDifferently) {
  for (const std::string_view text : {"",
                                      "a",
                                      "ftp://a/",
                                      "http:/a",
                                      "http://",
                                      "http:///x",
                                      "http://u@a/",
                                      "http://u:p@a/",
                                      "http://a:/",
                                      "http://a:0/",
                                      "http://a:65536/",
                                      "http://a:8x/",
                                      "http://a b/",
                                      "http://a/b c",
                                      "http://a\\b/",
                                      "http://a/\r\nX: y",
                                      "http://a/\x7f",
                                      "http://[::1/",
                                      "http://[::1]x/",
                                      "http://[127.0.0.1]/",
                                      "http://[fe80::1%25eth0]/",
                                      "http://::1/",
                                      "http://127.1/",
                                      "http://0x7f.1/",
                                      "http://0x7f000001/",
                                      "http://2130706433/",
                                      "http://127.0.0.01/",
                                      "http://127.0.0.1./",
                                      "http://1.2.3.4.5/",
                                      "http://256.1.1.1/",
                                      "http://a..b/",
                                      "http://.a/",
                                      "http://-a/",
                                      "http://a-/",
                                      "http://b\xc3\xbc.example/",
                                      "http://a%2eb/"}) {
    EXPECT_FALSE(parse_webhook_url(text).ok()) << text;
  }
}

TEST(WebhookUrl, SaysWhatIsWrong) {
  EXPECT_EQ(parse_webhook_url("http://127.1/").error().message,
            "webhook URL \"http://127.1/\": its host is not four decimal numbers; write an IPv4 "
            "address as 127.0.0.1");
}

TEST(WebhookUrl, HostNamesHaveLimits) {
  const std::string label(63, 'a');
  EXPECT_TRUE(valid_host_name(label + ".b"));
  EXPECT_FALSE(valid_host_name(label + "a.b"));
  const std::string name = label + "." + label + "." + label + "." + std::string(61, 'a');
  EXPECT_TRUE(valid_host_name(name));
  EXPECT_FALSE(valid_host_name(name + "a"));
}

}  // namespace
}  // namespace asyncsim::http
