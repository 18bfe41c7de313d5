#include "delivery_load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <future>
#include <stdexcept>
#include <vector>

#include "http/webhook_sender.h"
#include "meter.h"
#include "quick_receiver.h"

namespace bench {
namespace {

using asyncsim::AttemptResult;
using asyncsim::RealSpan;
using asyncsim::http::SenderSettings;
using asyncsim::http::TargetPolicy;
using asyncsim::http::WebhookSender;

std::string wire_of(std::uint16_t port, int delivery) {
  const std::string body = body_of(delivery);
  return "POST /hook HTTP/1.1\r\nhost: 127.0.0.1:" + std::to_string(port) +
         "\r\ncontent-type: application/json\r\nuser-agent: bench\r\ncontent-length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

int connect_to(std::uint16_t port) {
  const int connected = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(connected, generic, sizeof address) != 0) throw std::runtime_error("no connection");
  const int on = 1;
  ::setsockopt(connected, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return connected;
}

void write_all(int connected, const std::string& wire) {
  if (::send(connected, wire.data(), wire.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(wire.size())) {
    throw std::runtime_error("a request was not sent whole");
  }
}

}  // namespace

std::string body_of(int delivery) {
  const auto number = std::to_string(1'000'000'000 + delivery);
  return R"({"response_id":"s1w6t1767178652120r)" + number +
         R"(","status":"done","zone":"web_unlocker1","url":"https://shop.example/product/)" +
         number + R"(/a","request_url":"https://shop.example/p","webhook_data":{"batch":12}})";
}

Cost by_our_sender(const Load& load) {
  SenderSettings settings;
  settings.policy = *TargetPolicy::parse("private");
  WebhookSender sender(std::move(settings));
  std::promise<void> all;
  int left = load.deliveries;
  bool well = true;
  const Meter meter;
  for (int i = 0; i < load.deliveries; ++i) {
    sender.send(
        {"POST", QuickReceiver::url(load.port), {{"content-type", "application/json"}}, body_of(i)},
        {RealSpan{std::chrono::seconds{10}}, "", load.at_once}, [&](const AttemptResult& result) {
          well = well && result.status == 204;
          if (--left == 0) all.set_value();
        });
  }
  all.get_future().wait();
  const Cost cost = meter.per_delivery(load);
  if (!well) throw std::runtime_error("a delivery failed");
  return cost;
}

/// What the kernel asks for: one send and one receive a delivery, of bytes prepared before.
Cost by_bare_sockets(const Load& load) {
  std::vector<std::string> wires;
  for (int i = 0; i < load.deliveries; ++i) wires.push_back(wire_of(load.port, i));
  const int epoll = ::epoll_create1(0);
  const Meter meter;
  auto next = wires.begin();
  for (unsigned i = 0; i < load.at_once && next != wires.end(); ++i) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = connect_to(load.port);
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, event.data.fd, &event);
    write_all(event.data.fd, *next++);
  }
  std::array<epoll_event, 256> events;
  for (int left = load.deliveries; left > 0;) {
    const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i, --left) {
      const int ready = events[static_cast<std::size_t>(i)].data.fd;
      std::array<char, 4096> answer;
      if (::recv(ready, answer.data(), answer.size(), 0) <= 0 ||
          std::memcmp(answer.data(), "HTTP/1.1 204", 12) != 0) {
        throw std::runtime_error("a delivery failed");
      }
      if (next != wires.end()) write_all(ready, *next++);
    }
  }
  return meter.per_delivery(load);
}

}  // namespace bench
