#include "report/watch.h"

#include <algorithm>

#include "core/json.h"
#include "report/times.h"

namespace asyncsim {
namespace {

std::variant<std::monostate, EventWatch, WebhookWatch, CollectionWatch> fold_for(
    const Expectation& expectation, TimePoint from) {
  if (expectation.event) return EventWatch(expectation, from);
  if (expectation.webhooks) return WebhookWatch(expectation);
  if (expectation.all_jobs) return CollectionWatch(expectation);
  return std::monostate{};
}

void judge_finding(Judgement& judgement, FindingId what, const Watch::Known& known) {
  const auto found = std::ranges::find(known.findings, what, &Finding::what);
  if (found != known.findings.end()) {
    judgement.missed = found->count;
    judgement.nearest = found->examples;
  }
  judgement.sentence = std::string(row_of(what).id) + ' ' + times(judgement.missed);
  judgement.final = judgement.missed != 0;
  const auto unknown = std::ranges::find(known.not_judged, what, &NotJudged::what);
  if (judgement.missed == 0 && unknown != known.not_judged.end()) judgement.unknown = unknown->why;
}

void judge_cost(Judgement& judgement, double most, double cost) {
  const auto usd = [](double value) { return print_json(plain_number(value)) + " USD"; };
  judgement.missed = cost > most ? 1 : 0;
  judgement.sentence = usd(cost) + " spent, at most " + usd(most) + " expected";
  judgement.final = judgement.missed != 0;
}

}  // namespace

Watch::Watch(const Expectation& expectation, TimePoint from)
    : expectation_(expectation), fold_(fold_for(expectation, from)) {}

void Watch::take(const Happened& happened) {
  std::visit(
      [&](auto& fold) {
        if constexpr (requires { fold.take(happened); }) fold.take(happened);
      },
      fold_);
}

Judgement Watch::judge(const Known& known) const {
  Judgement judgement{expectation_};
  if (const auto* events = std::get_if<EventWatch>(&fold_)) events->judge(judgement, known.now);
  if (const auto* hooks = std::get_if<WebhookWatch>(&fold_)) hooks->judge(judgement, known.now);
  if (const auto* collection = std::get_if<CollectionWatch>(&fold_)) {
    collection->judge(judgement, known.uncollected);
  }
  if (expectation_.poll_cadence) judge_finding(judgement, FindingId::polled_too_fast, known);
  if (expectation_.submits) judge_finding(judgement, FindingId::submitted_again, known);
  if (expectation_.cost_usd_at_most) {
    judge_cost(judgement, *expectation_.cost_usd_at_most, known.cost_usd);
  }
  if (judgement.missed == 0) judgement.nearest.clear();
  const bool by_journal =
      expectation_.event || expectation_.webhooks || (expectation_.all_jobs && expectation_.within);
  if (history_lost_ && by_journal && !(judgement.final && judgement.met())) {
    judgement.unknown = "the oldest entries have left the journal; begin later, with \"since\"";
  }
  return judgement;
}

}  // namespace asyncsim
