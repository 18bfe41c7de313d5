#include "core/time_text.h"
#include "forecast/forecast_page.h"

namespace asyncsim {
namespace {

double seconds(Span span) { return static_cast<double>(span.count()) / 1'000; }

Json quantiles_json(const Quantiles& quantiles) {
  Json json{{"count", quantiles.count}};
  const bool any = quantiles.count > 0;
  json["p50_s"] = any ? Json(seconds(quantiles.p50)) : Json(nullptr);
  json["p95_s"] = any ? Json(seconds(quantiles.p95)) : Json(nullptr);
  json["p99_s"] = any ? Json(seconds(quantiles.p99)) : Json(nullptr);
  json["max_s"] = any ? Json(seconds(quantiles.longest)) : Json(nullptr);
  return json;
}

Json steps_json(const ForecastCase& one, Span step) {
  Json list = Json::array();
  for (const ForecastStep& at : coarser(one.steps, step)) {
    list.push_back({{"start", format_time(at.start)},
                    {"submitted", at.submitted},
                    {"completed", at.completed},
                    {"in_flight", at.in_flight}});
  }
  return list;
}

Json case_json(const ForecastCase& one, Span step) {
  Json json{{"start", format_time(one.start)}, {"client", describe(one.client)}};
  json["submits"] = {{"accepted", one.submission.accepted},
                     {"refused", one.submission.refused},
                     {"waited_429", one.submission.waits},
                     {"last", format_time(one.last_submit)}};
  json["ready"] = quantiles_json(one.ready);
  json["collected"] = quantiles_json(one.collected);
  json["failed"] = one.failed;
  json["never_ready"] = one.never_ready;
  json["lost"] = one.lost;
  json["polls"] = one.polls;
  json["pending_answers"] = one.pending_answers;
  json["cost_usd"] = one.submission.usd;
  json["all_done"] = one.all_done ? Json(format_time(*one.all_done)) : Json(nullptr);
  json["most_in_flight"] = one.most_in_flight;
  json["steps"] = steps_json(one, step);
  return json;
}

}  // namespace

Json forecast_json(const ForecastPage& page) {
  const Span step = step_of_table(page.cases);
  Json json{
      {"version", 1},      {"world", page.world},   {"zone", page.zone},        {"seed", page.seed},
      {"jobs", page.jobs}, {"arrive", page.arrive}, {"step", format_span(step)}};
  json["cases"] = Json::array();
  for (const ForecastCase& one : page.cases) json["cases"].push_back(case_json(one, step));
  json["comparisons"] = comparisons(page);
  return json;
}

}  // namespace asyncsim
