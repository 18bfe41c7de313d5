#include "core/nearest_name.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace asyncsim {
namespace {

/// Levenshtein's distance, two neighbours that changed places being one edit; a row of his table at
/// a time.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before(to.size() + 1), last(to.size() + 1), row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    before = std::exchange(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::string_view> nearest_name(std::string_view typed,
                                             std::span<const std::string_view> names) {
  constexpr std::size_t kLongest = 64;  // nobody meant a name with what is longer
  if (typed.size() > kLongest) return std::nullopt;
  std::optional<std::string_view> nearest;
  std::size_t nearest_distance = std::max<std::size_t>(typed.size() / 3, 1) + 1;
  for (const std::string_view name : names) {
    const std::size_t distance = edit_distance(typed, name);
    if (distance >= nearest_distance) continue;
    nearest = name;
    nearest_distance = distance;
  }
  return nearest;
}

std::string did_you_mean(std::string_view typed, std::span<const std::string_view> names,
                         std::string_view prefix) {
  if (!typed.starts_with(prefix)) return {};
  const auto nearest = nearest_name(typed.substr(prefix.size()), names);
  if (!nearest) return {};
  return std::string(" (did you mean ").append(prefix).append(*nearest).append("?)");
}

std::string did_you_mean(std::string_view typed, const std::vector<std::string>& names,
                         std::string_view prefix) {
  const std::vector<std::string_view> views(names.begin(), names.end());
  return did_you_mean(typed, std::span(views), prefix);
}

std::string one_of(std::span<const std::string_view> names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text.append("\"").append(names[i]).append("\"");
  }
  return text;
}

}  // namespace asyncsim
