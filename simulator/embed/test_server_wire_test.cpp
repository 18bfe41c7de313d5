#include <gmock/gmock.h>

#include <algorithm>

#include "embed/raw_requests.h"

namespace asyncsim {
namespace {

using http::RawClient;
using http::status_of;
using testing::HasSubstr;
using testing::Not;

/// What cpp-httplib would do to requests and answers if it were let.
class TestServerWire : public testing::Test {
 protected:
  std::string ask(const std::string& request) { return client.exchange(request); }
  TestServer server;
  RawClient client{port_of(server)};
};

TEST_F(TestServerWire, FieldNamesAreLowerCase) {
  for (const auto& request : {get("/_sim/clock"), get("/nowhere"), post("/_sim/reset", "{}")}) {
    const auto answer = ask(request);
    for (auto at = answer.find("\r\n") + 2; at < answer.find("\r\n\r\n");
         at = answer.find("\r\n", at) + 2) {
      const auto name = answer.substr(at, answer.find(':', at) - at);
      EXPECT_TRUE(std::ranges::none_of(name, [](char c) { return c >= 'A' && c <= 'Z'; })) << name;
    }
  }
}

TEST_F(TestServerWire, TheTargetArrivesAsSent) {
  const auto submitted =
      ask(post("/unblocker/req?zone=web%5Funlocker1", R"({"url":"https://a.b/"})",
               "Authorization: Bearer " + server.key() + "\r\n"));
  EXPECT_EQ(status_of(submitted), "200") << submitted;
  // Decoded it would be another path, which does not exist.
  EXPECT_THAT(ask(post("/_sim/inbox/a%2Fb", "")), HasSubstr("an inbox's name is"));
}

TEST_F(TestServerWire, HeadGetsTheLengthOfTheBodyItDoesNotGet) {
  const auto whole = ask(get("/_sim/clock"));
  client.send("HEAD /_sim/clock HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const auto head = client.reply(true);
  EXPECT_EQ(status_of(head), "200");
  EXPECT_THAT(head,
              HasSubstr("content-length: " + std::to_string(http::body_of(whole).size()) + "\r\n"));
  EXPECT_EQ(status_of(ask(get("/_sim/clock"))), "200");
}

TEST_F(TestServerWire, FieldsReachAnInboxAsSentAndNoOthers) {
  ask(post("/_sim/inbox/mine", "x", "X-Twice: one\r\nX-Twice: two\r\n"));
  const auto message = server.inbox("mine").at(0);
  std::vector<std::string> values;
  for (const auto& [name, value] : message.headers) {
    if (name == "X-Twice") values.push_back(value);
    EXPECT_THAT(name, Not(HasSubstr("ADDR")));
    EXPECT_THAT(name, Not(HasSubstr("PORT")));
  }
  EXPECT_THAT(values, testing::ElementsAre("one", "two"));
}

TEST_F(TestServerWire, AFormOfAnyLengthIsABody) {
  const std::string form(100'000, 'a');
  ask(post("/_sim/inbox/mine", form, "Content-Type: application/x-www-form-urlencoded\r\n"));
  EXPECT_EQ(server.inbox("mine").at(0).body, form);
}

TEST_F(TestServerWire, APostWithoutLengthHasNoBodyAndIsAnswered) {
  EXPECT_EQ(status_of(ask("POST /_sim/reset HTTP/1.1\r\nHost: localhost\r\n\r\n")), "200");
}

TEST_F(TestServerWire, AnswersAreNeitherCompressedNorCut) {
  const auto plain = http::body_of(ask(get("/_sim/scenario")));
  const auto asked =
      ask(get("/_sim/scenario", "Accept-Encoding: gzip, br\r\nRange: bytes=1-5\r\n"));
  EXPECT_EQ(status_of(asked), "200");
  EXPECT_EQ(http::body_of(asked), plain);
}

TEST_F(TestServerWire, ALongPathIsAnswered) {
  const std::string path = "/_sim/" + std::string(8'000, 'a');
  EXPECT_THAT(ask(get(path)), HasSubstr("no control call"));
  EXPECT_EQ(status_of(RawClient(port_of(server)).exchange(get(path + path))), "414");
}

TEST_F(TestServerWire, ABodyWithAContentCodingIsRefused) {
  EXPECT_EQ(status_of(ask(post("/_sim/inbox/mine", "abc", "Content-Encoding: gzip\r\n"))), "415");
  EXPECT_TRUE(client.closed());
}

TEST_F(TestServerWire, ABodyThatIsTooLongIsAnsweredAndTheConnectionClosed) {
  const std::string most(10 * 1024 * 1024, 'a');
  EXPECT_EQ(status_of(ask(post("/_sim/inbox/mine", most))), "200");
  EXPECT_EQ(status_of(ask(post("/_sim/inbox/mine", most + 'a'))), "413");
  EXPECT_TRUE(client.closed());
}

TEST_F(TestServerWire, WhatTheFrontRefusesIsRefusedHere) {
  const auto status = [this](const std::string& request) {
    return status_of(RawClient(port_of(server)).exchange(request));
  };
  EXPECT_EQ(status(get("/_sim/clock?a=%zz")), "400");
  EXPECT_EQ(status("GET /_sim/clock HTTP/1.1\r\n\r\n"), "400");
  EXPECT_EQ(status(get("/_sim/clock", "Host: localhost\r\n")), "400");
  EXPECT_EQ(status(get("/_sim/clock", "Content-Length: 2\r\n") + "{}"), "400");
  EXPECT_EQ(status(get("/nowhere")), "404");
}

}  // namespace
}  // namespace asyncsim
