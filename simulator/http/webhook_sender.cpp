#include "http/webhook_sender.h"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <cstdio>

#include "http/webhook_engine.h"
#include "http/webhook_wire.h"
#include "pacer/real_time.h"

namespace asyncsim::http {
namespace {

constexpr std::chrono::seconds kIdleLink{2};  ///< a kept connection unused for so long is closed
constexpr std::chrono::seconds kSweepEvery{1};
constexpr const char* kStopped = "the simulator stopped before the attempt was sent";

AttemptResult unsent(const Error& why) {
  if (why.kind == ErrorKind::forbidden) return {AttemptEnd::refused, 0, why.message};
  return broken(why.message + "; " + why.hint);
}

}  // namespace

WebhookSender::Engine::Engine(SenderSettings settings) : settings_(std::move(settings)) {
  settings_.in_all = std::max(1u, settings_.in_all);
  thread_ = std::thread([this] {
    const auto work = asio::make_work_guard(context_);
    context_.run();
  });
}

WebhookSender::Engine::~Engine() {
  stop(RealSpan{});
  asio::post(context_, [this] { context_.stop(); });
  thread_.join();
}

void WebhookSender::Engine::send(const HookRequest& request, Patience patience, Done done) {
  QueuedAttempt attempt{{}, patience, std::move(done), nullptr};
  auto origin = address(request, attempt);
  asio::post(context_, [this, origin = std::move(origin), attempt = std::move(attempt)]() mutable {
    admit(origin, std::move(attempt));
  });
}

Result<std::string> WebhookSender::Engine::address(const HookRequest& request,
                                                   QueuedAttempt& attempt) const {
  const auto url = parse_webhook_url(request.url);
  if (!url) return url.error();
  if (auto why = control_refusal(url->target); !why.empty()) {
    return Error{ErrorKind::forbidden, std::move(why)};
  }
  attempt.wire = wire_of(request, url->authority(), url->target);
  auto origin = url->origin();
  for (const TargetMap& map : settings_.maps) {
    if (map.from != origin) continue;
    attempt.map = &map;
    const auto to = parse_webhook_url(map.to);
    if (!to) return to.error();
    return to->origin();
  }
  return origin;
}

void WebhookSender::Engine::admit(const Result<std::string>& origin, QueuedAttempt attempt) {
  if (stopping_) return attempt.done(broken(kStopped));
  if (!origin) return attempt.done(unsent(origin.error()));
  WebhookTarget& target = targets_.try_emplace(*origin, context_, *origin).first->second;
  target.waiting.push_back(std::move(attempt));
  line_up(target);
  pump();
}

void WebhookSender::Engine::line_up(WebhookTarget& target) {
  if (target.queued || target.waiting.empty()) return;
  if (target.active >= std::max(1u, target.waiting.front().patience.at_once)) return;
  target.queued = true;
  line_.push_back(&target);
}

void WebhookSender::Engine::pump() {
  while (in_flight_.size() < settings_.in_all && !line_.empty()) {
    WebhookTarget& target = *line_.front();
    line_.pop_front();
    target.queued = false;
    // The end of one of its own brings it back into the line.
    if (target.active > settings_.in_all - in_flight_.size()) continue;
    auto kept = idle_link(target);
    if (!kept && !may_connect(target)) continue;
    begin(target, std::move(kept));
    line_up(target);
  }
}

/// Takes its turn if it may; else the target's timer, or a connection that is free again, brings it
/// back into the line.
bool WebhookSender::Engine::may_connect(WebhookTarget& target) {
  const auto now = real_now();
  const auto next = target.pace.next(now);
  if (next <= now) {
    target.pace.take(now);
    return true;
  }
  if (std::exchange(target.pausing, true)) return false;
  target.pause.expires_at(next);
  target.pause.async_wait([this, &target](const ErrorCode& error) {
    if (error) return;
    target.pausing = false;
    line_up(target);
    pump();
  });
  return false;
}

void WebhookSender::Engine::begin(WebhookTarget& target, std::shared_ptr<WebhookLink> kept) {
  auto exchange =
      std::make_shared<WebhookExchange>(context_, target, std::move(target.waiting.front()));
  target.waiting.pop_front();
  ++target.active;
  exchange->link = std::move(kept);
  exchange->place = in_flight_.insert(in_flight_.end(), exchange);
  asio::co_spawn(context_, run(std::move(exchange)), asio::detached);
}

void WebhookSender::Engine::finish(const Exchange& exchange, AttemptResult result) {
  WebhookTarget& target = exchange->target;
  in_flight_.erase(exchange->place);
  --target.active;
  const bool wanted = settings_.keep_idle_links || !target.waiting.empty();
  if (exchange->link_reusable && wanted && !stopping_) {
    exchange->link->idle_since = real_now();
    target.idle.push_back(std::move(exchange->link));
  }
  exchange->link.reset();
  try {
    exchange->attempt.done(std::move(result));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "asyncsim: what follows a webhook failed: %s\n", error.what());
  }
  line_up(target);
  pump();
  if (!sweeping_) close_idle_links();
  if (stopping_ && in_flight_.empty()) quiet_.set_value();
}

std::shared_ptr<WebhookLink> WebhookSender::Engine::idle_link(WebhookTarget& target) {
  while (!target.idle.empty()) {
    auto link = std::move(target.idle.back());
    target.idle.pop_back();
    if (link->quiet()) return link;
  }
  return nullptr;
}

/// Also forgets targets of which nothing is left; comes again as long as there are some.
void WebhookSender::Engine::close_idle_links() {
  const auto oldest = real_now() - kIdleLink;
  for (auto entry = targets_.begin(); entry != targets_.end();) {
    WebhookTarget& target = entry->second;
    const auto newer = std::find_if(target.idle.begin(), target.idle.end(),
                                    [&](const auto& link) { return link->idle_since > oldest; });
    target.idle.erase(target.idle.begin(), newer);
    const bool empty = target.idle.empty() && target.waiting.empty() && target.active == 0 &&
                       !target.pausing;  // its timer knows it
    entry = empty ? targets_.erase(entry) : std::next(entry);
  }
  sweeping_ = !targets_.empty() && !stopping_;
  if (!sweeping_) return;
  sweeper_.expires_after(kSweepEvery);
  sweeper_.async_wait([this](const ErrorCode& error) {
    if (!error) close_idle_links();
  });
}

std::size_t WebhookSender::Engine::drop_waiting() {
  std::size_t dropped = 0;
  line_.clear();
  for (auto& [origin, target] : targets_) {
    target.queued = false;
    target.idle.clear();
    for (const auto& attempt : std::exchange(target.waiting, {})) {
      attempt.done(broken(kStopped));
      ++dropped;
    }
  }
  return dropped;
}

void WebhookSender::Engine::begin_stop(RealSpan grace, std::promise<std::size_t>& dropped) {
  stopping_ = true;
  dropped.set_value(drop_waiting());
  if (in_flight_.empty()) return quiet_.set_value();
  grace_timer_.expires_after(grace.value);
  grace_timer_.async_wait([this](const ErrorCode& error) {
    if (error) return;
    for (const auto& exchange : in_flight_) exchange->end(WebhookExchange::Cut::stopped);
  });
}

std::size_t WebhookSender::Engine::stop(RealSpan grace) {
  const std::lock_guard lock(stop_mutex_);
  if (std::exchange(stopped_, true)) return 0;
  std::promise<std::size_t> dropped;
  asio::post(context_, [&] { begin_stop(grace, dropped); });
  const auto count = dropped.get_future().get();
  quiet_.get_future().wait();
  return count;
}

WebhookSender::WebhookSender(SenderSettings settings)
    : engine_(std::make_unique<Engine>(std::move(settings))) {}
WebhookSender::~WebhookSender() = default;

void WebhookSender::send(const HookRequest& request, Patience patience, Done done) {
  engine_->send(request, patience, std::move(done));
}

std::size_t WebhookSender::stop(RealSpan grace) { return engine_->stop(grace); }

}  // namespace asyncsim::http
