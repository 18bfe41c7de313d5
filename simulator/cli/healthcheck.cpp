#include <cstdio>

#include "cli/commands.h"
#include "http/client.h"

namespace asyncsim::cli {

int healthcheck(const Healthcheck& command) {
  const auto reply =
      http::fetch_until_ok({"GET", command.url + "/_sim/health", {}, {}}, command.wait);
  if (reply && reply->status == 200) return 0;
  const std::string why =
      reply ? "answered " + std::to_string(reply->status) : reply.error().message;
  std::fprintf(stderr, "asyncsim: %s is not healthy: %s\n", command.url.c_str(), why.c_str());
  return 1;
}

}  // namespace asyncsim::cli
