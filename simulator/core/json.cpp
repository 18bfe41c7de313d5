#include "core/json.h"

#include <cmath>
#include <limits>

#include "core/json_builder.h"
#include "core/json_text.h"

namespace asyncsim {
namespace {

/// An input iterator that tells how far the parser has read.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, const char** reached) : at_(at), reached_(reached) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  const char** reached_;
};

std::optional<JsonFault> build(std::string_view text, JsonPolicy policy, Json& json,
                               JsonLines* lines) {
  const char* reached = text.data();
  JsonBuilder builder(text, reached, policy.most_members, lines);
  const CountingIterator first(text.data(), &reached);
  const CountingIterator last(text.data() + text.size(), &reached);
  if (Json::sax_parse(first, last, &builder, Json::input_format_t::json, true, policy.comments)) {
    json = std::move(builder).take();
    return std::nullopt;
  }
  return builder.fault();
}

/// The whole number that stands there, if an int64 holds it exactly.
std::optional<std::int64_t> whole_number(const Json& json) {
  constexpr double kExact = 0x1p53;  // beyond, a double no longer tells neighbours apart
  if (json.is_number_unsigned()) {
    const auto value = json.get<std::uint64_t>();
    if (value > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) return std::nullopt;
    return static_cast<std::int64_t>(value);
  }
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (!json.is_number_float()) return std::nullopt;
  const auto value = json.get<double>();
  if (std::trunc(value) != value || std::abs(value) > kExact) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::string range_text(const Json& lowest, const Json& highest) {
  return " from " + print_json(lowest) + " to " + print_json(highest);
}

}  // namespace

std::optional<JsonFault> read_json(std::string_view text, JsonPolicy policy, Json& json,
                                   JsonLines* lines) {
  json = nullptr;
  // The parser would take a NUL for the end of the document and ignore what follows.
  if (const auto nul = text.find('\0'); nul != text.npos) {
    return fault_at(text, nul, "a NUL character is not JSON");
  }
  if (!policy.trailing_commas) return build(text, policy, json, lines);
  return build(blank_trailing_commas(text, policy.comments), policy, json, lines);
}

Result<Json> parse_json(std::string_view text, JsonPolicy policy, JsonLines* lines) {
  Json json;
  if (const auto fault = read_json(text, policy, json, lines)) {
    return invalid("line " + std::to_string(fault->line) + ", column " +
                   std::to_string(fault->column) + ": " + fault->message);
  }
  return json;
}

std::string print_json(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string excerpt(const Json& json, std::size_t shown) {
  if (json.is_object()) return "an object";
  if (json.is_array()) return "an array";
  if (json.is_number_float() && !std::isfinite(json.get<double>())) return "no finite number";
  const std::string text = print_json(json);
  if (text.size() <= shown) return text;
  while ((static_cast<unsigned char>(text[shown]) & 0xC0) == 0x80) --shown;
  return text.substr(0, shown) + (json.is_string() ? "...\"" : "...");
}

std::string pointer_token(std::string_view key) {
  std::string token = "/";
  for (const char c : key) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

Json plain_number(double value) {
  if (const auto whole = whole_number(value)) return *whole;
  return value;
}

Result<std::int64_t> json_integer(const Json& json, std::int64_t lowest, std::int64_t highest) {
  const auto value = whole_number(json);
  if (value && lowest <= *value && *value <= highest) return *value;
  return invalid(excerpt(json) + " is not a whole number" + range_text(lowest, highest));
}

Result<double> json_number(const Json& json, double lowest, double highest) {
  // NaN compares false with everything, so it is refused here too.
  if (json.is_number()) {
    const auto value = json.get<double>();
    if (lowest <= value && value <= highest) return value;
  }
  return invalid(excerpt(json) + " is not a number" +
                 range_text(plain_number(lowest), plain_number(highest)));
}

}  // namespace asyncsim
