#include "job/job_request.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace asyncsim {
namespace {

JobRequest every_field() {
  JobRequest request;
  request.method = "POST";
  request.url = "https://shop.example/";
  request.query = R"({"q":"pizza"})";
  request.country = "us";
  request.data_format = "markdown";
  request.format = ResultFormat::json;
  request.parsed = true;
  request.debug = true;
  request.units = 255;
  request.webhook_url = "http://127.0.0.1/";
  request.webhook_method = HookMethod::get;
  request.webhook_data = std::string("\0\xff", 2);
  return request;
}

TEST(JobRequest, PacksAPlainUrlIntoTwoBytesMore) {
  JobRequest request;
  request.url = std::string(40, 'u');
  EXPECT_EQ(pack(request).size(), 42U);
  EXPECT_EQ(pack(JobRequest{}).size(), 1U);
}

TEST(JobRequest, UnpacksWhatItPacked) {
  EXPECT_EQ(unpack(pack(JobRequest{})), JobRequest{});
  EXPECT_EQ(unpack(pack(every_field())), every_field());
}

TEST(JobRequest, UnpacksEveryFieldByItself) {
  const JobRequest full = every_field();
  std::vector<JobRequest> requests(13);
  requests[0].method = full.method;
  requests[1].url = full.url;
  requests[2].query = full.query;
  requests[3].country = full.country;
  requests[4].data_format = full.data_format;
  requests[5].format = full.format;
  requests[6].parsed = true;
  requests[7].debug = true;
  requests[8].units = 2;
  requests[9].webhook_url = full.webhook_url;
  requests[10].webhook_method = HookMethod::post;
  requests[11].webhook_method = HookMethod::get;
  requests[12].webhook_data = full.webhook_data;
  for (const JobRequest& request : requests) {
    EXPECT_EQ(unpack(pack(request)), request);
    EXPECT_NE(unpack(pack(request)), JobRequest{});
  }
}

TEST(JobRequest, KeepsAnEmptyMethodAndLongTexts) {
  JobRequest request;
  request.method.clear();
  for (const std::size_t size : {127U, 128U, 16'383U, 16'384U, 3'000'000U}) {
    request.url.assign(size, 'x');
    EXPECT_EQ(unpack(pack(request)), request);
  }
}

TEST(JobRequest, SurvivesBrokenPackings) {
  const std::string packed = pack(every_field());
  for (std::size_t size = 0; size < packed.size(); ++size) unpack(packed.substr(0, size));
  Random random(1);
  for (int i = 0; i < 10'000; ++i) {
    std::string broken = packed;
    broken[random.below(broken.size())] = static_cast<char>(random.below(256));
    unpack(broken);
  }
}

TEST(JobRequest, HasAKeyOfMethodAndUrlOrQueryAlone) {
  JobRequest request;
  request.url = "https://shop.example/p/1";
  JobRequest same = request;
  same.country = "us";
  same.webhook_url = "http://127.0.0.1/";
  EXPECT_EQ(same.key(), request.key());

  JobRequest other = request;
  other.method = "POST";
  EXPECT_NE(other.key(), request.key());
  other = request;
  other.url += "?page=2";
  EXPECT_NE(other.key(), request.key());
  other = request;
  other.query = R"({"q":"pizza"})";
  EXPECT_NE(other.key(), request.key());
}

TEST(JobRequest, HasTheSameKeyForEver) {
  JobRequest request;
  request.url = "https://shop.example/p/1";
  EXPECT_EQ(request.key(), 9830363526101018362U);
}

}  // namespace
}  // namespace asyncsim
