// Replies that a connection waits for: made on a thread of their own, or held until their time.
#include <algorithm>
#include <memory>

#include "http/connection.h"
#include "http/front_notes.h"
#include "http/front_replies.h"
#include "pacer/real_time.h"

namespace asyncsim::http {
namespace {

constexpr std::chrono::milliseconds kGlance{100};  ///< how often a held reply asks for its time

}  // namespace

Task<Reply> Connection::answer_on_a_thread() {
  const auto begin = [this](auto resume) {
    const auto shared = std::make_shared<decltype(resume)>(std::move(resume));
    const auto hand_back = [this, shared](Reply reply) {
      asio::post(lane_.context(),
                 [shared, reply = std::move(reply)]() mutable { (*shared)(std::move(reply)); });
    };
    const bool runs = lane_.pool().run(
        [this, hand_back] { hand_back(answer_of(lane_.handler().answer, parser_.request())); });
    if (runs) return;
    note_refusal(lane_.handler(), parser_.request(), no_thread_left());
    hand_back(no_thread_left());
  };
  Reply reply = co_await asio::async_initiate<decltype((kAwait)), void(Reply)>(begin, kAwait);
  now_ = real_now();
  co_return reply;
}

Task<Reply> Connection::wait_for_held() {
  Timer timer(lane_.context());
  now_ = real_now();
  while (!lane_.stopping()) {
    const auto due = unwritten_.held(now_);
    if (!due) break;
    timer.expires_at(std::min(*due, now_ + kGlance));
    ErrorCode ignored;
    co_await timer.async_wait(await_into(ignored));
    now_ = real_now();
  }
  co_return std::exchange(unwritten_, {});
}

}  // namespace asyncsim::http
