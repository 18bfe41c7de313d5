#include "http/name_lookup.h"

#include <ares.h>
#include <netinet/in.h>
#include <sys/time.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstring>

namespace asyncsim::http {
namespace {

using stream_descriptor = asio::posix::basic_stream_descriptor<Executor>;

/// Of one question to one server. The exchange's own deadline comes first as a rule.
constexpr int kQuestionMilliseconds = 2'000;
constexpr int kTries = 3;

bool is_localhost(const std::string& host) {
  constexpr std::string_view kSuffix = ".localhost";  // RFC 6761
  return host == "localhost" ||
         (host.size() > kSuffix.size() &&
          host.compare(host.size() - kSuffix.size(), kSuffix.size(), kSuffix) == 0);
}

asio::ip::address address_of(const sockaddr& from) {
  if (from.sa_family == AF_INET6) {
    asio::ip::address_v6::bytes_type bytes;
    const auto& six = reinterpret_cast<const sockaddr_in6&>(from);
    std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
    return asio::ip::address_v6(bytes, six.sin6_scope_id);
  }
  return asio::ip::address_v4(ntohl(reinterpret_cast<const sockaddr_in&>(from).sin_addr.s_addr));
}

}  // namespace

/// A socket of c-ares' that the context waits on.
struct NameLookup::Watch {
  Watch(asio::io_context& context, int socket) : number(socket), descriptor(context, socket) {}
  int number;
  stream_descriptor descriptor;
  bool wants_read = false, wants_write = false;
  bool reading = false, writing = false;
  bool gone = false;  ///< c-ares closes it: the number may soon be another file's
};

struct NameLookup::Question {
  NameLookup* asker;
  std::string host;
};

NameLookup::~NameLookup() {
  waiting_.clear();
  if (channel_) ares_destroy(channel_);
}

bool NameLookup::open() {
  if (channel_) return true;
  ares_options options{};
  options.timeout = kQuestionMilliseconds;
  options.tries = kTries;
  options.sock_state_cb_data = this;
  options.sock_state_cb = [](void* self, ares_socket_t socket, int readable, int writable) {
    static_cast<NameLookup*>(self)->watch(socket, readable != 0, writable != 0);
  };
  return ares_init_options(&channel_, &options,
                           ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB) ==
         ARES_SUCCESS;
}

void NameLookup::resolve(const std::string& host, Found found) {
  ErrorCode not_literal;
  Addresses known;
  const auto literal = asio::ip::make_address(host, not_literal);
  if (!not_literal) known = {literal};
  if (is_localhost(host)) {
    known = {asio::ip::address_v4::loopback(), asio::ip::address_v6::loopback()};
  }
  if (const auto entry = known_.find(host); entry != known_.end()) {
    for (const auto& address : entry->second) known.push_back(asio::ip::make_address(address));
  }
  if (!known.empty()) {
    asio::post(context_, [found = std::move(found), known = std::move(known)] { found(known); });
    return;
  }
  auto& waiting = waiting_[host];
  waiting.push_back(std::move(found));
  if (waiting.size() > 1) return;
  if (!open()) return answer(host, ARES_ENOTINITIALIZED, nullptr);
  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  ares_getaddrinfo(
      channel_, host.c_str(), nullptr, &hints,
      [](void* data, int status, int, ares_addrinfo* addresses) {
        const std::unique_ptr<Question> question(static_cast<Question*>(data));
        question->asker->answer(question->host, status, addresses);
        if (addresses) ares_freeaddrinfo(addresses);
      },
      new Question{this, host});
  arm_timer();
}

void NameLookup::answer(const std::string& host, int status, const ares_addrinfo* found) {
  const auto waiting = waiting_.find(host);
  if (waiting == waiting_.end()) return;
  Addresses addresses;
  for (auto node = found ? found->nodes : nullptr; node; node = node->ai_next) {
    addresses.push_back(address_of(*node->ai_addr));
  }
  Result<Addresses> result = std::move(addresses);
  if (result->empty()) {
    result =
        not_found("host name " + host + " could not be resolved (" + ares_strerror(status) + ")");
  }
  asio::post(context_, [all = std::move(waiting->second), result = std::move(result)] {
    for (const Found& one : all) one(result);
  });
  waiting_.erase(waiting);
}

void NameLookup::watch(int socket, bool readable, bool writable) {
  auto& watch = watches_[socket];
  if (!readable && !writable) {
    if (watch) {
      watch->gone = true;
      watch->descriptor.release();
    }
    watches_.erase(socket);
    return;
  }
  if (!watch) watch = std::make_shared<Watch>(context_, socket);
  watch->wants_read = readable;
  watch->wants_write = writable;
  arm(watch, false);
  arm(watch, true);
}

void NameLookup::arm(const std::shared_ptr<Watch>& watch, bool write) {
  bool& waits = write ? watch->writing : watch->reading;
  if (waits || watch->gone || !(write ? watch->wants_write : watch->wants_read)) return;
  waits = true;
  watch->descriptor.async_wait(write ? stream_descriptor::wait_write : stream_descriptor::wait_read,
                               [this, watch, write](const ErrorCode& error) {
                                 (write ? watch->writing : watch->reading) = false;
                                 if (error || watch->gone) return;
                                 ares_process_fd(channel_, write ? ARES_SOCKET_BAD : watch->number,
                                                 write ? watch->number : ARES_SOCKET_BAD);
                                 arm(watch, write);
                                 arm_timer();
                               });
}

void NameLookup::arm_timer() {
  timeval room{};
  const timeval* const next = ares_timeout(channel_, nullptr, &room);
  if (!next) {
    timer_.cancel();
    return;
  }
  timer_.expires_after(std::chrono::seconds(next->tv_sec) +
                       std::chrono::microseconds(next->tv_usec + 1'000));
  timer_.async_wait([this](const ErrorCode& error) {
    if (error) return;
    ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    arm_timer();
  });
}

}  // namespace asyncsim::http
