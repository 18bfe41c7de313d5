// A client of the vendor's API and of the control API, for one account.
#pragma once

#include <httplib.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace client_tests {

using Json = nlohmann::ordered_json;

/// An answer. Status 0: none came, and `body` says why.
struct Answer {
  int status = 0;
  std::string body;
  httplib::Headers headers;

  /// "" when absent.
  std::string header(const std::string& name) const;
  /// The body; null, and a failed test, when it is no JSON.
  Json json() const;
};

inline constexpr const char* kUnlockerZone = "web_unlocker1";
inline constexpr const char* kSerpZone = "serp1";
inline constexpr const char* kPending = "Request is pending";

/// Not for two threads at once: it has one connection, kept alive.
class VendorClient {
 public:
  explicit VendorClient(const std::string& url, std::string key = "asyncsim-test-key");

  Answer get(const std::string& target, const httplib::Headers& more = {});
  Answer post(const std::string& target, const std::string& body = "",
              const httplib::Headers& more = {});
  Answer put(const std::string& target, const std::string& body);
  Answer send(const std::string& method, const std::string& target, const std::string& body = "",
              const httplib::Headers& more = {});

  /// Submits and expects to be accepted: the id, the same in header and body.
  std::string submit(const Json& body, std::string_view zone = kUnlockerZone,
                     std::string_view family = "unblocker");
  std::string submit_url(const std::string& url);
  Answer poll(const std::string& id);

  // The control API; each expects 200 and JSON.
  Json control(const std::string& target);  ///< GET /_sim + target
  Json control_post(const std::string& target, const Json& body = Json::object());
  Json advance(const Json& how);
  Json advance_by(const std::string& span) { return advance({{"by", span}}); }
  Json job(const std::string& id) { return control("/jobs/" + id); }
  std::string now() { return control("/clock").at("now"); }
  std::string journal();

 private:
  Json expect_json(const Answer& answer, const std::string& what);

  httplib::Client http_;
  std::string key_;
};

}  // namespace client_tests
