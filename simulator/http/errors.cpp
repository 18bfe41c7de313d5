#include "http/errors.h"

#include "core/json.h"

namespace asyncsim::http {

unsigned status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return 400;
    case ErrorKind::unauthorized:
      return 401;
    case ErrorKind::forbidden:
      return 403;
    case ErrorKind::not_found:
      return 404;
    case ErrorKind::conflict:
      return 409;
    case ErrorKind::gone:
      return 410;
    case ErrorKind::too_many:
      return 429;
    case ErrorKind::unavailable:
      return 503;
  }
  return 500;
}

std::string_view code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return "invalid";
    case ErrorKind::unauthorized:
      return "unauthorized";
    case ErrorKind::forbidden:
      return "forbidden";
    case ErrorKind::not_found:
      return "not_found";
    case ErrorKind::conflict:
      return "conflict";
    case ErrorKind::gone:
      return "gone";
    case ErrorKind::too_many:
      return "too_many";
    case ErrorKind::unavailable:
      return "unavailable";
  }
  return "error";
}

Reply error_reply(const Error& error) {
  return error_reply(status_of(error.kind), code_of(error.kind), error.message, error.hint);
}

Reply error_reply(unsigned status, std::string_view code, const std::string& message,
                  const std::string& hint) {
  const Json body{{"error", {{"code", code}, {"message", message}, {"hint", hint}}}};
  Reply reply = json_reply(status, print_json(body));
  if (!hint.empty()) reply.with("x-asyncsim-hint", message + "; " + hint);
  if (status == 503) reply.with("retry-after", "1");
  return reply;
}

}  // namespace asyncsim::http
