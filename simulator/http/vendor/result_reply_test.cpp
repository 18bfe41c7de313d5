#include "http/vendor/result_reply.h"

#include <gtest/gtest.h>

#include "core/json.h"

namespace asyncsim::vendor {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

const Page kPage{200, "text/html; charset=utf-8", "<p>\"hello\"</p>"};

Job ready_job() {
  Job job;
  job.id = "s1w6t1767178652120riov16c63ojg";
  job.state = JobState::ready;
  job.request.url = "https://example.com/";
  return job;
}

Job failed_job() {
  auto job = ready_job();
  job.state = JobState::failed;
  job.failure = FailCode::navigation_timeout;
  return job;
}

TEST(ResultReply, PendingIsExactlyTheTextThatClientsCompare) {
  const auto reply = pending_reply();
  EXPECT_EQ(reply.status, 202U);
  EXPECT_EQ(reply.body, "Request is pending");
  EXPECT_EQ(reply.headers, (Headers{{"content-type", "text/plain; charset=utf-8"}}));
}

TEST(ResultReply, PassesThePageThroughWithItsContentType) {
  const auto reply = result_reply(ready_job(), kPage);
  EXPECT_EQ(reply.status, 200U);
  EXPECT_EQ(reply.body, kPage.body);
  EXPECT_EQ(reply.headers, (Headers{{"content-type", "text/html; charset=utf-8"}}));
}

TEST(ResultReply, TheTargetsOwnStatusIsNeverTheOuterOne) {
  const auto reply = result_reply(ready_job(), {404, "text/html", "gone"});
  EXPECT_EQ(reply.status, 200U);
  EXPECT_EQ(reply.headers, (Headers{{"content-type", "text/html"}, {"x-brd-status-code", "404"}}));
}

TEST(ResultReply, FormatJsonWrapsThePageInTheEnvelope) {
  auto job = ready_job();
  job.request.format = ResultFormat::json;
  const auto reply = result_reply(job, kPage);
  EXPECT_EQ(reply.status, 200U);
  EXPECT_EQ(reply.headers, (Headers{{"content-type", "application/json"}}));
  EXPECT_EQ(Json::parse(reply.body), Json::parse(R"({"status_code":200,"headers":{"content-type":
                "text/html; charset=utf-8"},"body":"<p>\"hello\"</p>"})"));
}

TEST(ResultReply, ParsedSearchResultsAreBareJsonWhateverTheFormat) {
  const Page parsed{200, "application/json", R"({"organic":[]})"};
  for (const auto format : {ResultFormat::raw, ResultFormat::json}) {
    auto job = ready_job();
    job.request.parsed = true;
    job.request.format = format;
    const auto reply = result_reply(job, parsed);
    EXPECT_EQ(reply.body, parsed.body);
    EXPECT_EQ(reply.headers, (Headers{{"content-type", "application/json"}}));
  }
}

TEST(ResultReply, AFailedJobIs200WithAnEmptyBodyAndTheReasonInHeaders) {
  const auto reply = result_reply(failed_job(), kPage);
  EXPECT_EQ(reply.status, 200U);
  EXPECT_EQ(reply.body, "");
  const std::string sentence(sentence_of(FailCode::navigation_timeout));
  EXPECT_EQ(reply.headers, (Headers{{"content-type", "text/plain; charset=utf-8"},
                                    {"x-brd-status-code", "502"},
                                    {"x-brd-error", sentence},
                                    {"x-brd-error-code", "navigation_timeout"}}));
}

TEST(ResultReply, AFailedJobWithFormatJsonIsTheEnvelopeOf502) {
  auto job = failed_job();
  job.request.format = ResultFormat::json;
  const auto reply = result_reply(job, kPage);
  EXPECT_EQ(reply.status, 200U);
  EXPECT_EQ(reply.headers, (Headers{{"content-type", "application/json"}}));
  Json expected = Json::parse(R"({"status_code":502,"headers":{},"body":""})");
  expected["headers"]["x-brd-error"] = sentence_of(FailCode::navigation_timeout);
  expected["headers"]["x-brd-error-code"] = "navigation_timeout";
  EXPECT_EQ(reply.body, print_json(expected));
}

TEST(ResultReply, DebugAddsAHeaderThatIsTheSameOnEveryRead) {
  auto job = ready_job();
  job.request.debug = true;
  job.submitted = kDefaultStart;
  job.ready = kDefaultStart + std::chrono::seconds{30};
  const Headers expected{{"content-type", "text/html; charset=utf-8"},
                         {"x-brd-debug",
                          "req_id=s1w6t1767178652120riov16c63ojg; zone=; country=any; bytes=14; "
                          "total_ms=30000"}};
  EXPECT_EQ(result_reply(job, kPage).headers, expected);
  EXPECT_EQ(result_reply(job, kPage).headers, expected);
}

}  // namespace
}  // namespace asyncsim::vendor
