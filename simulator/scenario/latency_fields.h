// The fields of latency models and of queues; see scenario_fields.h.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/time_text.h"
#include "job/zone.h"
#include "latency/latency_model.h"
#include "scenario/field.h"

namespace asyncsim {

inline constexpr Span kInstant{1};
inline constexpr Span kYear = std::chrono::days{365};

inline constexpr std::size_t kMostParts = 20;
inline constexpr std::size_t kMostQuantiles = 1'001;
inline constexpr std::size_t kMostLoadPoints = 500;

/// An object of quantiles: {"p50": "2m", "p99.9": "8m", "max": "10m"}; "min" is p0, "max" p100.
struct MeasuredQuantiles {
  std::vector<Empirical::Quantile>& values;
  Outcome read(const Json& json) const;
  Json print() const;
};

/// The name of a file of measured_times.h beside the document; it becomes quantiles.
struct MeasuredFile {
  std::vector<Empirical::Quantile>& values;
  Outcome take(std::string_view csv) const;
};

/// The name of one of latency_presets.h.
struct PresetChoice {
  std::string& name;
  Outcome read(const Json& json) const;
  Json print() const { return name; }
};
std::vector<std::string_view> preset_names();

/// "+01:00"
struct UtcOffset {
  std::chrono::minutes& value;
  Outcome read(const Json& json) const;
  Json print() const;
};

/// What the alternatives of a variant are kinds of, and how a fault asks for one where there is no
/// default.
template <class Variant>
struct Kinds {
  static constexpr std::string_view noun = "latency";
  static constexpr std::string_view required = "";
};

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

/// The quantile of a lognormal above its median.
struct UpperP99 {
  Span value{};
};
struct UpperP95 {
  Span value{};
};
using UpperQuantile = std::variant<UpperP99, UpperP95>;
template <>
struct Kinds<UpperQuantile> : Kinds<void> {
  static constexpr std::string_view noun = "quantile";
};

template <class Visitor>
void describe(Visitor& visit, UpperP99& upper) {
  visit({"p99", "One job in a hundred takes longer."}, Duration{upper.value, kInstant, kYear});
}

template <class Visitor>
void describe(Visitor& visit, UpperP95& upper) {
  visit({"p95", "One job in twenty takes longer; in place of p99."},
        Duration{upper.value, kInstant, kYear});
}

UpperQuantile upper_of(const LogNormal& model);
void set_upper(LogNormal& model, const UpperQuantile& upper);

template <class Visitor>
void describe(Visitor& visit, LogNormal& model) {
  visit({"median", "Half of the jobs take longer."}, Duration{model.median, kInstant, kYear});
  UpperQuantile upper = upper_of(model);
  visit.alternatives(upper);
  set_upper(model, upper);
  visit({"max", "No job takes longer, at peak hours either."},
        Duration{model.max, kInstant, kYear});
}

std::optional<Contradiction> contradiction(const LogNormal& model);

template <class Visitor>
void describe(Visitor& visit, Hold&) {
  visit({"hold", "Jobs stay pending until told."}, Mark{});
}

/// What stands below "exponential".
struct ExponentialNumbers {
  Exponential& model;
};

template <class Visitor>
void describe(Visitor& visit, ExponentialNumbers& numbers) {
  visit({"mean", "Of all jobs."}, Duration{numbers.model.mean, kInstant, kYear});
  visit({"max", "No job takes longer, at peak hours either."},
        Duration{numbers.model.max, kInstant, kYear});
}

std::optional<Contradiction> contradiction(const ExponentialNumbers& numbers);

template <class Visitor>
void describe(Visitor& visit, Exponential& model) {
  ExponentialNumbers numbers{model};
  visit({"exponential", "Short times are the likeliest."}, Section{numbers});
}

using PartModel = decltype(Mixture::Part::model);
template <>
struct Kinds<PartModel> : Kinds<void> {
  static constexpr std::string_view required =
      "names no kind of latency; expected fixed, uniform, exponential, or median and p99 or p95";
};

template <class Visitor>
void describe(Visitor& visit, Mixture::Part& part) {
  visit({"weight", "Its share of the jobs, in proportion to the other weights."},
        Number{part.weight, 0, 1'000'000});
  visit.alternatives(part.model);
}

template <class Visitor>
void describe(Visitor& visit, Mixture& model) {
  visit({"mixture", "Each job takes its time from one of these kinds, chosen by their weights."},
        Rows{model.parts, kMostParts});
}

std::optional<Contradiction> contradiction(const Mixture& model);

/// Where the quantiles of an Empirical come from.
struct MeasuredInline {
  std::vector<Empirical::Quantile> quantiles;
};
struct MeasuredInFile {
  std::vector<Empirical::Quantile> quantiles;
};

template <class Visitor>
void describe(Visitor& visit, MeasuredInline& measured) {
  visit({"measured",
         "Quantiles, linear between them: {\"p50\": \"2m\", \"p95\": \"5m\", \"max\": \"8m\"}; max "
         "is "
         "needed, min is 0s unless said."},
        MeasuredQuantiles{measured.quantiles});
}

template <class Visitor>
void describe(Visitor& visit, MeasuredInFile& measured) {
  visit({"measured_file",
         "In place of measured, in a file: the name of a CSV file in its folder or below, of "
         "durations, of submitted and completed times, or of quantiles."},
        MeasuredFile{measured.quantiles});
}

std::optional<Contradiction> contradiction(const MeasuredInline& measured);

template <class Visitor>
void describe(Visitor& visit, Empirical& model) {
  std::variant<MeasuredInline, MeasuredInFile> source = MeasuredInline{model.quantiles};
  visit.alternatives(source);
  model.quantiles = std::visit([](const auto& given) { return given.quantiles; }, source);
}

/// A preset in place of a model.
struct PresetName {
  std::string name = "typical";
};

template <class Visitor>
void describe(Visitor& visit, PresetName& preset) {
  visit({"preset",
         "A ready-made latency, with its queue and the load of other tenants, unless the zone says "
         "its own."},
        PresetChoice{preset.name});
}

/// What may stand for a zone's latency.
using LatencyChoice =
    std::variant<Fixed, Uniform, LogNormal, Hold, Exponential, Mixture, Empirical, PresetName>;
LatencyChoice choice_of(const ZoneLatency& latency);
void choose(ZoneLatency& latency, const LatencyChoice& choice);

template <class Visitor>
void describe(Visitor& visit, ZoneLatency& latency) {
  LatencyChoice choice = choice_of(latency);
  visit.alternatives(choice);
  choose(latency, choice);
  visit({"ready_after_polls",
         "That many polls hear 202, the last of them completes the job; or its time does, "
         "whichever is first."},
        OptionalCount{latency.ready_after_polls, 1, 1'000'000});
}

template <>
struct Kinds<QueueCapacity> {
  static constexpr std::string_view noun = "queue";
  static constexpr std::string_view required =
      "names no capacity; expected per_minute, or at_once and service";
};

template <class Visitor>
void describe(Visitor& visit, PerMinute& capacity) {
  visit({"per_minute", "So many jobs are started in a minute, other tenants' among them."},
        Number{capacity.jobs, 0.0001, 1e9});
}

template <class Visitor>
void describe(Visitor& visit, AtOnce& capacity) {
  visit({"at_once", "So many jobs are in service at once, other tenants' among them."},
        Count{capacity.jobs, 1, 10'000'000});
  visit({"service", "How long other tenants' jobs take on average."},
        Duration{capacity.service, kInstant, kYear});
}

std::optional<Contradiction> contradiction(const AtOnce& capacity);

template <class Visitor>
void describe(Visitor& visit, LoadPoint& point) {
  visit({"days", "\"mon-fri\", \"sat,sun\", \"daily\"."}, Days{point.days});
  visit({"at", "The time of day."}, TimeOfDay{point.minute, 24 * 60 - 1});
  visit({"load", "What others ask for, as a share of the capacity: above 1 a backlog builds up."},
        Number{point.load, 0, 1'000});
}

template <class Visitor>
void describe(Visitor& visit, OtherTenants& others) {
  visit({"offset", "How far the times are ahead of UTC: \"+01:00\"."}, UtcOffset{others.offset});
  visit({"points", "The load at some moments of the week, linear between them; none: 0."},
        Rows{others.points, kMostLoadPoints});
}

template <class Visitor>
void describe(Visitor& visit, ZoneQueue& queue) {
  visit.alternatives(queue.capacity);
  visit({"load", "Of other tenants, the same every week."}, Section{queue.load});
}

std::optional<Contradiction> contradiction(const ZoneQueue& queue);

}  // namespace asyncsim
