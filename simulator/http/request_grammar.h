// Private to the request's parser: Beast's parser of heads with our rules, and the body behind it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "http/beast_parser.h"
#include "http/chunked_body.h"
#include "http/front_replies.h"
#include "http/head_scan.h"
#include "http/request_parser.h"

namespace asyncsim::http {

/// Of one request; keeps views of what it finds in the head.
class RequestParser::Grammar final : public boost::beast::http::basic_parser<true> {
 public:
  using BeastError = boost::beast::error_code;

  explicit Grammar(const FrontLimits& limits)
      : limits_(limits), chunks_(limits.body_bytes, limits.head_bytes) {
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
  bool wants_continue = false, head_only = false, asks_server = false, asks_tunnel = false;
  bool closes = false;  ///< Connection says so: it outdoes the keep-alive of HTTP/1.0
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
  Step read_chunks(std::string_view& bytes);
  Step read_length(std::string_view& bytes);

 private:
  using BeastView = boost::beast::string_view;
  using BeastField = boost::beast::http::field;

  static std::string_view view(BeastView text) { return {text.data(), text.size()}; }

  Step too_large();
  Step check_line();
  Step check_target();
  Step check_framing();
  Step check_fields();

  void on_request_impl(boost::beast::http::verb, BeastView method, BeastView target, int minor,
                       BeastError&) override {
    request.method = view(method);
    request.target = view(target);
    version = minor;
  }

  void on_field_impl(BeastField name, BeastView text, BeastView value, BeastError&) override {
    if (++field_count > limits_.field_count) return;
    request.fields.push_back({view(text), view(value)});
    if (name == BeastField::connection) {
      closes = closes || boost::beast::http::token_list(value).exists("close");
    }
    if (name == BeastField::host) ++hosts;
    if (name == BeastField::content_length) ++lengths;
    if (name == BeastField::transfer_encoding) ++codings;
  }

  std::size_t on_body_impl(BeastView, BeastError&) override { return 0; }
  std::size_t on_chunk_body_impl(std::uint64_t, BeastView, BeastError&) override { return 0; }
  void on_response_impl(int, BeastView, int, BeastError&) override {}
  void on_header_impl(BeastError&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}
  void on_chunk_header_impl(std::uint64_t, BeastView, BeastError&) override {}
  void on_finish_impl(BeastError&) override {}

  const FrontLimits& limits_;
  ChunkedBody chunks_;
};

}  // namespace asyncsim::http
