#include "http/vendor/http_uri.h"

#include <gtest/gtest.h>

namespace asyncsim::vendor {
namespace {

TEST(HttpUri, TakesAbsoluteHttpAndHttpsUris) {
  for (const auto* uri :
       {"http://a", "https://example.com", "HTTPS://Example.com/", "https://example.com?foo=bar",
        "https://user:pa%20ss@example.com:8443/p?q=1#f", "http://[::1]:8080/", "http://a:/x",
        "http://127.0.0.1:65535/", "https://shop.example/p/1#sim/latency/2h",
        "https://e.example/~a/b;c=1,2!$&'()*+=:@/?/?"}) {
    EXPECT_EQ(uri_fault(uri), std::nullopt) << uri;
  }
}

TEST(HttpUri, RefusesAllElse) {
  for (const auto* uri : {"",
                          "example.com",
                          "/path",
                          "//example.com",
                          "ftp://example.com",
                          "javascript:alert(1)",
                          "http:/a",
                          "http://",
                          "http:///p",
                          "http://:80/",
                          "http://u@/",
                          "http://a:65536/",
                          "http://a:8x/",
                          "http://a b/",
                          "http://a/b c",
                          "http://a/\r\nx: y",
                          "http://a/%zz",
                          "http://a/%4",
                          "http://a/?q=[1]",
                          "http://a/#b#c",
                          "http://[::1/",
                          "http://[nonsense]/",
                          "http://\xc3\xa9.example/",
                          "http://a/\xc3\xa9",
                          "http://a\\b/",
                          "http://a/<>",
                          "http://u[@a/",
                          " http://a"}) {
    EXPECT_NE(uri_fault(uri), std::nullopt) << uri;
  }
  EXPECT_NE(uri_fault(std::string_view("http://a/\0", 10)), std::nullopt);
}

TEST(HttpUri, SaysWhichByteMustBeEncoded) {
  EXPECT_EQ(uri_fault("http://a/b c"), "byte 11 (0x20) may not stand there: percent-encode it");
  EXPECT_EQ(uri_fault("http://a/\xc3\xa9"),
            "byte 10 (0xc3) may not stand there: percent-encode it");
}

TEST(HttpUri, ReadsADecodedParameterOfTheQueryAlone) {
  const std::string_view uri = "https://a/search?q=two+words%21&hl=de#q=no&gl=us";
  EXPECT_EQ(uri_parameter(uri, "q"), "two words!");
  EXPECT_EQ(uri_parameter(uri, "hl"), "de");
  EXPECT_EQ(uri_parameter(uri, "gl"), std::nullopt);
  EXPECT_EQ(uri_parameter("https://a?q=1", "q"), "1");
  EXPECT_EQ(uri_parameter("https://a#?q=1", "q"), std::nullopt);
}

TEST(HttpUri, ReadsTheHostWithoutUserAndPort) {
  EXPECT_EQ(uri_host("https://u:p@example.com:8443/x@y"), "example.com");
  EXPECT_EQ(uri_host("http://[::1]:80/"), "[::1]");
  EXPECT_EQ(uri_host("nonsense"), "");
}

}  // namespace
}  // namespace asyncsim::vendor
