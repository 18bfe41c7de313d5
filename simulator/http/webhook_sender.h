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
  unsigned in_all = 1024;  ///< exchanges at once
  /// Head and body; a longer answer is cut there and still judged by its status.
  std::size_t answer_bytes = 64 * 1024;
  /// Whether a connection is kept when nothing waits for its target. A receiver to whom an idle one
  /// costs a thread, and seconds when it stops, is better off without.
  bool keep_idle_links = true;
};

class WebhookSender {
 public:
  using Done = std::function<void(AttemptResult)>;

  static constexpr unsigned kPaced = 64;
  /// While time stands nothing is gained by width, and much is lost: many test receivers listen
  /// with a backlog of 5, and a dropped SYN comes again only after a second.
  static constexpr unsigned kStanding = 4;

  /// How long an attempt is waited for, and how many at once its target is trusted with.
  struct Patience {
    RealSpan deadline{std::chrono::seconds{10}};  ///< of the whole exchange
    std::string why_timeout{};                    ///< ends the reason of a time-out; may be empty
    unsigned at_once = kPaced;  ///< begins when fewer are under way to its scheme, host and port
  };

  explicit WebhookSender(SenderSettings settings);
  ~WebhookSender();

  /// Sends `request`; `done` is called exactly once, on the sender's thread, at the latest
  /// deadline after the exchange began (queueing for a free slot does not count).
  void send(HookRequest request, Patience patience, Done done);

  /// Drops what waits, gives exchanges in flight `grace`, ends the thread. Returns how many were
  /// dropped.
  std::size_t stop(RealSpan grace);

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace asyncsim::http
