#include "http/lane.h"

#include <array>

#include "http/connection.h"
#include "pacer/real_time.h"

namespace asyncsim::http {
namespace {

/// How late a deadline may be noticed.
constexpr std::chrono::milliseconds kSweepEvery{250};

}  // namespace

Lane::Lane(const FrontSettings& settings, const FrontHandler& handler, BlockingPool& pool)
    : settings_(settings), handler_(handler), pool_(pool), sweeper_(context_) {}

void Lane::run() {
  asio::co_spawn(context_, sweep(), asio::detached);
  context_.run();
}

void Lane::adopt(Socket socket, bool secure) {
  asio::co_spawn(context_, serve(std::move(socket), secure), asio::detached);
}

Task<void> Lane::serve(Socket socket, bool secure) {
  if (stopping_) co_return;
  Connection connection(*this, std::move(socket));
  co_await connection.serve(secure);
}

void Lane::stop(RealTime cut) {
  asio::post(context_, [this, cut] {
    stopping_ = true;
    cut_ = cut;
    for (Connection* connection : connections_) connection->wind_down();
    sweeper_.cancel();
  });
}

Task<void> Lane::sweep() {
  ErrorCode cancelled;
  while (!stopping_ || !connections_.empty()) {
    const RealTime now = real_now();
    sweep_once(now);
    const auto next = now + std::chrono::milliseconds(stopping_ ? kSweepEvery / 25 : kSweepEvery);
    sweeper_.expires_at(next);
    co_await sweeper_.async_wait(await_into(cancelled));
  }
}

void Lane::sweep_once(RealTime now) {
  for (Connection* connection : connections_) {
    if (now >= cut_) {
      connection->cut();
    } else if (now >= connection->deadline()) {
      connection->expire();
    }
  }
}

std::string_view Lane::date() {
  const std::time_t now = std::time(nullptr);
  if (now != date_second_) {
    static constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed",
                                                      "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 64> text;
    const int length =
        std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                      kDays[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                      kMonths[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900,
                      utc.tm_hour, utc.tm_min, utc.tm_sec);
    date_.assign(text.data(), static_cast<std::size_t>(length));
    date_second_ = now;
  }
  return date_;
}

}  // namespace asyncsim::http
