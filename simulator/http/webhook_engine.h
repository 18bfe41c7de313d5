// The sender's inside: what waits for each target, what is in flight, and the connections kept.
// Everything belongs to the sender's thread.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <deque>
#include <future>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "http/asio.h"
#include "http/name_lookup.h"
#include "http/webhook_link.h"
#include "http/webhook_pace.h"
#include "http/webhook_sender.h"
#include "http/webhook_url.h"

namespace asyncsim::http {

struct WebhookTarget;

/// How an attempt ends that came to no complete answer.
inline AttemptResult broken(std::string reason) {
  return {AttemptEnd::broken, 0, std::move(reason)};
}

/// One attempt that waits for its turn. There may be very many: it is small.
struct QueuedAttempt {
  std::string wire;  ///< the bytes of its request
  WebhookSender::Patience patience;
  WebhookSender::Done done;
  const TargetMap* map = nullptr;  ///< by which it goes elsewhere than addressed
};

/// One attempt on its way.
struct WebhookExchange {
  WebhookExchange(asio::io_context& context, WebhookTarget& where, QueuedAttempt what)
      : attempt(std::move(what)), target(where), deadline_timer(context), wake(context) {}

  const QueuedAttempt attempt;
  WebhookTarget& target;
  std::shared_ptr<WebhookLink> link;
  Timer deadline_timer;
  Timer wake;  ///< the end of the name look-up; the next try to connect
  std::string stage = "no complete answer";  ///< what was waited for last
  bool unheard = false;  ///< its request was not read before the receiver closed the connection
  bool link_reusable = false;
  std::list<std::shared_ptr<WebhookExchange>>::iterator place;  ///< among those in flight
  enum class Cut { no, timed_out, stopped } cut = Cut::no;

  void end(Cut why);
  bool is_cut() const { return cut != Cut::no; }
  /// The attempt's result, where being cut outweighs what the socket said of it.
  AttemptResult judge(AttemptResult result) const;
};

/// One scheme, host and port.
struct WebhookTarget {
  WebhookTarget(asio::io_context& context, const std::string& origin)
      : url(*parse_webhook_url(origin)), pause(context) {}

  const WebhookUrl url;  ///< its origin: the path is not used
  std::deque<QueuedAttempt> waiting;
  std::vector<std::shared_ptr<WebhookLink>> idle;  ///< the newest last
  unsigned active = 0;
  bool queued = false;  ///< stands in the engine's line
  ConnectPace pace;
  Timer pause;  ///< until the next connection may be opened
  bool pausing = false;
};

class WebhookSender::Engine {
 public:
  explicit Engine(SenderSettings settings);
  ~Engine();

  /// From any thread.
  void send(const HookRequest& request, Patience patience, Done done);
  /// From any other thread; the thread goes on, so that late calls of send() are answered too.
  std::size_t stop(RealSpan grace);

 private:
  using Exchange = std::shared_ptr<WebhookExchange>;
  using Trouble = std::optional<AttemptResult>;  ///< nothing: go on

  /// Writes the bytes of the request. Returns the origin, after the map, that they go to.
  Result<std::string> address(const HookRequest& request, QueuedAttempt& attempt) const;
  void admit(const Result<std::string>& origin, QueuedAttempt attempt);
  void line_up(WebhookTarget& target);
  void pump();
  bool may_connect(WebhookTarget& target);
  void begin(WebhookTarget& target, std::shared_ptr<WebhookLink> kept);
  Task<void> run(Exchange exchange);
  Task<AttemptResult> attempt(Exchange exchange);
  Task<Trouble> connect(Exchange exchange);
  Task<ErrorCode> open(Exchange exchange, Tcp::endpoint receiver);
  Task<Trouble> secure(Exchange exchange);
  Task<Result<NameLookup::Addresses>> resolve(Exchange exchange);
  Task<AttemptResult> converse(Exchange exchange);
  std::shared_ptr<WebhookLink> idle_link(WebhookTarget& target);
  void finish(const Exchange& exchange, AttemptResult result);
  void close_idle_links();
  std::size_t drop_waiting();
  void begin_stop(RealSpan grace, std::promise<std::size_t>& dropped);
  boost::asio::ssl::context& trust();

  SenderSettings settings_;
  asio::io_context context_{1};
  NameLookup names_{context_, settings_.names};
  Timer sweeper_{context_};
  std::unique_ptr<boost::asio::ssl::context> trust_;
  std::map<std::string, WebhookTarget> targets_;
  std::deque<WebhookTarget*> line_;  ///< targets that may start one more, each once
  std::list<Exchange> in_flight_;
  bool sweeping_ = false;
  bool stopping_ = false;
  Timer grace_timer_{context_};
  std::promise<void> quiet_;  ///< kept when stopping and nothing is in flight
  std::mutex stop_mutex_;     ///< of stopped_
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace asyncsim::http
