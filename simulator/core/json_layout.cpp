#include "core/json_layout.h"

#include <cstddef>

namespace asyncsim {
namespace {

constexpr std::size_t kColumns = 100;

/// The elements or members, each laid out by `lay_out`, with that between them.
template <class LayOut>
std::string joined(const Json& json, const std::string& between, LayOut lay_out) {
  std::string text;
  for (const auto& [key, value] : json.items()) {
    if (!text.empty()) text += between;
    text += lay_out(json.is_object() ? Json(key).dump() + ": " : std::string(), value);
  }
  return text;
}

std::string on_one_line(const Json& json) {
  if (!json.is_structured()) return json.dump();
  const std::string text = joined(json, ", ", [](const std::string& name, const Json& value) {
    return name + on_one_line(value);
  });
  return json.is_object() ? '{' + text + '}' : '[' + text + ']';
}

/// `before` characters stand on its first line already; a comma may follow on its last.
std::string on_lines(const Json& json, std::size_t indent, std::size_t before) {
  std::string line = on_one_line(json);
  if (before + line.size() < kColumns || !json.is_structured()) return line;
  const std::string margin(indent + 2, ' ');
  const auto lay_out = [&](const std::string& name, const Json& value) {
    return margin + name + on_lines(value, margin.size(), margin.size() + name.size());
  };
  return line.front() + ('\n' + joined(json, ",\n", lay_out) + '\n') + std::string(indent, ' ') +
         line.back();
}

}  // namespace

std::string lay_out_json(const Json& json) { return on_lines(json, 0, 0) + '\n'; }

}  // namespace asyncsim
