#include "http/webhook_answer.h"

#include <cstdint>
#include <limits>

#include "http/beast_parser.h"

namespace asyncsim::http {
namespace {

namespace beast_http = boost::beast::http;
using BeastError = boost::beast::error_code;
using BeastView = boost::beast::string_view;

constexpr int kLeastStatus = 100, kMostStatus = 599;
constexpr int kMostInterim = 16;  ///< 1xx answers before the one that counts

}  // namespace

/// Beast's parser, keeping what an attempt tells of. What it is given is bounded, so is the body.
class WebhookAnswer::Grammar final : public beast_http::basic_parser<false> {
 public:
  explicit Grammar(std::size_t most_bytes) {
    header_limit(static_cast<std::uint32_t>(most_bytes));
    body_limit(std::numeric_limits<std::uint64_t>::max());  // 1.74 takes boost::none for 0
  }
  int status = 0;
  std::string body;
  std::string retry_after;

 private:
  void on_request_impl(beast_http::verb, BeastView, BeastView, int, BeastError&) override {}
  void on_response_impl(int code, BeastView, int, BeastError&) override { status = code; }
  void on_field_impl(beast_http::field name, BeastView, BeastView value, BeastError&) override {
    if (name == beast_http::field::retry_after) retry_after.assign(value.data(), value.size());
  }
  void on_header_impl(BeastError&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}
  std::size_t on_body_impl(BeastView part, BeastError&) override {
    body.append(part.data(), part.size());
    return part.size();
  }
  void on_chunk_header_impl(std::uint64_t, BeastView, BeastError&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, BeastView part, BeastError& error) override {
    return on_body_impl(part, error);
  }
  void on_finish_impl(BeastError&) override {}
};

WebhookAnswer::WebhookAnswer(std::size_t most_bytes)
    : most_bytes_(most_bytes), place_(std::make_unique<std::optional<Grammar>>()) {
  place_->emplace(most_bytes_);
}
WebhookAnswer::~WebhookAnswer() = default;

WebhookAnswer::Step WebhookAnswer::take(std::string_view bytes) {
  received_ += bytes.size();
  unparsed_.append(bytes);
  std::size_t parsed = 0;
  while (parsed < unparsed_.size()) {
    Grammar& grammar = **place_;
    BeastError error;
    parsed += grammar.put({unparsed_.data() + parsed, unparsed_.size() - parsed}, error);
    if (error == beast_http::error::need_more) break;
    if (error == beast_http::error::header_limit) return broken("sent an endless head");
    if (error) return broken("sent what is not HTTP/1.1 (" + error.message() + ")");
    const bool has_status = grammar.is_header_done();
    if (has_status && (grammar.status < kLeastStatus || grammar.status > kMostStatus)) {
      return broken("sent what is not HTTP/1.1 (status " + std::to_string(grammar.status) + ")");
    }
    if (!grammar.is_done()) continue;
    if (grammar.status >= 200 || grammar.status == 101) {
      return finish(grammar.keep_alive() && grammar.status != 101 && parsed == unparsed_.size());
    }
    if (++interim_ > kMostInterim) return broken("sent interim answers (1xx) without end");
    place_->emplace(most_bytes_);
  }
  unparsed_.erase(0, parsed);
  if (received_ < most_bytes_) return Step::more;
  return (*place_)->is_header_done() ? finish(false) : broken("sent an endless head");
}

WebhookAnswer::Step WebhookAnswer::end() {
  Grammar& grammar = **place_;
  if (received_ == 0) return broken("closed the connection without an answer");
  BeastError error;
  if (grammar.got_some()) grammar.put_eof(error);
  if (error || !grammar.is_done()) {
    return broken("closed the connection in the middle of its answer");
  }
  return finish(false);
}

std::string WebhookAnswer::take_body() { return std::move((*place_)->body); }

std::string_view WebhookAnswer::retry_after() const { return (*place_)->retry_after; }

WebhookAnswer::Step WebhookAnswer::broken(std::string why) {
  why_ = std::move(why);
  return Step::broken;
}

WebhookAnswer::Step WebhookAnswer::finish(bool reusable) {
  status_ = (*place_)->status;
  reusable_ = reusable;
  return Step::done;
}

}  // namespace asyncsim::http
