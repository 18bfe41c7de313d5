// A zone: a named product instance of the vendor, with its latency, price and webhook defaults.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/virtual_time.h"
#include "job/knobs.h"
#include "job/zone_queue.h"
#include "job/zone_webhook.h"
#include "latency/latency_model.h"

namespace asyncsim {

enum class Product { unlocker, serp };
enum class ZoneMode { async, sync };
/// What a poll earlier than documented hears: an answer; 429; an answer that is billed when it is
/// the second within a minute.
enum class PollCadence { noted, enforced, metered };

std::string_view name_of(Product product);
std::string_view name_of(ZoneMode mode);
std::string_view name_of(PollCadence cadence);

struct ZoneLatency {
  LatencyModel model =
      LogNormal{std::chrono::minutes{2}, std::chrono::minutes{5}, std::chrono::hours{8}};
  /// That many polls hear 202, the last of them completes the job; or `model`, whichever is first.
  std::optional<std::uint32_t> ready_after_polls{};
  /// Of latency_presets.h, whose service `model` is; empty: none.
  std::string preset{};
  bool operator==(const ZoneLatency&) const = default;
};

/// How much a zone takes.
struct ZoneLimits {
  std::optional<double> submits_per_second;  ///< nothing: as many as come
  std::optional<double> burst;               ///< nothing: a second's worth, at least 1
  PollCadence poll_cadence = PollCadence::noted;
  bool operator==(const ZoneLimits&) const = default;
};

/// How a zone answers /request, which holds the connection.
struct ZoneSync {
  LatencyModel model = Uniform{std::chrono::seconds{3}, std::chrono::seconds{10}};
  double success_rate = 0.98;
  bool operator==(const ZoneSync&) const = default;
};

struct Zone {
  std::string name;
  Product product = Product::unlocker;
  ZoneMode mode = ZoneMode::async;
  ZoneLatency latency;
  std::optional<ZoneQueue> queue;  ///< its own; see queue_of()
  double success_rate = 0.9999;
  Span retention = std::chrono::hours{48};  ///< counted from submission
  double price_per_1000 = 1.5;              ///< USD
  ZoneWebhook webhook;
  ZoneLimits limits;
  ZoneSync sync;
  Knobs knobs;  ///< over those of the scenario
  bool operator==(const Zone&) const = default;
};

/// The zone's own queue, else that of its latency's preset; nothing: jobs start at once.
std::optional<ZoneQueue> queue_of(const Zone& zone);

/// Wait and service together take no longer; nothing: the vendor names no maximum.
std::optional<Span> longest_of(const ZoneLatency& latency);

/// A zone of that product with every default: serp answers within 3-14 s and takes 100 submits a
/// second.
Zone default_zone(std::string name, Product product);

}  // namespace asyncsim
