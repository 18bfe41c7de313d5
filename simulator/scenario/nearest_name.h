// "Did you mean": the nearest of the names there are.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace asyncsim {

/// The one of `names` that the fewest insertions, deletions and replacements make of `typed`
/// (the first of equals); nothing when none is near enough to have been meant.
std::optional<std::string_view> nearest_name(std::string_view typed,
                                             std::span<const std::string_view> names);

/// `; did you mean "zones"?`, or nothing.
std::string did_you_mean(std::string_view typed, std::span<const std::string_view> names);

/// `"a", "b" or "c"`.
std::string one_of(std::span<const std::string_view> names);

}  // namespace asyncsim
