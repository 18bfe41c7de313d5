// The front over TLS on a listener of its own, and what it says of its refusals.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/secured_front.h"

namespace asyncsim::http {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr RealSpan kGrace{20s};

TEST(FrontTls, AnswersAndKeepsTheConnectionInVersions12And13) {
  SecuredFront served;
  for (const auto& [version, name] :
       {std::pair(TLS1_2_VERSION, "TLSv1.2"), std::pair(TLS1_3_VERSION, "TLSv1.3")}) {
    RawTlsClient client(served.tls_port());
    ASSERT_TRUE(SecuredFront::secure(client.speaking(version)));
    EXPECT_EQ(client.version(), name);
    EXPECT_EQ(body_of(client.exchange(kGetA)), "/a ");
    EXPECT_EQ(body_of(client.exchange(post("/p", "hello"))), "/p hello");
  }
  EXPECT_THAT(served.refused(), ElementsAre());
}

TEST(FrontTls, RefusesVersion11AndSaysWhatIsSpoken) {
  SecuredFront served;
  RawTlsClient client(served.tls_port());
  EXPECT_FALSE(SecuredFront::secure(client.speaking(TLS1_1_VERSION)));
  EXPECT_THAT(served.refused(), ElementsAre("TLS handshake failed: unsupported protocol; "
                                            "TLS 1.2 and 1.3 are spoken here"));
}

TEST(FrontTls, SaysThatAClientDoesNotTrustTheCaAndWhereThatIs) {
  SecuredFront served;
  RawTlsClient client(served.tls_port());
  EXPECT_FALSE(client.shake_hands("", "localhost"));
  EXPECT_THAT(served.refused(),
              ElementsAre(StartsWith("TLS handshake failed: tlsv1 alert unknown ca; does the "
                                     "client trust " +
                                     SecuredFront::identity()->ca_file() + "?")));
}

TEST(FrontTls, AnswersPipelinedRequestsInOrder) {
  SecuredFront served;
  RawTlsClient client(served.tls_port());
  ASSERT_TRUE(SecuredFront::secure(client));
  std::string all;
  for (int i = 0; i < 1000; ++i) all += post("/" + std::to_string(i), std::string(100, 'x'));
  client.send(all);
  for (int i = 0; i < 1000; ++i) {
    ASSERT_THAT(body_of(client.reply()), StartsWith("/" + std::to_string(i) + " x"));
  }
}

TEST(FrontTls, CarriesABodyOf10MebibytesBothWaysAndRefusesOneByteMore) {
  SecuredFront served;
  RawTlsClient client(served.tls_port());
  ASSERT_TRUE(SecuredFront::secure(client));
  const std::string body(10'485'760, 'b');
  EXPECT_TRUE(body_of(client.exchange(post("/p", body))) == "/p " + body);
  EXPECT_EQ(status_of(client.exchange(post("/p", body + "b"))), "413");
  EXPECT_EQ(client.rest(), "");
  EXPECT_TRUE(client.heard_close_notify());
  EXPECT_THAT(served.refused(), ElementsAre(StartsWith("413 POST /p: the body is larger")));
}

TEST(FrontTls, ServesARequestSplitAtEveryByte) {
  SecuredFront served;
  const std::string request = post("/p", "hello");
  for (std::size_t cut = 1; cut < request.size(); ++cut) {
    RawTlsClient client(served.tls_port());
    ASSERT_TRUE(SecuredFront::secure(client));
    client.send(std::string_view(request).substr(0, cut));
    EXPECT_EQ(body_of(client.exchange(std::string_view(request).substr(cut))), "/p hello") << cut;
  }
}

TEST(FrontTls, AHandshakeThatTakesTooLongIsCutAndNoted) {
  FrontLimits limits;
  limits.handshake_deadline = RealSpan{10ms};
  SecuredFront served(limits);
  EXPECT_TRUE(RawClient(served.tls_port()).closed());
  RawClient half(served.tls_port());
  half.send("\x16\x03\x01\x02");
  EXPECT_TRUE(half.closed());
  EXPECT_THAT(served.refused(),
              ElementsAre(StartsWith("TLS handshake failed: it took too long; ")));
}

TEST(FrontTls, ALateHeadHears408AndAnIdleConnectionIsClosedPolitely) {
  FrontLimits limits;
  limits.head_deadline = RealSpan{10ms};
  limits.idle_deadline = RealSpan{10ms};
  SecuredFront served(limits);
  RawTlsClient late(served.tls_port());
  ASSERT_TRUE(SecuredFront::secure(late));
  late.send("GET / HT");
  EXPECT_EQ(status_of(late.reply()), "408");
  RawTlsClient idle(served.tls_port());
  ASSERT_TRUE(SecuredFront::secure(idle));
  EXPECT_EQ(idle.rest(), "");
  EXPECT_TRUE(idle.heard_close_notify());
}

TEST(FrontTls, PlainHttpHearsThatHttpsIsSpokenHere) {
  SecuredFront served;
  RawClient client(served.tls_port());
  const auto reply = client.exchange(kGetA);
  EXPECT_EQ(status_of(reply), "400");
  EXPECT_THAT(body_of(reply), HasSubstr("use https:// here"));
  EXPECT_TRUE(client.closed());
  EXPECT_THAT(served.refused(), ElementsAre(StartsWith("400 unread request: plain HTTP where TLS "
                                                       "is spoken; use https:// here")));
}

TEST(FrontTls, TlsOnThePlainPortIsNotedAndClosed) {
  SecuredFront served;
  RawTlsClient client(served.port());
  EXPECT_FALSE(SecuredFront::secure(client));
  EXPECT_THAT(served.refused(),
              ElementsAre(StartsWith("400 unread request: the client speaks TLS to a port of "
                                     "plain HTTP; use http:// here, or --tls-listen")));
}

TEST(FrontTls, StopClosesIdleConnectionsAndHandshakesAtOnce) {
  SecuredFront served;
  RawTlsClient idle(served.tls_port());
  ASSERT_TRUE(SecuredFront::secure(idle));
  RawTlsClient used(served.tls_port());
  ASSERT_TRUE(SecuredFront::secure(used));
  used.exchange(kGetA);
  RawClient silent(served.tls_port());
  RawClient tunnelled(served.port());
  tunnelled.exchange("CONNECT api.brightdata.com:443 HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto port = served.tls_port();
  served.front().stop(kGrace);
  for (RawTlsClient* client : {&idle, &used}) {
    EXPECT_EQ(client->rest(), "");
    EXPECT_TRUE(client->heard_close_notify());
  }
  EXPECT_EQ(silent.rest(), "");
  EXPECT_EQ(tunnelled.rest(), "");
  EXPECT_FALSE(RawClient(port).connected());
  EXPECT_THAT(served.refused(), ElementsAre());
}

TEST(FrontTls, ListensOnBothPortsOrOnNone) {
  SecuredFront served;
  FrontSettings settings{"127.0.0.1", 0, 1, {}, SecuredFront::identity(), std::nullopt};
  settings.tls_listen = ListenAddress{"127.0.0.1", served.tls_port()};
  const auto second = Front::listen(settings, {echo_path, {}, {}});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().message,
            "cannot listen on 127.0.0.1:" + std::to_string(served.tls_port()) +
                ": Address already in use");
}

TEST(FrontRefusals, AreHeardOfWithTheirKind) {
  SecuredFront served;
  for (const std::string& bytes :
       {"POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n" + std::string(),
        "GET /" + std::string(9000, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n",
        std::string("BREW /tea?x=y HTTP/1.1\r\nHost: h\r\n\r\n"), std::string("\x01")}) {
    RawClient client(served.port());
    client.send(bytes);
    client.half_close();
    client.rest();
  }
  EXPECT_THAT(
      served.refused(),
      ElementsAre(StartsWith("413 POST /p: the body is larger than 10485760 bytes; send less"),
                  StartsWith("414 GET /xxx"),
                  StartsWith("501 BREW /tea: method BREW is not known here"),
                  StartsWith("400 unread request: what came does not begin like an HTTP request")));
}

}  // namespace
}  // namespace asyncsim::http
