// `demo`: a client of the real server, over real HTTP, that shows what it hears.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "cli/commands.h"
#include "cli/demo_screen.h"
#include "cli/server.h"
#include "core/time_text.h"
#include "http/client.h"

namespace asyncsim::cli {
namespace {

constexpr RealSpan kPatience{std::chrono::seconds{30}};
constexpr std::string_view kHook = "https://sim.test/inbox/demo";
/// On a terminal each step stands for a moment, so that it can be seen.
constexpr std::string_view kMoment = "60ms";

constexpr std::string_view kWorld = R"({
  "extends": "typical-day",
  "clock": { "start": "2026-01-05T16:50:00Z", "mode": "manual" },
  "zones": { "web_unlocker1": { "success_rate": 1 } }
})";

/// Speaks to the server. The first thing that goes wrong ends the demo: Error is thrown.
class Caller {
 public:
  explicit Caller(std::string url) : url_(std::move(url)) {}

  http::ClientReply call(std::string method, const std::string& target, std::string body = "") {
    const auto reply = http::fetch({std::move(method),
                                    url_ + target,
                                    {{"authorization", "Bearer asyncsim-demo-key"}},
                                    std::move(body)},
                                   kPatience);
    if (!reply) throw reply.error();
    return *reply;
  }

  Json json(std::string method, const std::string& target, std::string body = "") {
    const auto reply = call(std::move(method), target, std::move(body));
    auto parsed = parse_json(reply.body);
    if (reply.status != 200 || !parsed) throw invalid(target + " answered: " + reply.body);
    return *std::move(parsed);
  }

 private:
  const std::string url_;
};

enum class Fetching { polls, webhook, never };

/// One request that the demo follows.
struct Shown {
  std::string id;
  Fetching how;
  std::size_t row = 0;
  TimePoint submitted{};
  Span pause{};  ///< between its polls, after the documented first ones
  TimePoint next_poll = kLatest;
  int polls = 0;
  bool done = false;
};

std::string header(const http::ClientReply& reply, std::string_view name) {
  const auto found =
      std::ranges::find(reply.headers, name, &decltype(reply.headers)::value_type::first);
  return found == reply.headers.end() ? "" : found->second;
}

std::string minutes(Span span) {
  return format_span(std::chrono::duration_cast<std::chrono::seconds>(span));
}

class Play {
 public:
  Play(std::string url, bool terminal)
      : server_(std::move(url)), screen_(terminal), terminal_(terminal) {}

  void play() {
    screen_.say(
        "asyncsim demo: requests over real HTTP against this very program, on virtual time.");
    screen_.begin("Monday 16:50, off peak: typically done within 5 minutes");
    submit("https://shop.example/product/1", Fetching::polls, std::chrono::seconds{5});
    submit("https://shop.example/product/2", Fetching::webhook);
    const Shown lost = submit("https://shop.example/product/3", Fetching::never);
    follow();
    advance("to=2026-01-05T19:30:00Z");
    screen_.begin("Monday 19:30, peak hours: the same requests take hours");
    submit("https://shop.example/product/4", Fetching::polls, std::chrono::minutes{10});
    submit("https://shop.example/product/5", Fetching::webhook);
    follow();
    lose(lost);
    bill();
  }

 private:
  Shown submit(const std::string& url, Fetching how, Span pause = {}) {
    Json body{{"url", url}};
    if (how == Fetching::webhook) body["webhook_url"] = kHook;
    const auto reply = server_.call("POST", "/unblocker/req?zone=web_unlocker1", print_json(body));
    Shown shown{header(reply, "x-response-id"), how};
    shown.row = screen_.add_row(url.substr(url.rfind('/') - 7));
    shown.submitted = read_now(reply);
    shown.pause = pause;
    if (how == Fetching::polls) shown.next_poll = shown.submitted + std::chrono::seconds{20};
    const std::string plan = how == Fetching::polls     ? "polled"
                             : how == Fetching::webhook ? "to be told by webhook"
                                                        : "and then forgotten by its client";
    screen_.tell(shown.row, shown.submitted, "accepted, " + plan + ": " + shown.id, Tone::plain);
    rest();
    shown_.push_back(shown);
    return shown;
  }

  /// Until every request that somebody waits for is read.
  void follow() {
    while (std::ranges::any_of(shown_, &Play::awaited)) {
      step();
      read_messages();
      for (Shown& shown : shown_) {
        if (shown.next_poll <= now_ && !shown.done) poll(shown);
      }
      rest();
    }
    shown_.clear();
  }

  static bool awaited(const Shown& shown) { return !shown.done && shown.how != Fetching::never; }

  /// To the next poll or to the next thing that happens, whichever is first.
  void step() {
    TimePoint next = kLatest;
    for (const Shown& shown : shown_) {
      if (!shown.done) next = std::min(next, shown.next_poll);
    }
    const Json event = server_.json("GET", "/_sim/clock").at("next_event");
    if (event.is_object()) {
      next = std::min(next, parse_time(event.at("at").get<std::string>()).value());
    }
    advance("to=" + format_time(next));
  }

  http::ClientReply read(const std::string& id) {
    return server_.call("GET", "/unblocker/get_result?response_id=" + id);
  }

  void poll(Shown& shown) {
    const auto reply = read(shown.id);
    const TimePoint now = read_now(reply);
    ++shown.polls;
    if (reply.status == 202) {
      const auto text = "202 " + reply.body + ", heard " + std::to_string(shown.polls) + " times";
      if (shown.polls == 1) {
        screen_.tell(shown.row, now, "202 " + reply.body, Tone::waiting);
      } else {
        screen_.update(shown.row, now, text, Tone::waiting);
      }
      const Span pause = shown.polls == 1 ? std::chrono::seconds{10} : shown.pause;
      shown.next_poll = now + pause;
      return;
    }
    shown.done = true;
    screen_.tell(
        shown.row, now,
        read_text(reply, shown) + ", " + std::to_string(shown.polls - 1) + " times 202 before",
        Tone::good);
  }

  void read_messages() {
    const Json messages = server_.json("GET", "/_sim/inbox/demo/messages").at("messages");
    for (; messages_ < messages.size(); ++messages_) {
      const auto id = messages[messages_].at("json").at("response_id").get<std::string>();
      const auto shown = std::ranges::find(shown_, id, &Shown::id);
      if (shown == shown_.end()) continue;
      screen_.tell(shown->row, now_,
                   "webhook: " + messages[messages_].at("body").get<std::string>(), Tone::told);
      rest();
      const auto reply = read(id);
      shown->done = true;
      screen_.tell(shown->row, now_, read_text(reply, *shown) + ", told by webhook", Tone::good);
    }
  }

  std::string read_text(const http::ClientReply& reply, const Shown& shown) {
    return std::to_string(reply.status) + " with " + std::to_string(reply.body.size()) +
           " bytes, read " + minutes(read_now(reply) - shown.submitted) + " after the submit";
  }

  void lose(const Shown& lost) {
    screen_.begin("48 hours after its submit a result is gone");
    const std::size_t row = screen_.add_row("product/3");
    advance("to=" + format_time(lost.submitted + std::chrono::hours{48}));
    const auto reply = read(lost.id);
    screen_.tell(row, now_, std::to_string(reply.status) + ": " + header(reply, "x-asyncsim-hint"),
                 Tone::bad);
  }

  void bill() {
    const Json ledger = server_.json("GET", "/_sim/ledger");
    screen_.say("");
    screen_.say("The bill: " + ledger.at("billed").dump() + " requests, " +
                ledger.at("cost_usd").dump() + " USD; one of them paid and never collected.");
    screen_.say("Your turn: asyncsim serve, then point your client at the url it prints.");
  }

  void advance(const std::string& how) {
    now_ =
        parse_time(server_.json("POST", "/_sim/clock/advance?" + how).at("now").get<std::string>())
            .value();
  }

  TimePoint read_now(const http::ClientReply& reply) {
    return parse_time(header(reply, "x-sim-now")).value();
  }

  /// Waits for a message that nobody sends.
  void rest() {
    if (!terminal_) return;
    server_.call("GET", "/_sim/inbox/rest/messages?wait=" + std::string(kMoment));
  }

  Caller server_;
  DemoScreen screen_;
  const bool terminal_;
  std::vector<Shown> shown_;
  std::size_t messages_ = 0;
  TimePoint now_{};
};

/// Whether lines can be drawn over.
bool is_terminal() {
  const char* kind = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) == 1 && kind && std::string_view(kind) != "dumb" &&
         !std::getenv("NO_COLOR");
}

}  // namespace

int demo() {
  ServeOptions options;
  options.scenario = kWorld;
  options.listen.port = 0;
  options.log_level = LogLevel::error;
  auto scenario = chosen_scenario(options);
  if (!scenario) return fail(kUsageExit, scenario.error());
  Server server(options, *scenario, http::TargetPolicy{});
  if (auto listening = server.listen(); !listening) return fail(kListenExit, listening.error());
  int code = 0;
  try {
    Play(server.url(), is_terminal()).play();
  } catch (const Error& error) {
    code = fail(1, error);
  } catch (const std::exception& error) {
    code = fail(1, invalid(std::string("an answer was not as expected: ") + error.what()));
  }
  (void)server.stop();
  return code;
}

}  // namespace asyncsim::cli
