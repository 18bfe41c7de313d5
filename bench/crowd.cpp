#include "crowd.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <future>
#include <stdexcept>

#include "delivery_load.h"
#include "http/webhook_sender.h"

namespace bench {
namespace {

using asyncsim::AttemptResult;
using asyncsim::RealSpan;
using asyncsim::http::SenderSettings;
using asyncsim::http::TargetPolicy;
using asyncsim::http::WebhookSender;

constexpr RealSpan kDeadline{std::chrono::seconds{10}};
constexpr int kThreadsCountedEvery = 1000;  ///< deliveries

double threads_now() {
  double count = 0;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    count += task.exists() ? 1 : 0;
  }
  return count;
}

double peak_mb() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

/// Hears of the good receiver's answers, on the sender's thread.
class Count {
 public:
  explicit Count(int good) : left_(good) { cost_.fewest_threads = cost_.most_threads = 2; }

  void take(const AttemptResult& result) {
    if (result.status != 204) failed_ = true;
    if (left_ % kThreadsCountedEvery == 0) {
      const double threads = threads_now();
      cost_.fewest_threads = std::min(cost_.fewest_threads, threads);
      cost_.most_threads = std::max(cost_.most_threads, threads);
    }
    if (--left_ == 0) all_.set_value();
  }

  CrowdCost wait(std::chrono::steady_clock::time_point began) {
    all_.get_future().wait();
    if (failed_) throw std::runtime_error("a delivery failed");
    cost_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return cost_;
  }

 private:
  int left_;
  bool failed_ = false;
  CrowdCost cost_;
  std::promise<void> all_;
};

}  // namespace

CrowdCost deliver_crowd(const QuickReceiver& receiver, int good, int bad) {
  SenderSettings settings;
  settings.policy = *TargetPolicy::parse("private");
  WebhookSender sender(std::move(settings));
  Count count(good);
  const auto send = [&](std::uint16_t port, int delivery, WebhookSender::Done done) {
    sender.send({"POST",
                 QuickReceiver::url(port),
                 {{"content-type", "application/json"}},
                 body_of(delivery)},
                {kDeadline}, std::move(done));
  };
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < std::max(good, bad); ++i) {
    if (i < bad) send(receiver.silent(), i, [](const AttemptResult&) {});
    if (i < good) {
      send(receiver.answering(), i, [&](const AttemptResult& result) { count.take(result); });
    }
  }
  CrowdCost cost = count.wait(began);
  sender.stop(RealSpan{});
  cost.peak_mb = peak_mb();
  return cost;
}

}  // namespace bench
