#include "http/vendor/errors.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace asyncsim::vendor {
namespace {

std::string header(const http::Reply& reply, std::string_view name) {
  const auto found = std::find_if(reply.headers.begin(), reply.headers.end(),
                                  [name](const auto& field) { return field.first == name; });
  return found == reply.headers.end() ? "(none)" : found->second;
}

TEST(VendorErrors, SayTheTextsOfTheContract) {
  const auto said = [](const http::Reply& reply) {
    EXPECT_EQ(header(reply, "content-type"), "text/plain; charset=utf-8");
    return std::to_string(reply.status) + " " + reply.body;
  };
  EXPECT_EQ(said(authentication_required()), "401 User authentication is required");
  EXPECT_EQ(said(auth_method_not_supported()), "401 Auth method is not supported");
  EXPECT_EQ(said(credentials_missing()), "401 Credentials are missing");
  EXPECT_EQ(said(invalid_token()), "401 Invalid token");
  EXPECT_EQ(said(error_reply(missing_zone())), "400 Missing zone parameter");
  EXPECT_EQ(said(zone_not_found("prices", "")), "400 zone \"prices\" not found");
  EXPECT_EQ(said(missing_response_id()), "400 Bad Request");
  EXPECT_EQ(said(result_not_found("")), "404 Result not found");
}

TEST(VendorErrors, CarryAHintOnlyWhenThereIsOne) {
  EXPECT_EQ(header(result_not_found("expired"), "x-asyncsim-hint"), "expired");
  EXPECT_EQ(header(result_not_found(""), "x-asyncsim-hint"), "(none)");
}

TEST(VendorErrors, HintsAreOneLineOfAsciiOfAtMost500Characters) {
  const auto reply = zone_not_found("x", "a\r\nset-cookie: b\xc3\xa9\x7f~ ");
  EXPECT_EQ(header(reply, "x-asyncsim-hint"), "a??set-cookie: b???~ ");
  EXPECT_EQ(header(result_not_found(std::string(500, 'x')), "x-asyncsim-hint").size(), 500U);
  EXPECT_EQ(header(result_not_found(std::string(501, 'x')), "x-asyncsim-hint").size(), 500U);
}

}  // namespace
}  // namespace asyncsim::vendor
