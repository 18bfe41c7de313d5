#include "http/client.h"

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <utility>

#include "core/ascii.h"
#include "http/asio.h"
#include "pacer/real_time.h"

namespace asyncsim::http {
namespace {

namespace beast = boost::beast;

struct Target {
  std::string host, port, path;
};

Result<Target> read_url(const std::string& url) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return invalid("\"" + url + "\" does not begin with http://");
  const std::size_t slash = std::min(url.find('/', kScheme.size()), url.size());
  const std::string authority = url.substr(kScheme.size(), slash - kScheme.size());
  const std::size_t colon = authority.rfind(':');
  const bool has_port =
      colon != std::string::npos && authority.find(']', colon) == std::string::npos;
  Target target{authority.substr(0, colon), "80", slash == url.size() ? "/" : url.substr(slash)};
  if (has_port) target.port = authority.substr(colon + 1);
  if (target.host.starts_with('[')) target.host = target.host.substr(1, target.host.size() - 2);
  if (target.host.empty()) return invalid("\"" + url + "\" names no host");
  return target;
}

/// Runs one asynchronous operation to its end, or cuts it at the deadline.
template <class Start>
beast::error_code within(asio::io_context& context, RealTime end, Start start) {
  beast::error_code outcome = asio::error::timed_out;
  start([&](beast::error_code error, auto&&...) { outcome = error; });
  context.restart();
  context.run_until(end);
  return outcome;
}

ClientReply plain(beast::http::response<beast::http::string_body>&& response) {
  ClientReply reply{response.result_int(), {}, std::move(response.body())};
  for (const auto& field : response) {
    reply.headers.emplace_back(lower_case(std::string(field.name_string())),
                               std::string(field.value()));
  }
  return reply;
}

}  // namespace

Result<ClientReply> fetch(const ClientRequest& request, RealSpan deadline) {
  const auto target = read_url(request.url);
  if (!target) return target.error();
  const RealTime end = real_now() + deadline.value;
  asio::io_context context;
  beast::tcp_stream stream(context);
  beast::error_code error;
  const auto failed = [&](const char* what) {
    return Error{ErrorKind::unavailable, std::string(what) + " " + target->host + ":" +
                                             target->port + ": " + error.message()};
  };

  const auto endpoints = Tcp::resolver(context).resolve(target->host, target->port, error);
  if (error) return failed("can't resolve");
  error = within(context, end, [&](auto done) { stream.async_connect(endpoints, done); });
  if (error) return failed("can't connect to");

  beast::http::request<beast::http::string_body> message;
  message.method_string(request.method);
  message.target(target->path);
  message.set(beast::http::field::host, target->host + ":" + target->port);
  for (const auto& [name, value] : request.headers) message.set(name, value);
  message.body() = request.body;
  message.prepare_payload();
  error = within(context, end, [&](auto done) { beast::http::async_write(stream, message, done); });
  if (error) return failed("can't send to");

  beast::flat_buffer buffer;
  beast::http::response<beast::http::string_body> response;
  error = within(context, end,
                 [&](auto done) { beast::http::async_read(stream, buffer, response, done); });
  if (error) return failed("no answer from");
  return plain(std::move(response));
}

Result<ClientReply> fetch_until_ok(const ClientRequest& request, RealSpan wait) {
  constexpr RealSpan kOneTry{std::chrono::seconds{2}};
  constexpr std::chrono::milliseconds kBetweenTries{50};
  const RealTime end = real_now() + wait.value;
  for (;;) {
    auto reply = fetch(request, kOneTry);
    if ((reply && reply->status == 200) || real_now() >= end) return reply;
    asio::io_context context;
    asio::steady_timer(context, kBetweenTries).wait();
  }
}

}  // namespace asyncsim::http
