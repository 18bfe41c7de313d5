#include "http/front_replies.h"

#include <cstdio>
#include <exception>
#include <string>

#include "core/json.h"

namespace asyncsim::http {

namespace {

/// The handler threw `what`.
Reply failure_of_handler(const Request& request, const char* what) {
  std::fprintf(stderr, "asyncsim: %.*s %.*s failed inside the simulator: %s\n",
               static_cast<int>(request.method.size()), request.method.data(),
               static_cast<int>(request.path().size()), request.path().data(), what);
  auto reply = refusal(500, "internal_error", "the simulator failed at this request",
                       "please report it, with the line on the simulator's stderr");
  reply.close = false;
  return reply;
}

}  // namespace

Reply refusal(unsigned status, std::string_view code, std::string_view message,
              std::string_view hint) {
  const Json error{{"code", code}, {"message", message}, {"hint", hint}};
  auto reply = json_reply(status, print_json(Json{{"error", error}}));
  reply.with("x-asyncsim-hint", std::string(message).append("; ").append(hint));
  reply.close = true;
  return reply;
}

Reply answer_of(const std::function<Reply(const Request&)>& handler, const Request& request) {
  try {
    return handler(request);
  } catch (const std::exception& error) {
    return failure_of_handler(request, error.what());
  } catch (...) {
    return failure_of_handler(request, "an exception of unknown type");
  }
}

void follow(const std::function<void()>& after_written) {
  try {
    after_written();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "asyncsim: what follows a reply failed: %s\n", error.what());
  } catch (...) {
    std::fputs("asyncsim: what follows a reply failed\n", stderr);
  }
}

Reply about_the_server() {
  Reply reply;
  reply.status = 204;
  reply.with("allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  return reply;
}

Reply no_thread_left() {
  auto reply = refusal(503, "too_many_waiting", "too many requests wait inside the simulator",
                       "wait for some of them to be answered");
  reply.with("retry-after", "1");
  reply.close = false;
  return reply;
}

}  // namespace asyncsim::http
