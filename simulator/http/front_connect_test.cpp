// CONNECT on the plain port: which tunnels end at our TLS, and what others hear.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/secured_front.h"

namespace asyncsim::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kVendor = "api.brightdata.com";

std::string connect_to(std::string_view place) {
  return "CONNECT " + std::string(place) + " HTTP/1.1\r\nHost: h\r\n\r\n";
}

constexpr const char* kEstablished = "HTTP/1.1 200 Connection established\r\n\r\n";

TEST(Connect, ToTheVendorEndsAtOurTlsWithOrWithoutAListener) {
  for (const bool listens : {true, false}) {
    SecuredFront served({}, listens);
    for (const auto* place :
         {"api.brightdata.com:443", "brightdata.com:443", "API.BrightData.com", "127.0.0.1:443"}) {
      RawTlsClient client(served.port());
      EXPECT_EQ(client.exchange(connect_to(place)), kEstablished) << place;
      ASSERT_TRUE(SecuredFront::secure(client, kVendor));
      EXPECT_EQ(body_of(client.exchange(kGetA)), "/a ");
      EXPECT_EQ(body_of(client.exchange(post("/p", std::string(100'000, 'x')))).size(), 100'003u);
    }
    EXPECT_THAT(served.refused(), ElementsAre());
  }
}

TEST(Connect, ComesAfterOtherRequestsOnTheConnection) {
  SecuredFront served;
  RawTlsClient client(served.port());
  client.send(std::string(kGetA) + connect_to("api.brightdata.com:443"));
  EXPECT_EQ(body_of(client.reply()), "/a ");
  EXPECT_EQ(client.reply(), kEstablished);
  EXPECT_TRUE(SecuredFront::secure(client, kVendor));
}

TEST(Connect, ReadsTlsThatAHastyClientHasSentWithIt) {
  SecuredFront served;
  // A tunnel's two ends: what `hasty` says goes out behind a CONNECT, in one piece.
  const TlsContext context(SSL_CTX_new(TLS_client_method()));
  const std::unique_ptr<SSL, FreeWith<SSL_free>> tls(SSL_new(context.get()));
  BIO* const from_server = BIO_new(BIO_s_mem());
  BIO* const to_server = BIO_new(BIO_s_mem());
  SSL_set_bio(tls.get(), from_server, to_server);
  SSL_connect(tls.get());
  char* hello = nullptr;
  const auto size = BIO_get_mem_data(to_server, &hello);
  RawClient client(served.port());
  client.send(connect_to("api.brightdata.com:443") +
              std::string(hello, static_cast<std::size_t>(size)));
  EXPECT_EQ(client.reply(), kEstablished);
  const std::string answer = client.some();
  ASSERT_FALSE(answer.empty());
  EXPECT_EQ(answer[0], '\x16');
}

TEST(Connect, ToOurOwnTlsListenerIsAllowedOnItsPort) {
  SecuredFront served;
  RawTlsClient client(served.port());
  EXPECT_EQ(client.exchange(connect_to("[::1]:" + std::to_string(served.tls_port()))),
            kEstablished);
  EXPECT_TRUE(SecuredFront::secure(client));
}

TEST(Connect, ToAnyOtherPlaceIs403AndSaysWhatToSet) {
  SecuredFront served;
  struct Case {
    std::string place, hint;
  };
  for (const auto& [place, hint] :
       {Case{"shop.example:443", "NO_PROXY=shop.example"}, Case{"shop.example", "NO_PROXY"},
        Case{"xapi.brightdata.com:443", "NO_PROXY=xapi.brightdata.com"},
        Case{"api.brightdata.com:80", "https://api.brightdata.com"},
        Case{"localhost:5432", "NO_PROXY=localhost"}, Case{"[::2]:443", "NO_PROXY=::2"}}) {
    RawClient client(served.port());
    const auto reply = client.exchange(connect_to(place));
    EXPECT_EQ(status_of(reply), "403") << place;
    EXPECT_THAT(reply, HasSubstr("\r\nx-asyncsim-hint: no tunnel to " + place)) << place;
    EXPECT_THAT(body_of(reply), HasSubstr(hint)) << place;
    EXPECT_TRUE(client.closed());
  }
  EXPECT_THAT(served.refused().front(), StartsWith("403 CONNECT shop.example:443: no tunnel to"));
}

TEST(Connect, WithoutTlsItSaysHowToGetIt) {
  auto front = *Front::listen({"127.0.0.1", 0, 1}, {echo_path, {}, {}});
  front->start();
  const auto reply = RawClient(front->port()).exchange(connect_to("api.brightdata.com:443"));
  EXPECT_EQ(status_of(reply), "501");
  EXPECT_THAT(body_of(reply), HasSubstr("--tls-listen"));
  EXPECT_THAT(body_of(reply), HasSubstr("--intercept"));
}

TEST(Connect, ToNoPlaceAtAllOrInsideTlsIs400) {
  SecuredFront served;
  for (const auto* place : {"/path", "http://api.brightdata.com/", "api.brightdata.com:x"}) {
    EXPECT_EQ(status_of(RawClient(served.port()).exchange(connect_to(place))), "400") << place;
  }
  RawTlsClient client(served.tls_port());
  ASSERT_TRUE(SecuredFront::secure(client));
  EXPECT_EQ(status_of(client.exchange(connect_to("api.brightdata.com:443"))), "400");
}

TEST(Connect, PlainHttpInTheTunnelHearsThatHttpsIsSpokenThere) {
  SecuredFront served;
  RawClient client(served.port());
  client.exchange(connect_to("api.brightdata.com:443"));
  EXPECT_EQ(status_of(client.exchange(kGetA)), "400");
}

}  // namespace
}  // namespace asyncsim::http
