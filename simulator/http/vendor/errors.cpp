#include "http/vendor/errors.h"

#include "http/vendor/validation.h"

namespace asyncsim::vendor {
namespace {

constexpr std::size_t kHintCharacters = 500;

http::Reply text(unsigned status, std::string body, std::string_view hint) {
  http::Reply reply;
  reply.status = status;
  reply.with("content-type", std::string(kTextType));
  reply.body = std::move(body);
  return with_hint(std::move(reply), hint);
}

}  // namespace

http::Reply error_reply(const VendorError& error) {
  http::Reply reply;
  reply.status = static_cast<unsigned>(error.status);
  reply.with("content-type", error.content_type);
  reply.body = error.body;
  return with_hint(std::move(reply), error.hint);
}

http::Reply with_hint(http::Reply reply, std::string_view hint) {
  if (hint.empty()) return reply;
  std::string ascii(hint.substr(0, kHintCharacters));
  for (char& character : ascii) {
    if (character < ' ' || character > '~') character = '?';
  }
  reply.with(std::string(kHintHeader), std::move(ascii));
  return reply;
}

http::Reply authentication_required() {
  return text(401, "User authentication is required", "send the header Authorization: Bearer KEY");
}

http::Reply auth_method_not_supported() {
  return text(401, "Auth method is not supported", "send the header Authorization: Bearer KEY");
}

http::Reply credentials_missing() {
  return text(401, "Credentials are missing", "a key must follow the word Bearer");
}

http::Reply invalid_token(std::string_view hint) { return text(401, "Invalid token", hint); }

VendorError missing_zone() {
  return {400, "missing_zone", std::string(kTextType), "Missing zone parameter",
          "add ?zone=NAME to the query, or \"zone\" to the body"};
}

http::Reply zone_not_found(std::string_view name, std::string_view hint) {
  return text(400, "zone \"" + std::string(name) + "\" not found", hint);
}

http::Reply bad_key(const Knobs& knobs, std::string_view hint) {
  switch (knobs.get<BadKeyText>()) {
    case BadKeyText::invalid_token:
      break;
    case BadKeyText::authentication:
      return with_hint(text(401, "User authentication is required", {}), hint);
    case BadKeyText::method:
      return with_hint(text(401, "Auth method is not supported", {}), hint);
    case BadKeyText::credentials:
      return with_hint(text(401, "Credentials are missing", {}), hint);
  }
  return invalid_token(hint);
}

http::Reply missing_response_id(const Knobs& knobs) {
  constexpr std::string_view kHint =
      "add ?response_id=ID: what the submit answered in the header x-response-id";
  switch (knobs.get<MissingResponseId>()) {
    case MissingResponseId::bad_request:
      break;
    case MissingResponseId::validation: {
      Faults faults;
      faults.add(Json::array({"response_id"}), "any.required", "is required", nullptr);
      return with_hint(error_reply(faults.error()), kHint);
    }
    case MissingResponseId::not_found:
      return result_not_found(kHint);
  }
  return text(400, "Bad Request", kHint);
}

http::Reply result_not_found(std::string_view hint) { return text(404, "Result not found", hint); }

http::Reply expired_result(const Knobs& knobs, std::string_view hint) {
  const bool gone = knobs.get<ExpiredAnswer>() == ExpiredAnswer::gone;
  return gone ? text(410, "Result expired", hint) : result_not_found(hint);
}

http::Reply foreign_result(const Knobs& knobs, std::string_view hint) {
  const bool told = knobs.get<ForeignId>() == ForeignId::forbidden;
  return told ? text(403, "Forbidden", hint) : result_not_found(hint);
}

http::Reply too_many_requests(const Error& error) {
  auto reply = text(429, error.message, error.hint);
  if (error.retry_after > 0) reply.with("retry-after", std::to_string(error.retry_after));
  return reply;
}

}  // namespace asyncsim::vendor
