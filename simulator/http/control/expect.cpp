// One expectation by a call: judged at once, or as soon as it is met.
#include <algorithm>
#include <utility>

#include "http/control/answer.h"
#include "http/control/handlers.h"
#include "pacer/real_time.h"
#include "report/report_json.h"
#include "scenario/scenario_file.h"

namespace asyncsim::control {
namespace {

using http::Call;
using http::error_reply;
using http::Reply;

constexpr std::uint64_t kShownAtOnce = 2'000;  // entries, while nobody else has the account

struct Asked {
  Expectation expectation;
  std::uint64_t since = 0;  ///< the journal's entries after that number
  std::optional<RealSpan> wait{};
};

/// The body is the expectation, with "wait" and "since" beside it or in the query.
Result<Asked> asked_in(const Call& call) {
  auto body = parse_json(call.request.body);
  if (!body) return body.error();
  if (!body->is_object()) {
    return invalid("the body is not an expectation",
                   R"(send one such as {"event": {"event": "polled", "answer": "ready"}})");
  }
  Json rest = Json::object();
  for (const char* key : {"wait", "since"}) {
    if (const auto given = body->find(key); given != body->end()) {
      rest[key] = *given;
      body->erase(key);
    }
  }
  Arguments arguments(call.request, rest, {"wait", "since"});
  Asked asked;
  asked.wait = arguments.real_span("wait", kLongestWait);
  asked.since = arguments.count("since", 0, 1ull << 53).value_or(0);
  if (arguments.error()) return *arguments.error();
  auto expectation = read_expectation(*body, "expect");
  if (!expectation) return expectation.error();
  asked.expectation = *std::move(expectation);
  if (asked.since != 0 && !asked.expectation.event && !asked.expectation.webhooks) {
    return invalid("since: only event and webhooks are judged by a part of the journal",
                   "leave it out");
  }
  return asked;
}

/// A watch, and how far it has come through an account's journal.
class Watching {
 public:
  Watching(Account& account, const Asked& asked)
      : account_(account), asked_(asked), watch_(asked.expectation, TimePoint{}) {
    account_.read(real_now(), [&](World& world) {
      watch_ = world.watch(asked_.expectation);
      deadline_ = world.now() + asked_.expectation.within.value_or(Span{0});
      epoch_ = world.epoch();
      if (world.journal().first() > asked_.since + 1) watch_.history_lost();
    });
    shown_ = asked_.since;
    while (!account_.read(real_now(), [&](World& world) { return look(world, kShownAtOnce); })) {
    }
  }

  const Judgement& judgement() const { return judgement_; }

  /// Whether the epoch lived as long.
  bool wait(RealTime until) {
    while (!over() && real_now() < until) {
      const auto due = account_.due(deadline_ + Span{1}, epoch_, real_now());
      const auto waited =
          account_.wait(due ? std::min(*due, until) : until, real_now(), [this](World& world) {
            look(world, ~0ull);
            return over();
          });
      if (waited == Account::Waited::gone) return false;
      account_.read(real_now(), [this](World& world) { return look(world, ~0ull); });
    }
    return true;
  }

 private:
  /// Whether it has seen all that there is.
  bool look(World& world, std::uint64_t most) {
    shown_ = world.show(watch_, shown_, most);
    if (shown_ < world.journal().last()) return false;
    judgement_ = world.judge(watch_);
    return true;
  }

  /// What is to hold until a moment can only be said then.
  bool over() const {
    const bool holds_until = asked_.expectation.within && asked_.expectation.at_most;
    return judgement_.final || !judgement_.unknown.empty() || (judgement_.met() && !holds_until);
  }

  Account& account_;
  const Asked& asked_;
  Watch watch_;
  Judgement judgement_;
  TimePoint deadline_{};
  std::uint64_t epoch_ = 0;
  std::uint64_t shown_ = 0;
};

}  // namespace

Reply expect(Call& call) {
  const auto asked = asked_in(call);
  if (!asked) return error_reply(asked.error());
  const auto account = account_of(call, asked->wait ? Touch::write : Touch::read);
  if (!account) return error_reply(account.error());
  const auto last =
      (*account)->read(call.now(), [](World& world) { return world.journal().last(); });
  if (asked->since > last) {
    return error_reply(invalid("since: the journal's last entry is " + std::to_string(last),
                               "GET /_sim/journal numbers them; a reset begins at 1 again"));
  }
  Watching watching(**account, *asked);
  if (asked->wait && !watching.wait(call.now() + asked->wait->value)) {
    return error_reply(epoch_over());
  }
  Reply reply = answer(call, **account, judgement_json(watching.judgement()));
  if (!watching.judgement().met()) reply.status = 422;
  return reply;
}

}  // namespace asyncsim::control
