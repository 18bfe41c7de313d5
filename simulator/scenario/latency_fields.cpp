#include "scenario/latency_fields.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "latency/latency_presets.h"
#include "latency/measured_times.h"
#include "latency/sampler.h"

namespace asyncsim {
namespace {

// ---- quantiles ----

constexpr int kDecimals = 6;  // of a percentage

Json text_of(Span span) { return format_span(span); }

/// "p99.9", "min", "max"
std::string name_of_share(double share) {
  if (share == 0) return "min";
  if (share == 1) return "max";
  char text[40];
  std::snprintf(text, sizeof text, "p%.*f", kDecimals, share * 100);
  std::string name = text;
  name.erase(name.find_last_not_of('0') + 1);
  if (name.ends_with('.')) name.pop_back();
  return name;
}

std::optional<double> share_of_name(std::string_view name) {
  if (name == "min") return 0;
  if (name == "max") return 1;
  if (!name.starts_with('p')) return std::nullopt;
  name.remove_prefix(1);
  const bool plain = !name.empty() && name.find_first_not_of("0123456789.") == name.npos;
  const auto point = std::min(name.find('.'), name.size());
  if (!plain || name.size() - point > kDecimals + 1) return std::nullopt;
  double percent = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), percent);
  if (error != std::errc{} || end != name.data() + name.size() || percent > 100) return {};
  return percent / 100;
}

Result<Empirical::Quantile> read_quantile(const std::string& name, const Json& json) {
  const auto share = share_of_name(name);
  if (!share) {
    return invalid(excerpt(Json(name)) +
                   " is no quantile; expected p0 to p100, min or max, such as \"p99.9\"");
  }
  Empirical::Quantile quantile{*share, {}};
  if (auto read = Duration{quantile.value, Span{0}, kYear}.read(json); !read) {
    return invalid(name + ": " + read.error().message);
  }
  return quantile;
}

/// At most kMostQuantiles, whose shares are as they can be printed.
std::vector<Empirical::Quantile> thinned(const Empirical& law) {
  std::vector<Empirical::Quantile> all = law.quantiles;
  if (all.size() > kMostQuantiles) {
    const auto sampler = sampler_of(law);
    all = {law.quantiles.front()};
    for (std::size_t i = 1; i + 1 < kMostQuantiles; ++i) {
      const double share = static_cast<double>(i) / (kMostQuantiles - 1);
      if (share > all.front().share) all.push_back({share, *sampler.quantile(share)});
    }
    all.push_back(law.quantiles.back());
  }
  for (auto& point : all) point.share = *share_of_name(name_of_share(point.share));
  const auto same = [](const auto& a, const auto& b) { return a.share == b.share; };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  return all;
}

// ---- what does not go together ----

std::optional<Contradiction> unsolved(std::string_view key, const LatencyModel& model) {
  const auto sound = check(model);
  if (sound) return std::nullopt;
  return Contradiction{key, sound.error().message};
}

}  // namespace

Outcome MeasuredQuantiles::read(const Json& json) const {
  if (!json.is_object()) {
    return invalid(excerpt(json) +
                   " is not an object; expected {\"p50\": \"2m\", \"max\": \"8m\"}");
  }
  if (json.size() > kMostQuantiles) {
    return invalid("has " + std::to_string(json.size()) + " quantiles; expected at most 1001");
  }
  std::vector<Empirical::Quantile> read;
  for (const auto& [name, value] : json.get_ref<const Json::object_t&>()) {
    const auto quantile = read_quantile(name, value);
    if (!quantile) return quantile.error();
    read.push_back(*quantile);
  }
  std::ranges::sort(read, {}, &Empirical::Quantile::share);
  const auto twice = std::ranges::adjacent_find(read, {}, &Empirical::Quantile::share);
  if (twice != read.end()) return invalid(name_of_share(twice->share) + " stands there twice");
  values = std::move(read);
  return success();
}

Json MeasuredQuantiles::print() const {
  Json json = Json::object();
  for (const auto& point : values) json[name_of_share(point.share)] = text_of(point.value);
  return json;
}

Outcome MeasuredFile::take(std::string_view csv) const {
  const auto law = read_measured_times(csv);
  if (!law) return law.error();
  if (law->quantiles.back().value > kYear) return invalid("a job takes longer than a year");
  values = thinned(*law);
  return success();
}

std::optional<Contradiction> contradiction(const LogNormal& model) {
  const char* const name = model.p95 ? "p95" : "p99";
  const Span upper = model.p95.value_or(model.p99);
  if (upper < model.median) {
    return Contradiction{name, std::string(name) + " (" + format_span(upper) +
                                   ") is shorter than the median (" + format_span(model.median) +
                                   "); give both"};
  }
  if (model.max < upper) {
    return Contradiction{"max", "max (" + format_span(model.max) + ") is shorter than " + name +
                                    " (" + format_span(upper) + "); give both"};
  }
  return unsolved("max", model);
}

UpperQuantile upper_of(const LogNormal& model) {
  if (model.p95) return UpperP95{*model.p95};
  return UpperP99{model.p99};
}

void set_upper(LogNormal& model, const UpperQuantile& upper) {
  if (const auto* p99 = std::get_if<UpperP99>(&upper)) {
    model.p99 = p99->value;
    model.p95.reset();
  } else {
    model.p99 = Span{0};
    model.p95 = std::get<UpperP95>(upper).value;
  }
}

std::optional<Contradiction> contradiction(const ExponentialNumbers& numbers) {
  const Exponential& model = numbers.model;
  if (model.mean == Span{0}) return Contradiction{"mean", "the mean is missing"};
  if (model.max == Span{0}) return Contradiction{"max", "max is missing"};
  return unsolved("max", model);
}

std::optional<Contradiction> contradiction(const Mixture& model) {
  return unsolved("mixture", model);
}

std::optional<Contradiction> contradiction(const MeasuredInline& measured) {
  return unsolved("measured", Empirical{measured.quantiles});
}

// ---- presets ----

std::vector<std::string_view> preset_names() {
  std::vector<std::string_view> names;
  for (const auto& preset : latency_presets()) names.push_back(preset.name);
  return names;
}

Outcome PresetChoice::read(const Json& json) const {
  const auto names = preset_names();
  const auto index = read_name(json, names);
  if (!index) return index.error();
  name = names[*index];
  return success();
}

LatencyChoice choice_of(const ZoneLatency& latency) {
  if (!latency.preset.empty()) return PresetName{latency.preset};
  return std::visit([](const auto& model) { return LatencyChoice(model); }, latency.model);
}

void choose(ZoneLatency& latency, const LatencyChoice& choice) {
  latency.preset.clear();
  std::visit(
      [&](const auto& chosen) {
        if constexpr (std::is_same_v<std::decay_t<decltype(chosen)>, PresetName>) {
          latency.preset = chosen.name;
          latency.model = latency_preset(chosen.name)->service;
        } else {
          latency.model = chosen;
        }
      },
      choice);
}

// ---- queues ----

Outcome UtcOffset::read(const Json& json) const {
  const auto wrong = [&] {
    return invalid(excerpt(json) + " is no offset from UTC; expected one such as \"+01:00\"");
  };
  if (!json.is_string()) return wrong();
  const auto& text = json.get_ref<const std::string&>();
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return wrong();
  int minutes = 0;
  if (!TimeOfDay{minutes, 24 * 60 - 1}.read(Json(text.substr(1)))) return wrong();
  value = std::chrono::minutes{text[0] == '-' ? -minutes : minutes};
  return success();
}

Json UtcOffset::print() const {
  int minutes = static_cast<int>(std::abs(value.count()));
  return (value.count() < 0 ? "-" : "+") + TimeOfDay{minutes, 24 * 60}.print().get<std::string>();
}

std::optional<Contradiction> contradiction(const AtOnce& capacity) {
  if (capacity.jobs == 0) return Contradiction{"at_once", "how many jobs at once is missing"};
  if (capacity.service > Span{0}) return std::nullopt;
  return Contradiction{"service", "how long other tenants' jobs take on average is missing"};
}

std::optional<Contradiction> contradiction(const ZoneQueue& queue) {
  const auto made = make_queue(queue);
  if (made) return std::nullopt;
  return Contradiction{"load", made.error().message};
}

}  // namespace asyncsim
