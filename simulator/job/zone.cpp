#include "job/zone.h"

#include <utility>

#include "latency/latency_presets.h"

namespace asyncsim {

std::string_view name_of(Product product) {
  return product == Product::unlocker ? "unlocker" : "serp";
}

std::string_view name_of(ZoneMode mode) { return mode == ZoneMode::async ? "async" : "sync"; }

std::string_view name_of(PollCadence cadence) {
  constexpr std::string_view kNames[]{"noted", "enforced", "metered"};
  return kNames[static_cast<std::size_t>(cadence)];
}

std::optional<ZoneQueue> queue_of(const Zone& zone) {
  if (zone.queue || zone.latency.preset.empty()) return zone.queue;
  const auto* preset = latency_preset(zone.latency.preset);
  if (!preset || !preset->capacity) return std::nullopt;
  return ZoneQueue{*preset->capacity, {{}, preset->others}};
}

std::optional<Span> longest_of(const ZoneLatency& latency) {
  if (const auto* preset = latency_preset(latency.preset)) return preset->longest;
  if (const auto* model = std::get_if<LogNormal>(&latency.model)) return model->max;
  if (const auto* model = std::get_if<Exponential>(&latency.model)) return model->max;
  return std::nullopt;
}

Zone default_zone(std::string name, Product product) {
  Zone zone;
  zone.name = std::move(name);
  zone.product = product;
  if (product == Product::serp) {
    zone.latency.model = Uniform{std::chrono::seconds{3}, std::chrono::seconds{14}};
    zone.limits.submits_per_second = 100;
  }
  return zone;
}

}  // namespace asyncsim
