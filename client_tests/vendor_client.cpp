#include "vendor_client.h"

#include <gtest/gtest.h>

namespace client_tests {
namespace {

constexpr time_t kPatienceSeconds = 60;  // under a sanitizer on a busy machine

}  // namespace

std::string Answer::header(const std::string& name) const {
  const auto field = headers.find(name);
  return field == headers.end() ? "" : field->second;
}

Json Answer::json() const {
  auto parsed = Json::parse(body, nullptr, false);
  if (!parsed.is_discarded()) return parsed;
  ADD_FAILURE() << "no JSON: " << status << ' ' << body.substr(0, 500);
  return nullptr;
}

VendorClient::VendorClient(const std::string& url, std::string key)
    : http_(url), key_(std::move(key)) {
  http_.set_tcp_nodelay(true);
  http_.set_keep_alive(true);
  http_.set_url_encode(false);
  http_.set_read_timeout(kPatienceSeconds);
}

Answer VendorClient::send(const std::string& method, const std::string& target,
                          const std::string& body, const httplib::Headers& more) {
  httplib::Request request;
  request.method = method;
  request.path = target;
  request.body = body;
  request.headers = more;
  if (!key_.empty()) request.headers.emplace("Authorization", "Bearer " + key_);
  if (!body.empty() && !request.has_header("Content-Type")) {
    request.headers.emplace("Content-Type", "application/json");
  }
  const auto result = http_.send(request);
  if (!result) return {0, method + ' ' + target + ": " + httplib::to_string(result.error()), {}};
  return {result->status, result->body, result->headers};
}

Answer VendorClient::get(const std::string& target, const httplib::Headers& more) {
  return send("GET", target, "", more);
}

Answer VendorClient::post(const std::string& target, const std::string& body,
                          const httplib::Headers& more) {
  return send("POST", target, body, more);
}

Answer VendorClient::put(const std::string& target, const std::string& body) {
  return send("PUT", target, body);
}

std::string VendorClient::submit(const Json& body, std::string_view zone, std::string_view family) {
  const auto target = "/" + std::string(family) + "/req?zone=" + std::string(zone);
  const auto answer = post(target, body.dump());
  EXPECT_EQ(answer.status, 200) << answer.body;
  const auto id = answer.header("x-response-id");
  EXPECT_NE(id, "");
  EXPECT_EQ(answer.body, R"({"response_id":")" + id + R"("})");
  return id;
}

std::string VendorClient::submit_url(const std::string& url) { return submit({{"url", url}}); }

Answer VendorClient::poll(const std::string& id) {
  return get("/unblocker/get_result?response_id=" + id);
}

Json VendorClient::expect_json(const Answer& answer, const std::string& what) {
  EXPECT_EQ(answer.status, 200) << what << ": " << answer.body;
  return answer.json();
}

Json VendorClient::control(const std::string& target) {
  return expect_json(get("/_sim" + target), target);
}

Json VendorClient::control_post(const std::string& target, const Json& body) {
  return expect_json(post("/_sim" + target, body.dump()), target + ' ' + body.dump());
}

Json VendorClient::advance(const Json& how) { return control_post("/clock/advance", how); }

std::string VendorClient::journal() {
  const auto answer = get("/_sim/journal");
  EXPECT_EQ(answer.status, 200) << answer.body;
  return answer.body;
}

}  // namespace client_tests
