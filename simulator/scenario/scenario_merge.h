// Merge patches of scenarios: RFC 7396 (null takes a key away), and one rule more.
#pragma once

#include "core/json.h"

namespace asyncsim {

/// Merges `patch` over `target`. Naming one kind of latency drops the keys of the other kinds, so
/// that {"latency":{"fixed":"30s"}} is enough over a zone with a median. What does not fit the
/// table of fields is merged all the same, for the reader to refuse.
void merge_scenario(Json& target, const Json& patch);

}  // namespace asyncsim
