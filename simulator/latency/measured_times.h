// Measured times of jobs, from CSV.
#pragma once

#include <span>
#include <string_view>

#include "core/result.h"
#include "core/virtual_time.h"
#include "latency/latency_model.h"

namespace asyncsim {

/// One of:
///   * a header that names the columns `submitted` and `completed` (others are passed over), all of
///     them RFC 3339 times or all of them seconds since one moment;
///   * one column of durations, with units ("2m") or all of them in seconds; a header `duration`
///   may
///     stand over it;
///   * quantiles, one a line from the lowest up: "p50,2m"; "min" and "max" are p0 and p100. p100 is
///     needed; without p0 it is 0 s.
/// Cells may be quoted and have spaces around them. The error names the row, counted from 1 with
/// the header, and the reason.
Result<Empirical> read_measured_times(std::string_view csv);

/// The law of a sample, in any order: its sorted values at even shares; not empty.
Empirical empirical_of(std::span<const Span> sample);

}  // namespace asyncsim
