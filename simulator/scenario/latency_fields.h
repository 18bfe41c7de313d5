// The fields of latency models; see scenario_fields.h.
#pragma once

#include "core/time_text.h"
#include "latency/latency_model.h"
#include "scenario/field.h"

namespace asyncsim {

inline constexpr Span kInstant{1};
inline constexpr Span kYear = std::chrono::days{365};

template <class Struct>
std::optional<Contradiction> contradiction(const Struct&) {
  return std::nullopt;
}

template <class Visitor>
void describe(Visitor& visit, Fixed& model) {
  visit({"fixed", "Every job takes this long."}, Duration{model.value, Span{0}, kYear});
}

template <class Visitor>
void describe(Visitor& visit, Uniform& model) {
  visit({"uniform", "Every job takes between these two, each length as likely as the next."},
        DurationRange{model.from, model.to, Span{0}, kYear});
}

inline std::optional<Contradiction> contradiction(const Uniform& model) {
  if (model.from <= model.to) return std::nullopt;
  return Contradiction{"uniform", "the range goes from " + format_span(model.from) + " down to " +
                                      format_span(model.to) + "; write the shorter one first"};
}

template <class Visitor>
void describe(Visitor& visit, LogNormal& model) {
  visit({"median", "Half of the jobs take longer."}, Duration{model.median, kInstant, kYear});
  visit({"p99", "One job in a hundred takes longer."}, Duration{model.p99, kInstant, kYear});
  visit({"max", "No job takes longer, at peak hours either."},
        Duration{model.max, kInstant, kYear});
}

inline std::optional<Contradiction> contradiction(const LogNormal& model) {
  if (model.p99 < model.median) {
    return Contradiction{"p99", "p99 (" + format_span(model.p99) +
                                    ") is shorter than the median (" + format_span(model.median) +
                                    "); give both"};
  }
  if (model.max >= model.p99) return std::nullopt;
  return Contradiction{"max", "max (" + format_span(model.max) + ") is shorter than p99 (" +
                                  format_span(model.p99) + "); give both"};
}

template <class Visitor>
void describe(Visitor& visit, Hold&) {
  visit({"hold", "Jobs stay pending until told."}, Mark{});
}

}  // namespace asyncsim
