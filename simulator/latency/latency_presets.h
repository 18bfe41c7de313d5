// Ready-made waits: how long the vendor serves a job, and what queue stands before it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/virtual_time.h"
#include "latency/latency_model.h"
#include "latency/load_curve.h"
#include "latency/queue.h"

namespace asyncsim {

struct LatencyPreset {
  std::string_view name;
  std::string_view about;   ///< one sentence
  std::string_view source;  ///< documented, observed, inferred or made up, and from what
  LatencyModel service;
  std::optional<QueueCapacity> capacity;  ///< nothing: no queue, every job starts at once
  std::vector<LoadPoint> others;          ///< UTC; empty without a queue
  /// Wait and service together take no longer as long as own jobs leave the queue as it is.
  Span longest;
};

/// In the order of their table: typical, peak, serp, unlocker-seen, calm, overloaded.
const std::vector<LatencyPreset>& latency_presets();

/// Nothing when none has that name.
const LatencyPreset* latency_preset(std::string_view name);

/// The queue of a preset that has one.
std::optional<Queue> queue_of(const LatencyPreset& preset);

}  // namespace asyncsim
