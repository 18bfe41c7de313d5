#include "job/zone.h"

#include <utility>

namespace asyncsim {

std::string_view name_of(Product product) {
  return product == Product::unlocker ? "unlocker" : "serp";
}

std::string_view name_of(ZoneMode mode) { return mode == ZoneMode::async ? "async" : "sync"; }

std::string_view name_of(PollCadence cadence) {
  constexpr std::string_view kNames[]{"noted", "enforced", "metered"};
  return kNames[static_cast<std::size_t>(cadence)];
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
