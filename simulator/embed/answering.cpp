#include "embed/answering.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <utility>

#include "http/front_replies.h"
#include "http/request_rules.h"
#include "pacer/real_time.h"

namespace asyncsim::embed {
namespace {

using http::refusal;
using http::Reply;
using Trouble = std::optional<Reply>;  ///< nothing: go on

constexpr std::size_t kBodyBytes = 10 * 1024 * 1024;  // as the front takes
constexpr std::string_view kForm = "multipart/form-data";

/// A reply on its way. What follows it runs when the last copy of the response is gone: by then it
/// is written, or its connection is closed.
struct Outgoing {
  explicit Outgoing(Reply what) : reply(std::move(what)) {}
  Outgoing(const Outgoing&) = delete;
  ~Outgoing() {
    if (reply.after_written) http::follow(reply.after_written);
  }
  Reply reply;
};

/// httplib adds what it knows of the connection to the fields that were sent.
bool added_by_httplib(std::string_view name) {
  constexpr std::array<std::string_view, 4> kAdded{"REMOTE_ADDR", "REMOTE_PORT", "LOCAL_ADDR",
                                                   "LOCAL_PORT"};
  return std::ranges::find(kAdded, name) != kAdded.end();
}

/// Of the target as sent: httplib's path is decoded. Views into `from`.
http::Request request_of(const httplib::Request& from, std::string_view body) {
  http::Request request{from.method, from.target, {}, body, real_now()};
  for (const auto& [name, value] : from.headers) {
    if (!added_by_httplib(name)) request.fields.push_back({name, value});
  }
  return request;
}

/// What the front's parser refuses and httplib takes.
Trouble refuse_head(const httplib::Request& request) {
  const auto host = request.get_header_value("Host");
  if (request.get_header_value_count("Host") != 1 || !http::valid_host(host)) {
    return refusal(400, "malformed_request", "a request has one Host field, with host and port",
                   "send Host once");
  }
  if (!http::valid_escapes(request.target)) {
    return refusal(400, "malformed_request", "a % in the target is followed by no two hex digits",
                   "write % itself as %25");
  }
  return std::nullopt;
}

bool has_body(const httplib::Request& request) {
  return request.has_header("Transfer-Encoding") ||
         (request.has_header("Content-Length") &&
          request.get_header_value("Content-Length") != "0");
}

/// Reads it, that the next request be found behind it; for what is refused it only does that.
Trouble read_body(const httplib::Request& request, const httplib::ContentReader& read,
                  std::string& body) {
  if (!has_body(request)) return std::nullopt;  // httplib would read up to the connection's end
  const auto coding = request.get_header_value("Content-Encoding");
  bool too_long = false;
  const auto keep = [&](const char* bytes, std::size_t count) {
    too_long = body.size() + count > kBodyBytes;
    if (!too_long) body.append(bytes, count);
    return !too_long;
  };
  const bool form = request.is_multipart_form_data();
  const bool whole =
      form ? read([](const httplib::MultipartFormData&) { return true; }, keep) : read(keep);
  if (!coding.empty() && !same_text(coding, "identity")) {
    return refusal(415, "unsupported_coding", "bodies are taken without content coding",
                   "send it without Content-Encoding");
  }
  if (too_long) {
    return refusal(413, "body_too_large", "a body has at most 10 MiB", "send a smaller one");
  }
  if (form) {
    return refusal(415, "unsupported_type",
                   std::string(kForm) + " is taken apart by cpp-httplib, and lost to us",
                   "send the body as JSON");
  }
  if (whole) return std::nullopt;
  return refusal(400, "malformed_request", "the body did not come whole",
                 "send as many bytes as Content-Length says");
}

/// A field's value as it may leave; append_field() is who knows.
std::string clean_value(const std::string& name, const std::string& value) {
  std::string line;
  http::append_field(line, name, value);
  return line.substr(name.size() + 2, line.size() - name.size() - 4);
}

/// The body goes through a provider: what stands in httplib's `body` it may compress; and a
/// provider that fails at its end is how to have the connection closed. Of a reply with a fault,
/// whichever it is, half of the body is written: httplib knows no other way to damage one.
void set_body(httplib::Response& response, std::shared_ptr<const Outgoing> outgoing) {
  const std::size_t size = outgoing->reply.body.size();
  const bool damaged = outgoing->reply.fault != ReplyFault::none;
  const bool goes_on = !outgoing->reply.close && !damaged;
  if (size == 0) {
    response.set_header("content-length", "0");
    response.set_content_provider("", [outgoing, goes_on](std::size_t, httplib::DataSink& sink) {
      sink.done();
      return goes_on;
    });
  } else {
    response.set_content_provider(
        size, "",
        [outgoing, goes_on, damaged](std::size_t offset, std::size_t length,
                                     httplib::DataSink& sink) {
          sink.write(outgoing->reply.body.data() + offset, damaged ? length / 2 : length);
          return goes_on;
        });
  }
  response.headers.erase("Content-Type");  // ours has a lower-case name
}

void write(httplib::Response& response, Reply reply) {
  const auto outgoing = std::make_shared<const Outgoing>(std::move(reply));
  response.status = static_cast<int>(outgoing->reply.status);
  set_body(response, outgoing);
  for (const auto& [name, value] : outgoing->reply.headers) {
    response.set_header(name, clean_value(name, value));
  }
  if (outgoing->reply.close) response.set_header("connection", "close");
}

/// httplib would cut a piece out of the answer for whoever sends Range; the vendor does not.
void ignore_ranges(const httplib::Request& request) {
  const_cast<httplib::Request&>(request).ranges.clear();  // process_request's, which is not const
}

}  // namespace

void answer_at(httplib::Server& server, const std::string& pattern, http::Simulator& simulator) {
  const auto answer = [&simulator](const httplib::Request& request, httplib::Response& response,
                                   Trouble trouble, std::string_view body) {
    ignore_ranges(request);
    if (!trouble) trouble = refuse_head(request);
    if (trouble) return write(response, *std::move(trouble));
    const auto ask = [&](const http::Request& asked) { return simulator.answer(asked); };
    write(response, http::answer_of(ask, request_of(request, body)));
  };
  const auto without_body = [answer](const httplib::Request& request, httplib::Response& response) {
    Trouble trouble;
    if (has_body(request)) {  // httplib does not read it
      trouble = refusal(400, "unexpected_body", request.method + " comes without a body here",
                        "give its arguments in the query");
    }
    answer(request, response, std::move(trouble), {});
  };
  const auto with_body = [answer](const httplib::Request& request, httplib::Response& response,
                                  const httplib::ContentReader& read) {
    std::string body;
    Trouble trouble = read_body(request, read, body);
    answer(request, response, std::move(trouble), body);
  };
  server.Get(pattern, without_body);
  server.Options(pattern, without_body);
  server.Post(pattern, with_body);
  server.Put(pattern, with_body);
  server.Patch(pattern, with_body);
  server.Delete(pattern, with_body);
}

}  // namespace asyncsim::embed
