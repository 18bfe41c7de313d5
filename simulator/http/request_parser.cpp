#include "http/request_parser.h"

#include <algorithm>
#include <optional>

#include "http/beast_parser.h"
#include "http/front_replies.h"
#include "http/head_scan.h"
#include "http/request_rules.h"

namespace asyncsim::http {
namespace {

namespace beast_http = boost::beast::http;
using BeastError = boost::beast::error_code;
using BeastView = boost::beast::string_view;

std::string_view view(BeastView text) { return {text.data(), text.size()}; }

}  // namespace

/// Beast's parser, keeping views of what it finds.
class RequestParser::Grammar final : public beast_http::basic_parser<true> {
 public:
  explicit Grammar(const FrontLimits& limits) : limits_(limits) {
    header_limit(static_cast<std::uint32_t>(limits.head_bytes));
    body_limit(limits.body_bytes);
  }

  HeadScan scan;
  Request request;
  std::string origin_form;  ///< of an absolute-form target that had no path
  std::string body;         ///< one that did not come whole with its head
  Reply why;
  std::size_t head_size = 0;
  std::size_t hosts = 0, lengths = 0, codings = 0, field_count = 0;
  bool head_done = false, wants_continue = false, head_only = false, asks_server = false,
       asks_tunnel = false;
  int version = 11;

  Step refuse(unsigned status, std::string_view code, std::string_view message,
              std::string_view hint) {
    why = refusal(status, code, message, hint);
    return Step::refused;
  }
  Step malformed(std::string_view message, std::string_view hint) {
    return refuse(400, "malformed_request", message, hint);
  }

  Step explain(const BeastError& error);
  Step check_head();

 private:
  Step check_line();
  Step check_target();
  Step check_framing();
  Step check_fields();

  void on_request_impl(beast_http::verb, BeastView method, BeastView target, int minor,
                       BeastError&) override {
    request.method = view(method);
    request.target = view(target);
    version = minor;
  }

  void on_field_impl(beast_http::field name, BeastView text, BeastView value,
                     BeastError&) override {
    if (head_done) return;  // a trailer: nothing here may be decided by one
    if (++field_count > limits_.field_count) return;
    request.fields.push_back({view(text), view(value)});
    if (name == beast_http::field::host) ++hosts;
    if (name == beast_http::field::content_length) ++lengths;
    if (name == beast_http::field::transfer_encoding) ++codings;
  }

  std::size_t on_body_impl(BeastView text, BeastError&) override { return take(text); }
  std::size_t on_chunk_body_impl(std::uint64_t, BeastView text, BeastError&) override {
    return take(text);
  }
  std::size_t take(BeastView text) {
    body.append(text.data(), text.size());
    return text.size();
  }

  void on_response_impl(int, BeastView, int, BeastError&) override {}
  void on_header_impl(BeastError&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}
  void on_chunk_header_impl(std::uint64_t, BeastView, BeastError&) override {}
  void on_finish_impl(BeastError&) override {}

  const FrontLimits& limits_;
};

RequestParser::Step RequestParser::Grammar::explain(const BeastError& error) {
  using E = beast_http::error;
  if (error == E::body_limit) {
    return refuse(413, "body_too_large",
                  "the body is larger than " + std::to_string(limits_.body_bytes) + " bytes",
                  "send less in one request");
  }
  if (error == E::bad_version) {
    return malformed("the request line does not end in HTTP/1.1 or HTTP/1.0",
                     "speak HTTP/1.1 here, without TLS and without HTTP/2 prior knowledge");
  }
  if (error == E::bad_content_length || error == E::bad_transfer_encoding) {
    return malformed("content-length and transfer-encoding contradict each other or themselves",
                     "send one content-length, or transfer-encoding: chunked, and not both");
  }
  if (error == E::bad_chunk || error == E::bad_chunk_extension) {
    return malformed("a chunk of the body does not have the size it says, or its size line is bad",
                     "send each chunk as SIZE-IN-HEX CRLF DATA CRLF");
  }
  return malformed("the request's head is not HTTP/1.1: " + error.message(),
                   "send METHOD SP TARGET SP HTTP/1.1, then NAME: VALUE lines, each ended by CRLF");
}

RequestParser::Step RequestParser::Grammar::check_head() {
  for (const auto check : {&Grammar::check_line, &Grammar::check_framing, &Grammar::check_fields}) {
    if ((this->*check)() == Step::refused) return Step::refused;
  }
  head_only = request.method == "HEAD";
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

RequestParser::RequestParser(const FrontLimits& limits)
    : limits_(limits), place_(std::make_unique<std::optional<Grammar>>()) {
  restart();
}
RequestParser::~RequestParser() = default;

void RequestParser::restart() {
  std::vector<Field> fields;
  if (*place_) fields = std::move(grammar().request.fields);
  fields.clear();
  place_->emplace(limits_);
  grammar().request.fields = std::move(fields);  // its memory, for the next request
}

RequestParser::Grammar& RequestParser::grammar() const { return **place_; }

RequestParser::Step RequestParser::read_head(std::string_view bytes) {
  Grammar& grammar = this->grammar();
  if (bytes.front() == kTlsHandshake) {
    return grammar.malformed("the client speaks TLS to a port of plain HTTP",
                             "use http:// here, or --tls-listen and the tls_url it gives");
  }
  if (!may_begin_a_request(bytes.front())) {
    return grammar.malformed("what came does not begin like an HTTP request",
                             "speak plain HTTP/1.1 on this port");
  }
  const auto found = grammar.scan.scan(bytes);
  if (found == HeadScan::Found::bare_lf || found == HeadScan::Found::folded) {
    return grammar.malformed("a line of the head ends in a bare LF or is folded",
                             "end each line in CRLF and keep each field on one line");
  }
  const bool ended = found == HeadScan::Found::end;
  if (grammar.scan.position() > limits_.head_bytes) {
    if (grammar.scan.first_line() > limits_.target_bytes) {
      return grammar.refuse(414, "target_too_long", "the request line is too long",
                            "put the arguments into the body");
    }
    return grammar.refuse(
        431, "head_too_large",
        "the head is larger than " + std::to_string(limits_.head_bytes) + " bytes",
        "send fewer or shorter header fields");
  }
  if (!ended) return Step::more;
  BeastError error;
  grammar.head_size = grammar.scan.position();
  const std::size_t begin = bytes.substr(0, 2) == "\r\n" ? 2 : 0;  // one empty line is forgiven
  grammar.put({bytes.data() + begin, grammar.head_size - begin}, error);
  grammar.head_done = true;
  // Policy first where the line was read: 414, 431 and 501 say more than the framing's 400 or 413.
  if (error && error != beast_http::error::body_limit) return grammar.explain(error);
  if (grammar.check_head() == Step::refused) return Step::refused;
  return error ? grammar.explain(error) : Step::done;
}

RequestParser::Step RequestParser::read_body(std::string_view& bytes) {
  Grammar& grammar = this->grammar();
  if (grammar.is_done()) return Step::done;
  const auto length = grammar.content_length();
  if (length && grammar.body.empty() && bytes.size() >= *length) {
    grammar.request.body = bytes.substr(0, *length);
    bytes.remove_prefix(*length);
    return Step::done;
  }
  while (!bytes.empty()) {
    BeastError error;
    const auto taken = grammar.put({bytes.data(), bytes.size()}, error);
    bytes.remove_prefix(taken);
    if (error == beast_http::error::need_more) return Step::more;
    if (error) return grammar.explain(error);
    if (!grammar.is_done()) continue;
    grammar.request.body = grammar.body;
    return Step::done;
  }
  return Step::more;
}

std::size_t RequestParser::head_size() const { return grammar().head_size; }
bool RequestParser::wants_continue() const { return grammar().wants_continue; }
bool RequestParser::keep_alive() const { return grammar().keep_alive(); }
bool RequestParser::head_only() const { return grammar().head_only; }
bool RequestParser::asks_tunnel() const { return grammar().asks_tunnel; }
bool RequestParser::asks_server() const { return grammar().asks_server; }
Request& RequestParser::request() { return grammar().request; }
const Reply& RequestParser::why() const { return grammar().why; }

}  // namespace asyncsim::http
