// The front: listens, reads requests under limits and deadlines, writes replies. It knows HTTP and
// nothing of jobs. One io_context a thread; an acceptor hands connections round.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/virtual_time.h"
#include "http/request.h"

namespace asyncsim::http {

class TlsIdentity;

struct FrontLimits {
  std::size_t head_bytes = 16 * 1024;                ///< 431
  std::size_t field_count = 100;                     ///< 431
  std::size_t target_bytes = 8'000;                  ///< 414
  std::size_t body_bytes = 10 * 1024 * 1024;         ///< 413
  RealSpan head_deadline{std::chrono::seconds{10}};  ///< from its first byte: 408, then close
  RealSpan body_deadline{std::chrono::seconds{30}};  ///< from the end of the head: 408, then close
  RealSpan handshake_deadline{std::chrono::seconds{10}};  ///< of TLS: close
  RealSpan idle_deadline{std::chrono::seconds{120}};      ///< between requests: close
  RealSpan write_deadline{std::chrono::seconds{30}};      ///< a reply nobody reads: close
  RealSpan linger{std::chrono::seconds{2}};               ///< reading on after an early answer
  RealSpan drip{std::chrono::milliseconds{100}};          ///< between the parts of a dripping reply
  RealSpan silence{std::chrono::minutes{5}};              ///< of ReplyFault::silence: close
};

struct ListenAddress {
  std::string host = "127.0.0.1";  ///< IP literal or name; IPv6 without brackets
  std::uint16_t port = 0;          ///< 0: a free one
};

struct FrontSettings {
  std::string host = "127.0.0.1";  ///< as ListenAddress has them
  std::uint16_t port = 0;
  unsigned threads = 0;  ///< 0: as many as cores
  FrontLimits limits{};
  /// Nothing: no TLS. Else CONNECT on the plain port may end at it, without a TLS listener too.
  std::shared_ptr<const TlsIdentity> tls{};
  std::optional<ListenAddress> tls_listen{};  ///< needs `tls`
};

/// What the front calls. All are called from many threads at once.
struct FrontHandler {
  std::function<Reply(const Request&)> answer;
  /// Whether `answer` may block for this request: then it runs on a thread of its own.
  std::function<bool(const Request&)> blocks{};
  /// Hears of what `answer` never sees: the front's own refusals, and TLS handshakes that fail.
  /// `kind` is the same for like ones: "413 POST /path". May be empty.
  std::function<void(const std::string& kind, std::string_view why)> refused{};
};

class Front {
 public:
  /// Binds and listens (SO_REUSEADDR, never SO_REUSEPORT, backlog 4096); the error says which
  /// address and why. Connections are served from start() on.
  static Result<std::unique_ptr<Front>> listen(FrontSettings settings, FrontHandler handler);
  ~Front();  ///< stops at once

  std::string host() const;  ///< as bound
  std::uint16_t port() const;
  /// Of the TLS listener, as bound; nothing without one.
  std::optional<ListenAddress> tls_listen() const;

  void start();
  /// Graceful: closes the listeners and idle connections at once, gives exchanges in flight
  /// `grace`. Returns when all threads have ended.
  void stop(RealSpan grace);

 private:
  class Engine;
  explicit Front(std::unique_ptr<Engine> engine);
  std::unique_ptr<Engine> engine_;
};

}  // namespace asyncsim::http
