#include "http/front.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "http/blocking_pool.h"
#include "http/lane.h"

namespace asyncsim::http {
namespace {

constexpr int kBacklog = 4096;
constexpr std::size_t kMostBlocked = 1024;  ///< handlers that block at once; beyond: 503
constexpr RealSpan kIdleThread{std::chrono::seconds{5}};
/// After an accept that failed, for want of open files most likely: trying at once would spin.
constexpr std::chrono::milliseconds kAcceptBackOff{20};

std::string place_of(const FrontSettings& settings) {
  const bool bracketed = settings.host.find(':') != std::string::npos;
  const std::string host = bracketed ? "[" + settings.host + "]" : settings.host;
  return host + ":" + std::to_string(settings.port);
}

Error cannot_listen(const FrontSettings& settings, const ErrorCode& error) {
  const bool taken = error == asio::error::address_in_use;
  return {ErrorKind::unavailable, "cannot listen on " + place_of(settings) + ": " + error.message(),
          taken ? "another program listens there; end it, or choose another port (0: a free one)"
                : "name an address of this machine, and a port above 1023 unless you are root"};
}

unsigned lanes_for(unsigned threads) {
  return threads != 0 ? threads : std::max(1u, std::thread::hardware_concurrency());
}

/// SO_REUSEADDR and never SO_REUSEPORT: a second instance on the port must fail.
ErrorCode open_at(Acceptor& acceptor, const Tcp::endpoint& endpoint) {
  ErrorCode error;
  if (acceptor.is_open()) acceptor.close(error);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(kBacklog, error);
  return error;
}

}  // namespace

class Front::Engine {
 public:
  Engine(FrontSettings settings, FrontHandler handler)
      : settings_(std::move(settings)),
        handler_(std::move(handler)),
        pool_(kMostBlocked, kIdleThread) {
    for (unsigned count = lanes_for(settings_.threads); count > 0; --count) {
      lanes_.push_back(std::make_unique<Lane>(settings_.limits, handler_, pool_));
    }
    acceptor_.emplace(lanes_.front()->context());
    retry_.emplace(lanes_.front()->context());
  }

  /// Tries every address of the host's name in turn.
  ErrorCode open() {
    ErrorCode error;
    Tcp::resolver resolver(lanes_.front()->context());
    const auto found = resolver.resolve(settings_.host, std::to_string(settings_.port),
                                        Tcp::resolver::passive, error);
    if (error) return error;
    for (const auto& entry : found) {
      error = open_at(*acceptor_, entry.endpoint());
      if (!error) bound_ = acceptor_->local_endpoint(error);
      if (!error) return error;
    }
    return error;
  }

  const FrontSettings& settings() const { return settings_; }
  const Tcp::endpoint& bound() const { return bound_; }

  void start() {
    asio::co_spawn(lanes_.front()->context(), accept(), asio::detached);
    for (auto& lane : lanes_) {
      threads_.emplace_back([&lane = *lane] { lane.run(); });
    }
  }

  void stop(RealSpan grace) {
    if (threads_.empty()) return;
    const auto now = std::chrono::steady_clock::now();
    const auto longest = std::chrono::hours{24};
    const RealTime cut = now + std::min<std::chrono::nanoseconds>(grace.value, longest);
    asio::post(lanes_.front()->context(), [this] {
      stopping_ = true;
      ErrorCode ignored;
      acceptor_->close(ignored);
      retry_->cancel();
    });
    for (auto& lane : lanes_) lane->stop(cut);
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    pool_.stop();
  }

 private:
  Task<void> accept() {
    for (std::size_t turn = 0; !stopping_; ++turn) {
      Lane& lane = *lanes_[turn % lanes_.size()];
      ErrorCode error;
      auto socket = co_await acceptor_->async_accept(lane.context(), await_into(error));
      if (!error) {
        lane.adopt(std::move(socket));
      } else if (!stopping_) {
        retry_->expires_after(kAcceptBackOff);
        co_await retry_->async_wait(await_into(error));
      }
    }
  }

  FrontSettings settings_;
  FrontHandler handler_;
  BlockingPool pool_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::optional<Acceptor> acceptor_;
  std::optional<Timer> retry_;
  Tcp::endpoint bound_;
  std::vector<std::thread> threads_;
  bool stopping_ = false;  ///< belongs to the first lane's thread
};

Front::Front(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Front::~Front() { stop(RealSpan{}); }

Result<std::unique_ptr<Front>> Front::listen(FrontSettings settings, FrontHandler handler) {
  auto engine = std::make_unique<Engine>(std::move(settings), std::move(handler));
  if (const auto error = engine->open()) return cannot_listen(engine->settings(), error);
  return std::unique_ptr<Front>(new Front(std::move(engine)));
}

std::string Front::host() const { return engine_->bound().address().to_string(); }
std::uint16_t Front::port() const { return engine_->bound().port(); }
void Front::start() { engine_->start(); }
void Front::stop(RealSpan grace) { engine_->stop(grace); }

}  // namespace asyncsim::http
