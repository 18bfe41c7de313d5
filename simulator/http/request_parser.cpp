#include "http/request_parser.h"

#include <optional>

#include "http/request_grammar.h"
#include "http/request_rules.h"

namespace asyncsim::http {

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
  const std::size_t begin = bytes.starts_with("\r\n") ? 2 : 0;  // one empty line is forgiven
  grammar.head_only = bytes.substr(begin).starts_with("HEAD ");
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
  Grammar::BeastError error;
  grammar.head_size = grammar.scan.position();
  grammar.put({bytes.data() + begin, grammar.head_size - begin}, error);
  // Policy first where the line was read: 414, 431 and 501 say more than the framing's 400 or 413.
  if (error && error != boost::beast::http::error::body_limit) return grammar.explain(error);
  if (grammar.check_head() == Step::refused) return Step::refused;
  return error ? grammar.explain(error) : Step::done;
}

RequestParser::Step RequestParser::read_body(std::string_view& bytes) {
  return grammar().chunked() ? grammar().read_chunks(bytes) : grammar().read_length(bytes);
}

std::size_t RequestParser::head_size() const { return grammar().head_size; }
bool RequestParser::wants_continue() const { return grammar().wants_continue; }
bool RequestParser::keep_alive() const { return grammar().keep_alive() && !grammar().closes; }
bool RequestParser::head_only() const { return grammar().head_only; }
bool RequestParser::asks_tunnel() const { return grammar().asks_tunnel; }
bool RequestParser::asks_server() const { return grammar().asks_server; }
Request& RequestParser::request() { return grammar().request; }
const Reply& RequestParser::why() const { return grammar().why; }

}  // namespace asyncsim::http
