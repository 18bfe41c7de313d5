// The load by libcurl's multi interface, driven in the two ways that it offers.
#include <curl/curl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <vector>

#include "delivery_load.h"
#include "meter.h"
#include "quick_receiver.h"

namespace bench {
namespace {

/// One easy handle, used again and again.
struct Transfer {
  CURL* easy = nullptr;
  std::string body;
};

class Multi {
 public:
  explicit Multi(const Load& load) : load_(load), transfers_(load.at_once) {
    ::curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(load.at_once));
    for (auto& transfer : transfers_) transfer.easy = ::curl_easy_init();
  }

  CURLM* handle() { return multi_; }
  int left() const { return left_; }

  void begin() {
    for (auto& transfer : transfers_) begin_next(transfer);
  }

  void take_ended() {
    int queued = 0;
    while (const CURLMsg* message = ::curl_multi_info_read(multi_, &queued)) {
      CURL* const easy = message->easy_handle;
      long status = 0;
      char* transfer = nullptr;
      ::curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
      ::curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
      if (status != 204) throw std::runtime_error("a delivery failed");
      ::curl_multi_remove_handle(multi_, easy);
      --left_;
      begin_next(*reinterpret_cast<Transfer*>(transfer));
    }
  }

 private:
  void begin_next(Transfer& transfer) {
    if (next_ == load_.deliveries) return;
    transfer.body = body_of(next_++);
    const auto url = QuickReceiver::url(load_.port);
    CURL* const easy = transfer.easy;
    ::curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    ::curl_easy_setopt(easy, CURLOPT_HTTPHEADER, fields_);
    ::curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transfer.body.c_str());
    ::curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(transfer.body.size()));
    ::curl_easy_setopt(easy, CURLOPT_PRIVATE, &transfer);
    ::curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 10'000L);
    ::curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    ::curl_multi_add_handle(multi_, easy);
  }

  const Load& load_;
  CURLM* const multi_ = ::curl_multi_init();
  curl_slist* const fields_ = ::curl_slist_append(nullptr, "content-type: application/json");
  std::vector<Transfer> transfers_;
  int next_ = 0;
  int left_ = load_.deliveries;
};

/// Tells `epoll` what libcurl wants to know of a socket.
int watch(CURL*, curl_socket_t socket, int what, void* epoll, void*) {
  const int number = *static_cast<int*>(epoll);
  epoll_event event{};
  event.data.fd = socket;
  if (what & CURL_POLL_IN) event.events |= EPOLLIN;
  if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
  if (what == CURL_POLL_REMOVE) return ::epoll_ctl(number, EPOLL_CTL_DEL, socket, nullptr), 0;
  if (::epoll_ctl(number, EPOLL_CTL_MOD, socket, &event) != 0) {
    ::epoll_ctl(number, EPOLL_CTL_ADD, socket, &event);
  }
  return 0;
}

int set_timeout(CURLM*, long milliseconds, void* timeout) {
  *static_cast<long*>(timeout) = milliseconds;
  return 0;
}

int actions_of(std::uint32_t events) {
  return (events & EPOLLIN ? CURL_CSELECT_IN : 0) | (events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
         (events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
}

}  // namespace

Cost by_libcurl_perform(const Load& load) {
  Multi multi(load);
  const Meter meter;
  multi.begin();
  while (multi.left() > 0) {
    int running = 0;
    ::curl_multi_perform(multi.handle(), &running);
    multi.take_ended();
    if (multi.left() > 0) ::curl_multi_poll(multi.handle(), nullptr, 0, 1000, nullptr);
  }
  return meter.per_delivery(load);
}

Cost by_libcurl_socket_action(const Load& load) {
  Multi multi(load);
  int epoll = ::epoll_create1(0), running = 0;
  long timeout = 0;
  ::curl_multi_setopt(multi.handle(), CURLMOPT_SOCKETFUNCTION, watch);
  ::curl_multi_setopt(multi.handle(), CURLMOPT_SOCKETDATA, &epoll);
  ::curl_multi_setopt(multi.handle(), CURLMOPT_TIMERFUNCTION, set_timeout);
  ::curl_multi_setopt(multi.handle(), CURLMOPT_TIMERDATA, &timeout);
  const Meter meter;
  multi.begin();
  std::array<epoll_event, 256> events;
  while (multi.left() > 0) {
    const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()),
                                   static_cast<int>(timeout));
    for (int i = 0; i < count; ++i) {
      const auto& event = events[static_cast<std::size_t>(i)];
      ::curl_multi_socket_action(multi.handle(), event.data.fd, actions_of(event.events), &running);
    }
    if (timeout == 0 || count == 0) {
      ::curl_multi_socket_action(multi.handle(), CURL_SOCKET_TIMEOUT, 0, &running);
    }
    multi.take_ended();
  }
  return meter.per_delivery(load);
}

}  // namespace bench
