#include "http/chunked_body.h"

#include <gtest/gtest.h>

namespace asyncsim::http {
namespace {

using Step = ChunkedBody::Step;

struct Outcome {
  Step step;
  std::string data, rest;  ///< the rest is empty unless it is done
  bool operator==(const Outcome&) const = default;
};

/// The bytes come in pieces of that size.
Outcome read(std::string_view bytes, std::size_t piece, std::size_t most_data = 100,
             std::size_t most_else = 60) {
  ChunkedBody body(most_data, most_else);
  std::string data;
  while (!bytes.empty()) {
    std::string_view some = bytes.substr(0, piece);
    bytes.remove_prefix(some.size());
    const auto step = body.read(some, data);
    if (step == Step::done) return {step, data, std::string(some).append(bytes)};
    if (step != Step::more) return {step, data, ""};
  }
  return {Step::more, data, ""};
}

Step step_of(std::string_view bytes) { return read(bytes, bytes.size()).step; }

TEST(ChunkedBody, IsTheDataOfItsChunksAndLeavesWhatFollows) {
  const std::string_view bytes = "3\r\nabc\r\n00b\r\n0123456789\n\r\n0\r\n\r\nGET";
  EXPECT_EQ(read(bytes, bytes.size()), (Outcome{Step::done, "abc0123456789\n", "GET"}));
}

TEST(ChunkedBody, IsTheSameWhereverItsBytesAreDivided) {
  for (const std::string_view bytes : {"3;a=\"\\\"\"\r\nabc\r\n0\r\nX: 1\r\n\r\nGET", "1\r\na0\r\n",
                                       "1\r\na\r\n0\r\nX : 1\r\n\r\n", "1\r\na\r\n0\n\r\n",
                                       "1\r\na\r\n64\r\n", "10000000000000000\r\n"}) {
    const auto whole = read(bytes, bytes.size());
    EXPECT_NE(whole.step, Step::more) << bytes;
    for (std::size_t piece = 1; piece < bytes.size(); ++piece) {
      EXPECT_EQ(read(bytes, piece), whole) << bytes << " in pieces of " << piece;
    }
  }
}

TEST(ChunkedBody, IgnoresExtensionsAndTrailers) {
  for (const std::string_view bytes :
       {"1;a\r\nx\r\n0\r\n\r\n", "1 ;\ta = b;c=\"d;\t\\\"\xff\"\r\nx\r\n0;e\r\n\r\n",
        "1\r\nx\r\n0\r\nA: 1\r\nB:\t\xff\r\nContent-Length: 7\r\n\r\n"}) {
    EXPECT_EQ(read(bytes, bytes.size()), (Outcome{Step::done, "x", ""})) << bytes;
  }
}

TEST(ChunkedBody, HasSizesOfHexadecimalDigitsAlone) {
  for (const std::string_view size :
       {"", " ", "-1", "+1", "0x1", "g", " 1", "1 ", "1,1", "1 1", "10000000000000000"}) {
    EXPECT_EQ(step_of(std::string(size) + "\r\n"), Step::malformed) << size;
  }
  for (const std::string_view size : {"1", "0001", "a", "A"}) {
    EXPECT_EQ(step_of(std::string(size) + "\r\n"), Step::more) << size;
  }
}

TEST(ChunkedBody, IsMalformedAsSoonAsALineEndsOtherwiseThanInCrlf) {
  for (const std::string_view bytes :
       {"\n", "1\n", "1\rx", "1\r\r", "1\r\nax", "1\r\na\n", "1\r\na\rx", "0\n", "0\r\n\n",
        "0\r\nA: 1\n", "0\r\nA: 1\rB", "0\r\n\rx"}) {
    EXPECT_EQ(read(bytes.substr(0, bytes.size() - 1), 1).step, Step::more) << bytes;
    EXPECT_EQ(step_of(bytes), Step::malformed) << bytes;
  }
}

TEST(ChunkedBody, HasNoExtensionOrTrailerThatIsNone) {
  for (const std::string_view line : {"1;", "1;;a", "1;a=", "1;a=\"b", "1;a=\"b\\\"", "1;a=\"b\\",
                                      "1;a b", "1;\x01", "1;a\x7f", "1 a", "1;(", "1;a=b c"}) {
    EXPECT_EQ(step_of(std::string(line) + "\r\n"), Step::malformed) << line;
  }
  for (const std::string_view line :
       {"A", ":", ": 1", "A : 1", " A: 1", "A: 1\r\n 2", "A: \x01", "GET / HTTP/1.1"}) {
    EXPECT_EQ(step_of("0\r\n" + std::string(line) + "\r\n"), Step::malformed) << line;
  }
}

TEST(ChunkedBody, MayHoldAsMuchDataAsItMayAndNoByteMore) {
  EXPECT_EQ(step_of("63\r\n" + std::string(0x63, 'x') + "\r\n1\r\nx\r\n0\r\n\r\n"), Step::done);
  EXPECT_EQ(step_of("63\r\n" + std::string(0x63, 'x') + "\r\n2\r\n"), Step::too_large);
  EXPECT_EQ(step_of("65\r\n"), Step::too_large);
  EXPECT_EQ(step_of("ffffffffffffffff\r\n"), Step::too_large);
}

TEST(ChunkedBody, MayHoldAsMuchElseAsItMayAndNoByteMore) {
  const auto extended = [](std::size_t size) { return "0;" + std::string(size - 1, 'x') + "\r\n"; };
  const auto trailer = [](std::size_t size) { return "X:" + std::string(size - 4, 'x') + "\r\n"; };
  EXPECT_EQ(step_of(extended(20) + trailer(38) + "\r\n"), Step::done);
  EXPECT_EQ(step_of(extended(20) + trailer(39) + "\r\n"), Step::too_long);
  EXPECT_EQ(step_of(std::string(60, '0')), Step::more);
  EXPECT_EQ(step_of(std::string(61, '0')), Step::too_long);
}

}  // namespace
}  // namespace asyncsim::http
