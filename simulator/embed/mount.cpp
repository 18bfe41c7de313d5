#include "embed/mount.h"

#include <set>
#include <string>

#include "embed/answering.h"
#include "http/service.h"

namespace asyncsim {
namespace {

/// "/serp/req" as it stands; {} is one path segment.
std::string expression_for(std::string_view pattern) {
  std::string expression;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern.substr(at).starts_with("{}")) {
      expression += "[^/]+";
      ++at;
    } else if (pattern[at] == '.') {
      expression += "\\.";
    } else {
      expression += pattern[at];
    }
  }
  return expression;
}

}  // namespace

void mount(httplib::Server& server, TestDouble& world) {
  std::set<std::string> expressions{R"(/_sim(/[\s\S]*)?)"};  // unknown calls there hear from us
  for (const auto& route : http::routes()) {
    if (!route.pattern.starts_with("/_sim/")) expressions.insert(expression_for(route.pattern));
  }
  for (const auto& each : expressions) embed::answer_at(server, each, world.simulator());
}

}  // namespace asyncsim
