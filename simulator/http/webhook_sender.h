// Sends webhook attempts over HTTP(S): one thread, no thread per delivery.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/virtual_time.h"
#include "webhook/transport.h"

namespace asyncsim::http {

/// Where webhooks may go. The default is private: loopback, RFC 1918, 100.64/10, fc00::/7.
class TargetPolicy {
 public:
  /// "private", "any", or a comma list of host names, IP literals and CIDR blocks (and "private").
  static Result<TargetPolicy> parse(std::string_view text);
  /// Whether that resolved address, reached under that host name, may be connected to.
  /// IPv4-mapped and NAT64 (64:ff9b::/96) addresses are judged as the IPv4 address within.
  bool allows(std::string_view host, std::string_view address) const;
  /// The sentence of a refusal, with the option to set.
  std::string refusal(std::string_view host, std::string_view address) const;

 private:
  struct Block {
    std::vector<unsigned char> bytes;
    unsigned bits = 0;
  };
  /// False if `text` is neither an IP literal nor a CIDR block.
  bool add_block(std::string_view text);
  bool any_ = false;
  std::vector<std::string> hosts_;
  std::vector<Block> blocks_;
};

/// --webhook-map FROM=TO: deliver to TO (scheme, host, port) what is addressed to FROM.
struct TargetMap {
  std::string from, to;  ///< "https://hooks.example" -> "http://127.0.0.1:9000"
};
Result<TargetMap> parse_target_map(std::string_view text);

struct SenderSettings {
  TargetPolicy policy;
  std::vector<TargetMap> maps;
  unsigned per_target = 64;  ///< exchanges at once with one scheme, host and port
  unsigned in_all = 1024;
  std::size_t answer_bytes =
      64 * 1024;  ///< head and body; more is an answer cut there, still judged by status
};

class WebhookSender {
 public:
  using Done = std::function<void(AttemptResult)>;

  explicit WebhookSender(SenderSettings settings);
  ~WebhookSender();

  /// Sends `request`; `done` is called exactly once, on the sender's thread, at the latest
  /// `deadline` after the exchange began (queueing for a free slot does not count).
  /// `why_timeout` ends the reason of a time-out ("is the receiver on the thread that called
  /// advance?").
  void send(HookRequest request, RealSpan deadline, std::string why_timeout, Done done);

  /// Drops what waits, gives exchanges in flight `grace`, ends the thread. Returns how many were
  /// dropped.
  std::size_t stop(RealSpan grace);

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace asyncsim::http
