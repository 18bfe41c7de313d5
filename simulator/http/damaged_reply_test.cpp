// What is sent of replies that go wrong on purpose.
#include "http/damaged_reply.h"

#include <gtest/gtest.h>

namespace asyncsim::http {
namespace {

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\n";
constexpr std::string_view kEnd = "date: now\r\nconnection: keep-alive\r\n\r\n";

Reply reply_with(ReplyFault fault, unsigned status = 200, std::string body = "12345") {
  Reply reply;
  reply.status = status;
  reply.body = std::move(body);
  reply.fault = fault;
  return reply;
}

std::string sent_of(const Reply& reply, bool head_only = false) {
  return damaged_bytes(reply, "now", true, head_only);
}

std::string head(std::string_view length, std::string_view first = kOk) {
  std::string text(first);
  if (!length.empty()) text.append("content-length: ").append(length).append("\r\n");
  return text.append(kEnd);
}

std::string half(const std::string& text) { return text.substr(0, text.size() / 2); }

constexpr std::string_view kNoContent = "HTTP/1.1 204 No Content\r\n";

TEST(DamagedReply, NothingIsSentBeforeAResetOrInSilence) {
  for (const auto fault : {ReplyFault::reset_before, ReplyFault::silence}) {
    EXPECT_EQ(sent_of(reply_with(fault)), "");
    EXPECT_EQ(sent_of(reply_with(fault), true), "");
  }
}

TEST(DamagedReply, AResetInTheMiddleLeavesHalfOfTheBytes) {
  const auto fault = ReplyFault::reset_mid;
  EXPECT_EQ(sent_of(reply_with(fault)), half(head("5") + "12345"));
  EXPECT_EQ(sent_of(reply_with(fault), true), half(head("5")));
  EXPECT_EQ(sent_of(reply_with(fault, 204)), half(head("", kNoContent)));
  const std::string long_body(1000, 'x');
  EXPECT_EQ(sent_of(reply_with(fault, 200, long_body)), half(head("1000") + long_body));
}

TEST(DamagedReply, AResetAfterwardsLeavesAllOfIt) {
  const auto fault = ReplyFault::reset_after;
  EXPECT_EQ(sent_of(reply_with(fault)), head("5") + "12345");
  EXPECT_EQ(sent_of(reply_with(fault), true), head("5"));
  EXPECT_EQ(sent_of(reply_with(fault, 204)), head("", kNoContent));
}

TEST(DamagedReply, ATruncatedOneLacksHalfOfItsBodyOrOfItsHeadIfNoBodyFollows) {
  const auto fault = ReplyFault::truncated;
  EXPECT_EQ(sent_of(reply_with(fault)), head("5") + "12");
  EXPECT_EQ(sent_of(reply_with(fault, 200, "1")), head("1"));
  EXPECT_EQ(sent_of(reply_with(fault, 200, "")), half(head("0")));
  EXPECT_EQ(sent_of(reply_with(fault), true), half(head("5")));
  EXPECT_EQ(sent_of(reply_with(fault, 204)), half(head("", kNoContent)));
}

TEST(DamagedReply, AWrongLengthIsHalfOfTheBodysAndNeverTheRightOne) {
  const auto fault = ReplyFault::wrong_length;
  EXPECT_EQ(sent_of(reply_with(fault)), head("2") + "12345");
  EXPECT_EQ(sent_of(reply_with(fault, 200, "1")), head("0") + "1");
  EXPECT_EQ(sent_of(reply_with(fault, 200, "")), head("1"));
  EXPECT_EQ(sent_of(reply_with(fault), true), head("2"));
  EXPECT_EQ(sent_of(reply_with(fault, 204)), head("", kNoContent)) << "which has no length at all";
}

TEST(DamagedReply, ADrippingOneIsWholeAndSaysThatTheConnectionEnds) {
  const auto bytes = sent_of(reply_with(ReplyFault::dripping));
  EXPECT_EQ(bytes,
            std::string(kOk) + "content-length: 5\r\ndate: now\r\nconnection: close\r\n\r\n12345");
}

TEST(DamagedReply, DripsByteByByteUpTo64AndThenIn20EqualParts) {
  EXPECT_EQ(drip_end(0, 1000), 1u);
  EXPECT_EQ(drip_end(63, 1064), 64u);
  EXPECT_EQ(drip_end(64, 1064), 114u);
  EXPECT_EQ(drip_end(1014, 1064), 1064u);
  EXPECT_EQ(drip_end(1015, 1064), 1064u);
  const auto parts = [](std::size_t size) {
    std::size_t count = 0;
    for (std::size_t sent = 0; sent < size; ++count) sent = drip_end(sent, size);
    return count;
  };
  EXPECT_EQ(parts(10), 10u);
  EXPECT_EQ(parts(64), 64u);
  EXPECT_EQ(parts(70), 70u);
  EXPECT_EQ(parts(64 + 20), 84u);
  EXPECT_EQ(parts(50'000'000), 84u);
}

TEST(ReplyFault, HasANameForEach) {
  EXPECT_EQ(name_of(ReplyFault::none), "none");
  EXPECT_EQ(name_of(ReplyFault::reset_before), "reset_before");
  EXPECT_EQ(name_of(ReplyFault::reset_mid), "reset_mid");
  EXPECT_EQ(name_of(ReplyFault::reset_after), "reset_after");
  EXPECT_EQ(name_of(ReplyFault::truncated), "truncated");
  EXPECT_EQ(name_of(ReplyFault::wrong_length), "wrong_length");
  EXPECT_EQ(name_of(ReplyFault::dripping), "dripping");
  EXPECT_EQ(name_of(ReplyFault::silence), "silence");
}

}  // namespace
}  // namespace asyncsim::http
