#include "http/front.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "http/blocking_pool.h"
#include "http/lane.h"
#include "pacer/real_time.h"

namespace asyncsim::http {
namespace {

constexpr int kBacklog = 4096;
constexpr std::size_t kMostBlocked = 1024;  ///< handlers that block at once; beyond: 503
constexpr RealSpan kIdleThread{std::chrono::seconds{5}};
/// After an accept that failed, for want of open files most likely: trying at once would spin.
constexpr std::chrono::milliseconds kAcceptBackOff{20};

std::string print_address(const ListenAddress& address) {
  const bool bracketed = address.host.find(':') != std::string::npos;
  const std::string host = bracketed ? "[" + address.host + "]" : address.host;
  return host + ":" + std::to_string(address.port);
}

Error cannot_listen(const ListenAddress& address, const ErrorCode& error) {
  const bool taken = error == asio::error::address_in_use;
  return {ErrorKind::unavailable,
          "cannot listen on " + print_address(address) + ": " + error.message(),
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

/// One address that is listened on; its coroutine runs on the first lane.
class Listener {
 public:
  Listener(asio::io_context& context, bool secure)
      : secure_(secure), acceptor_(context), retry_(context) {}

  /// Tries every address of the host's name in turn. Then `address` is the one that was bound.
  ErrorCode open(ListenAddress& address) {
    ErrorCode error;
    Tcp::resolver resolver(acceptor_.get_executor());
    const auto found =
        resolver.resolve(address.host, std::to_string(address.port), Tcp::resolver::passive, error);
    if (error) return error;
    for (const auto& entry : found) {
      error = open_at(acceptor_, entry.endpoint());
      if (error) continue;
      const auto bound = acceptor_.local_endpoint(error);
      if (!error) address = {bound.address().to_string(), bound.port()};
      return error;
    }
    return error;
  }

  /// Hands connections round until closed.
  Task<void> accept(const std::vector<std::unique_ptr<Lane>>& lanes) {
    for (std::size_t turn = 0; !closed_; ++turn) {
      Lane& lane = *lanes[turn % lanes.size()];
      ErrorCode error;
      auto socket = co_await acceptor_.async_accept(lane.context(), await_into(error));
      if (!error) {
        lane.adopt(std::move(socket), secure_);
      } else if (!closed_) {
        retry_.expires_after(kAcceptBackOff);
        co_await retry_.async_wait(await_into(error));
      }
    }
  }

  void close() {
    closed_ = true;
    ErrorCode ignored;
    acceptor_.close(ignored);
    retry_.cancel();
  }

 private:
  const bool secure_;
  bool closed_ = false;
  Acceptor acceptor_;
  Timer retry_;
};

}  // namespace

class Front::Engine {
 public:
  Engine(FrontSettings settings, FrontHandler handler)
      : settings_(std::move(settings)),
        handler_(std::move(handler)),
        pool_(kMostBlocked, kIdleThread) {
    for (unsigned count = lanes_for(settings_.threads); count > 0; --count) {
      lanes_.push_back(std::make_unique<Lane>(settings_, handler_, pool_));
    }
  }

  Outcome open() {
    ListenAddress plain{settings_.host, settings_.port};
    if (const auto error = listen_at(plain, false)) return cannot_listen(plain, error);
    settings_.host = plain.host;
    settings_.port = plain.port;
    if (!settings_.tls_listen) return success();
    const auto error = listen_at(*settings_.tls_listen, true);
    return error ? cannot_listen(*settings_.tls_listen, error) : success();
  }

  const FrontSettings& settings() const { return settings_; }  ///< addresses as bound

  void start() {
    for (const auto& listener : listeners_) {
      asio::co_spawn(lanes_.front()->context(), listener->accept(lanes_), asio::detached);
    }
    for (auto& lane : lanes_) {
      threads_.emplace_back([&lane = *lane] { lane.run(); });
    }
  }

  void stop(RealSpan grace) {
    if (threads_.empty()) return;
    const auto now = real_now();
    const auto longest = std::chrono::hours{24};
    const RealTime cut = now + std::min<std::chrono::nanoseconds>(grace.value, longest);
    asio::post(lanes_.front()->context(), [this] {
      for (const auto& listener : listeners_) listener->close();
    });
    for (auto& lane : lanes_) lane->stop(cut);
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    pool_.stop();
  }

 private:
  ErrorCode listen_at(ListenAddress& address, bool secure) {
    listeners_.push_back(std::make_unique<Listener>(lanes_.front()->context(), secure));
    return listeners_.back()->open(address);
  }

  FrontSettings settings_;
  FrontHandler handler_;
  BlockingPool pool_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::vector<std::unique_ptr<Listener>> listeners_;  ///< on the first lane's thread
  std::vector<std::thread> threads_;
};

Front::Front(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Front::~Front() { stop(RealSpan{}); }

Result<std::unique_ptr<Front>> Front::listen(FrontSettings settings, FrontHandler handler) {
  auto engine = std::make_unique<Engine>(std::move(settings), std::move(handler));
  if (const auto opened = engine->open(); !opened) return opened.error();
  return std::unique_ptr<Front>(new Front(std::move(engine)));
}

std::string Front::host() const { return engine_->settings().host; }
std::uint16_t Front::port() const { return engine_->settings().port; }
std::optional<ListenAddress> Front::tls_listen() const { return engine_->settings().tls_listen; }
void Front::start() { engine_->start(); }
void Front::stop(RealSpan grace) { engine_->stop(grace); }

}  // namespace asyncsim::http
