// JSON under one policy, for everything that comes from outside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace asyncsim {

/// Key order is kept: what is printed reads as it was written.
using Json = nlohmann::ordered_json;

/// Copying, comparing and dump() recurse; deeper documents are refused while parsing.
inline constexpr int kMaxJsonDepth = 64;

struct JsonPolicy {
  bool comments = false;                       ///< take // and /* */ comments
  bool trailing_commas = false;                ///< take [1,] and {"a":1,}
  std::size_t most_members = ~std::size_t{0};  ///< of one object: looking one up is a search
};

/// Line (from 1) on which the value at each JSON pointer begins; "" is the document. Bounded:
/// pointers of more than 256 bytes, and those after the first 100,000, are left out.
using JsonLines = std::map<std::string, int, std::less<>>;

/// Where a text stops being JSON, and why. Line and column (in bytes) count from 1.
struct JsonFault {
  int line = 1;
  int column = 1;
  std::string message;
};

/// Parses a whole document into `json`: strict UTF-8, no NUL, depth at most kMaxJsonDepth, no
/// duplicate keys, no number beyond a double. Nothing when it went well; otherwise the fault, and
/// `json` is null. Fills `lines` when given.
std::optional<JsonFault> read_json(std::string_view text, JsonPolicy policy, Json& json,
                                   JsonLines* lines = nullptr);

/// The same as a Result; its error begins "line L, column C: ".
Result<Json> parse_json(std::string_view text, JsonPolicy policy = {}, JsonLines* lines = nullptr);

/// dump() that never throws: invalid UTF-8 (which parse_json refuses) becomes U+FFFD.
std::string print_json(const Json& json);

/// What stands there, for an error message: valid UTF-8 on one line, cut after about `shown` bytes.
std::string excerpt(const Json& json, std::size_t shown = 60);

/// A key as one reference token of a JSON pointer: "/" and the key, "~" and "/" escaped.
std::string pointer_token(std::string_view key);

/// A number that prints as people write it: 60, not 60.0.
Json plain_number(double value);

/// The range-checked way to read a number. Never get<int>() on what came from outside.
/// 2.0 and 1e3 are integers too; NaN and infinity are no numbers.
Result<std::int64_t> json_integer(const Json& json, std::int64_t lowest, std::int64_t highest);
Result<double> json_number(const Json& json, double lowest, double highest);

}  // namespace asyncsim
