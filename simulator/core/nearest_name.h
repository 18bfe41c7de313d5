// "Did you mean": the nearest of the names there are.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace asyncsim {

/// The one of `names` that the fewest insertions, deletions, replacements and swaps of neighbours
/// make of `typed` (the first of equals); nothing when none is near enough to have been meant: one
/// edit in three characters.
std::optional<std::string_view> nearest_name(std::string_view typed,
                                             std::span<const std::string_view> names);

/// " (did you mean PREFIX+NAME?)" for the one of `names` nearest to what follows `prefix` in
/// `typed`; empty when none is near.
std::string did_you_mean(std::string_view typed, std::span<const std::string_view> names,
                         std::string_view prefix = "");
std::string did_you_mean(std::string_view typed, const std::vector<std::string>& names,
                         std::string_view prefix = "");

/// `"a", "b" or "c"`.
std::string one_of(std::span<const std::string_view> names);

}  // namespace asyncsim
