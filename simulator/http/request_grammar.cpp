#include "http/request_grammar.h"

#include <algorithm>

#include "http/request_rules.h"

namespace asyncsim::http {

RequestParser::Step RequestParser::Grammar::explain(const BeastError& error) {
  using E = boost::beast::http::error;
  if (error == E::body_limit) return too_large();
  if (error == E::bad_version) {
    return malformed("the request line does not end in HTTP/1.1 or HTTP/1.0",
                     "speak HTTP/1.1 here, without TLS and without HTTP/2 prior knowledge");
  }
  if (error == E::bad_content_length || error == E::bad_transfer_encoding) {
    return malformed("content-length and transfer-encoding contradict each other or themselves",
                     "send one content-length, or transfer-encoding: chunked, and not both");
  }
  return malformed("the request's head is not HTTP/1.1: " + error.message(),
                   "send METHOD SP TARGET SP HTTP/1.1, then NAME: VALUE lines, each ended by CRLF");
}

RequestParser::Step RequestParser::Grammar::too_large() {
  return refuse(413, "body_too_large",
                "the body is larger than " + std::to_string(limits_.body_bytes) + " bytes",
                "send less in one request");
}

RequestParser::Step RequestParser::Grammar::check_head() {
  for (const auto check : {&Grammar::check_line, &Grammar::check_framing, &Grammar::check_fields}) {
    if ((this->*check)() == Step::refused) return Step::refused;
  }
  return Step::done;
}

RequestParser::Step RequestParser::Grammar::check_line() {
  if (request.target.size() > limits_.target_bytes) {
    return refuse(
        414, "target_too_long",
        "the request's target is longer than " + std::to_string(limits_.target_bytes) + " bytes",
        "put the arguments into the body");
  }
  asks_tunnel = request.method == "CONNECT";
  if (!asks_tunnel && !known_method(request.method)) {
    return refuse(501, "unknown_method",
                  "method " + std::string(request.method) + " is not known here",
                  "methods are upper case: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  }
  if (field_count > limits_.field_count) {
    return refuse(431, "too_many_fields",
                  "the head has more than " + std::to_string(limits_.field_count) + " fields",
                  "send fewer header fields");
  }
  return check_target();
}

RequestParser::Step RequestParser::Grammar::check_target() {
  if (hosts > 1 || (hosts == 0 && version == 11)) {
    return malformed(hosts ? "the request has more than one Host" : "the request has no Host",
                     "send exactly one Host field");
  }
  if (hosts == 1 && !valid_host(*request.header("host"))) {
    return malformed("the Host field does not hold a host", "send Host: NAME or Host: NAME:PORT");
  }
  std::string_view& target = request.target;
  if (asks_tunnel) {
    if (valid_host(target)) return Step::done;
    return malformed("CONNECT's target is not a host and a port", "send CONNECT HOST:443");
  }
  if (target == "*" && request.method == "OPTIONS") {
    asks_server = true;
    return Step::done;
  }
  if (const auto absolute = split_absolute(target); !absolute.authority.empty()) {
    if (!valid_host(absolute.authority)) {
      return malformed("the target's authority is not a host", "send http://HOST:PORT/PATH");
    }
    if (hosts == 0) request.fields.push_back({"host", {}});
    for (Field& field : request.fields) {
      if (same_text(field.name, "host")) field.value = absolute.authority;
    }
    origin_form = "/" + std::string(absolute.rest);
    target = absolute.rest.substr(0, 1) == "/" ? absolute.rest : std::string_view(origin_form);
  }
  if (target.front() != '/' || target.find('#') != target.npos || !valid_escapes(target)) {
    return malformed("the request's target is not a path",
                     "begin it with /, write % as %25 and # as %23");
  }
  return Step::done;
}

RequestParser::Step RequestParser::Grammar::check_framing() {
  if (codings + lengths == 0) return Step::done;
  const auto length = request.header("content-length").value_or("0");
  const bool plain = lengths <= 1 && std::all_of(length.begin(), length.end(),
                                                 [](char c) { return c >= '0' && c <= '9'; });
  if (!plain || codings > 1 || (codings && (lengths || version != 11))) {
    return malformed("the request's framing is ambiguous",
                     "send one content-length, or transfer-encoding: chunked with HTTP/1.1");
  }
  if (codings == 0 || same_text(*request.header("transfer-encoding"), "chunked")) {
    return Step::done;
  }
  return refuse(chunked() ? 501 : 400, "unknown_transfer_encoding",
                "the only transfer-encoding known here is chunked", "send the body as it is");
}

RequestParser::Step RequestParser::Grammar::check_fields() {
  for (const Field& field : request.fields) {
    if (same_text(field.name, "content-encoding") && !same_text(field.value, "identity")) {
      return refuse(415, "encoded_body", "the request's body has a content-encoding",
                    "send the body as it is, without content-encoding");
    }
    if (same_text(field.name, "expect") && version == 11) {
      if (!same_text(field.value, "100-continue")) {
        return refuse(417, "unknown_expectation", "the request expects what is not known here",
                      "send Expect: 100-continue, or no Expect");
      }
      wants_continue = true;
    }
  }
  return Step::done;
}

RequestParser::Step RequestParser::Grammar::read_chunks(std::string_view& bytes) {
  switch (chunks_.read(bytes, body)) {
    case ChunkedBody::Step::more:
      return Step::more;
    case ChunkedBody::Step::done:
      request.body = body;
      return Step::done;
    case ChunkedBody::Step::too_large:
      return too_large();
    case ChunkedBody::Step::too_long:
      return malformed("a chunk's size line or the trailer is too long",
                       "send no chunk extensions and no trailer");
    case ChunkedBody::Step::malformed:
      break;
  }
  return malformed("a chunk of the body does not have the size it says, or its size line is bad",
                   "send each chunk as SIZE-IN-HEX CRLF DATA CRLF");
}

RequestParser::Step RequestParser::Grammar::read_length(std::string_view& bytes) {
  const auto length = static_cast<std::size_t>(content_length().value_or(0));
  const auto part = bytes.substr(0, length - body.size());
  bytes.remove_prefix(part.size());
  if (part.size() == length) {
    request.body = part;
    return Step::done;
  }
  body += part;
  request.body = body;
  return body.size() == length ? Step::done : Step::more;
}

}  // namespace asyncsim::http
