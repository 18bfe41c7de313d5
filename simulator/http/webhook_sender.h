// Sends webhook attempts over HTTP(S): one thread, no thread per delivery.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/virtual_time.h"
#include "http/target_policy.h"
#include "webhook/transport.h"

namespace asyncsim::http {

struct SenderSettings {
  TargetPolicy policy;
  std::vector<TargetMap> maps;
  /// Exchanges at once. No target takes more than it leaves to the others, so that a few that never
  /// answer do not stop the rest.
  unsigned in_all = 1024;
  /// Head and body; a longer answer is cut there and still judged by its status.
  std::size_t answer_bytes = 64 * 1024;
  /// Whether a connection is kept when nothing waits for its target. A receiver to whom an idle one
  /// costs a thread, and seconds when it stops, is better off without.
  bool keep_idle_links = true;
  /// Whether the simulator runs in a container, where localhost is not the user's machine.
  bool in_container = false;
  /// Names known without a look-up: their IP addresses in the order to try them. For tests.
  std::map<std::string, std::vector<std::string>> names{};
};

class WebhookSender {
 public:
  using Done = std::function<void(AttemptResult)>;

  /// Enough for a few hundred jobs that are ready at once and a receiver that takes its time.
  static constexpr unsigned kPaced = 256;
  /// While time stands nothing is gained by width, and much is lost: many test receivers listen
  /// with a backlog of 5, and a dropped SYN comes again only after a second.
  static constexpr unsigned kStanding = 4;

  /// How long an attempt is waited for, and how many at once its target is trusted with.
  struct Patience {
    RealSpan deadline{std::chrono::seconds{10}};  ///< of the whole exchange
    std::string_view why_timeout{};  ///< a literal: ends the reason of a time-out; may be empty
    unsigned at_once = kPaced;  ///< begins when fewer are under way to its scheme, host and port
  };

  explicit WebhookSender(SenderSettings settings);
  ~WebhookSender();

  /// Sends `request`; `done` is called exactly once, on the sender's thread, at the latest
  /// deadline after the exchange began (queueing for a free slot does not count).
  void send(const HookRequest& request, Patience patience, Done done);

  /// Drops what waits, gives exchanges in flight `grace`, ends the thread. Returns how many were
  /// dropped.
  std::size_t stop(RealSpan grace);

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace asyncsim::http
