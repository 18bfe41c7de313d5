// The life of one exchange: an idle connection or a new one, request, answer; under one deadline.
#include <algorithm>

#include "core/time_text.h"
#include "http/retry_after.h"
#include "http/webhook_answer.h"
#include "http/webhook_engine.h"
#include "pacer/real_time.h"

namespace asyncsim::http {
namespace {

constexpr std::chrono::hours kLongest{24};  ///< so that no sum of times overflows
constexpr std::chrono::milliseconds kSynAnswered{5}, kSynAnsweredAtLast{80};

std::string connect_failure(const ErrorCode& error, const std::string& peer) {
  if (error == asio::error::connection_refused) return "connection refused by " + peer;
  return "no connection to " + peer + ": " + error.message();
}

/// What may be wrong when nobody answers at localhost inside a container.
std::string container_hint(const WebhookExchange& exchange) {
  WebhookUrl outside = exchange.target.url;
  const TargetMap* const map = exchange.attempt.map;
  const std::string addressed = map ? map->from : outside.origin();
  outside.host = "host.docker.internal";
  return "; inside a container localhost is the container itself: --webhook-map " + addressed +
         "=" + outside.origin() + " delivers to its host";
}

}  // namespace

void WebhookExchange::end(Cut why) {
  if (is_cut()) return;
  cut = why;
  wake.cancel();
  if (link) link->cut();
}

AttemptResult WebhookExchange::judge(AttemptResult result) const {
  if (!is_cut() || result.end == AttemptEnd::answered) return result;
  if (cut == Cut::stopped) return broken("the simulator stopped before the attempt was answered");
  const auto within = std::chrono::ceil<std::chrono::milliseconds>(attempt.patience.deadline.value);
  std::string reason = stage + " within " + format_span(Span(within));
  const auto& why = attempt.patience.why_timeout;
  if (!why.empty()) reason.append("; ").append(why);
  return {AttemptEnd::timed_out, 0, std::move(reason)};
}

Task<void> WebhookSender::Engine::run(Exchange exchange) {
  const auto began = std::chrono::system_clock::now();
  const RealTime start = real_now();
  exchange->deadline_timer.expires_after(
      std::min<std::chrono::nanoseconds>(exchange->attempt.patience.deadline.value, kLongest));
  exchange->deadline_timer.async_wait([exchange](const ErrorCode& cancelled) {
    if (!cancelled) exchange->end(WebhookExchange::Cut::timed_out);
  });
  AttemptResult result;
  try {
    result = co_await attempt(exchange);
  } catch (const std::exception& error) {  // no memory, no root certificates ...
    result = broken(std::string("the attempt failed inside the simulator: ") + error.what());
  }
  exchange->deadline_timer.cancel();
  result = exchange->judge(std::move(result));
  if (exchange->link) result.trace.address = exchange->link->peer();
  result.trace.began = began;
  result.trace.took = std::chrono::duration_cast<std::chrono::microseconds>(real_now() - start);
  finish(exchange, std::move(result));
}

Task<AttemptResult> WebhookSender::Engine::attempt(Exchange exchange) {
  if (exchange->is_cut()) co_return broken("");
  if (exchange->link) {
    auto result = co_await converse(exchange);
    // The receiver had closed it before it read the request: not its verdict on us.
    if (!exchange->unheard || exchange->is_cut()) co_return result;
  }
  if (auto trouble = co_await connect(exchange)) co_return *trouble;
  if (exchange->target.url.tls) {
    if (auto trouble = co_await secure(exchange)) co_return *trouble;
  }
  co_return co_await converse(exchange);
}

Task<WebhookSender::Engine::Trouble> WebhookSender::Engine::connect(Exchange exchange) {
  const auto& url = exchange->target.url;
  const auto addresses = co_await resolve(exchange);
  if (!addresses) {
    co_return broken(addresses.error().message + "; --webhook-map " + url.origin() +
                     "=http://127.0.0.1:PORT delivers to a receiver of yours");
  }
  AttemptResult last{AttemptEnd::refused, 0,
                     settings_.policy.refusal(url.host, addresses->front().to_string())};
  for (const auto& address : *addresses) {
    if (exchange->is_cut()) break;
    if (!settings_.policy.allows(url.host, address.to_string())) continue;
    const Tcp::endpoint receiver(address, url.port);
    exchange->stage = "no connection to " + WebhookLink::name_of(receiver);
    const auto error = co_await open(exchange, receiver);
    if (!error && !exchange->is_cut()) {
      exchange->stage = "no complete answer";
      co_return std::nullopt;
    }
    last = broken(connect_failure(error, exchange->link->peer()));
    if (settings_.in_container && address.is_loopback()) last.reason += container_hint(*exchange);
  }
  co_return last;
}

/// Within one machine a SYN is answered at once, or the receiver's backlog was full and it is lost.
/// The kernel tries again after a second, with all that were lost at that time at the same moment,
/// and most are lost again: so new ones are sent earlier, at the target's pace.
Task<ErrorCode> WebhookSender::Engine::open(Exchange exchange, Tcp::endpoint receiver) {
  for (auto patience = kSynAnswered;; patience = std::min(2 * patience, kSynAnsweredAtLast)) {
    const auto link = exchange->link = std::make_shared<WebhookLink>(context_);
    if (receiver.address().is_loopback()) {
      exchange->wake.expires_after(patience);
      exchange->wake.async_wait([link](const ErrorCode& cancelled) {
        if (!cancelled) link->give_up_connecting();
      });
    }
    const auto error = co_await link->connect(receiver);
    exchange->wake.cancel();
    if (error != asio::error::operation_aborted || exchange->is_cut()) co_return error;
    ConnectPace& pace = exchange->target.pace;
    const auto turn = pace.next(real_now());
    pace.take(turn);
    exchange->wake.expires_at(turn);
    ErrorCode woken;
    co_await exchange->wake.async_wait(await_into(woken));
    if (exchange->is_cut()) co_return error;
  }
}

Task<Result<NameLookup::Addresses>> WebhookSender::Engine::resolve(Exchange exchange) {
  const auto& url = exchange->target.url;
  if (url.literal) co_return NameLookup::Addresses{asio::ip::make_address(url.host)};
  exchange->stage = "host name " + url.host + " not resolved";
  exchange->wake.expires_at(RealTime::max());
  auto heard = std::make_shared<std::optional<Result<NameLookup::Addresses>>>();
  names_.resolve(url.host, [exchange, heard](const Result<NameLookup::Addresses>& result) {
    *heard = result;
    exchange->wake.cancel();
  });
  ErrorCode woken;
  co_await exchange->wake.async_wait(await_into(woken));
  if (*heard) co_return **heard;
  co_return not_found("host name " + url.host + " was not resolved in time");
}

Task<WebhookSender::Engine::Trouble> WebhookSender::Engine::secure(Exchange exchange) {
  const auto why = co_await exchange->link->secure(trust(), exchange->target.url);
  if (why.empty()) co_return std::nullopt;
  co_return broken(why);
}

boost::asio::ssl::context& WebhookSender::Engine::trust() {
  if (!trust_) {
    trust_ = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
    trust_->set_default_verify_paths();
    SSL_CTX_set_min_proto_version(trust_->native_handle(), TLS1_2_VERSION);
  }
  return *trust_;
}

Task<AttemptResult> WebhookSender::Engine::converse(Exchange exchange) {
  const auto link = exchange->link;
  const auto unsent =
      co_await link->write(exchange->attempt.wire);  // the answer may be there all the same
  WebhookAnswer answer(settings_.answer_bytes);
  auto step = WebhookAnswer::Step::more;
  while (step == WebhookAnswer::Step::more) {
    ErrorCode error;
    const auto bytes = co_await link->read(error);
    if (!bytes.empty()) step = answer.take(bytes);
    if (error && step == WebhookAnswer::Step::more) {
      exchange->unheard = !answer.began() && link->unheard(error);
      if (!link->ended(error)) {
        co_return broken("the connection to " + link->peer() +
                         (answer.began() ? " broke in the middle of its answer: " : " broke: ") +
                         (unsent ? unsent : error).message());
      }
      step = answer.end();
    }
  }
  if (step == WebhookAnswer::Step::broken) co_return broken(link->peer() + " " + answer.why());
  exchange->link_reusable = answer.reusable() && !unsent;
  AttemptResult result{AttemptEnd::answered, answer.status(), {}};
  result.trace.answer = answer.take_body();
  if (result.status == 429 || result.status == 503) {
    result.retry_after = parse_retry_after(answer.retry_after(), std::chrono::system_clock::now());
  }
  co_return result;
}

}  // namespace asyncsim::http
