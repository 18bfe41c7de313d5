#include "core/json_text.h"

#include <algorithm>

namespace asyncsim {
namespace {

/// The offset just behind the string that opens at `at`.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

/// The offset just behind the comment that opens at `at`; `at` itself when none does.
std::size_t end_of_comment(std::string_view text, std::size_t at) {
  const std::string_view opening = text.substr(at, 2);
  if (opening != "//" && opening != "/*") return at;
  const std::string_view closing = opening == "//" ? "\n" : "*/";
  const std::size_t end = text.find(closing, at + 2);
  return end == text.npos ? text.size() : end + closing.size();
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool opens_or_separates(char c) { return c == '[' || c == '{' || c == ',' || c == ':' || c == 0; }

}  // namespace

JsonFault fault_at(std::string_view text, std::size_t offset, std::string message) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {static_cast<int>(lines) + 1, static_cast<int>(before.size() - line_start) + 1,
          std::move(message)};
}

std::string blank_trailing_commas(std::string_view text, bool comments) {
  std::string blanked(text);
  char last = 0, before_last = 0;  // of what counts: neither space nor comment
  std::size_t last_at = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    const std::size_t behind = comments && c == '/' ? end_of_comment(text, at) : at;
    if (is_space(c) || behind != at) {
      at = std::max(behind, at + 1);
      continue;
    }
    if ((c == ']' || c == '}') && last == ',' && !opens_or_separates(before_last)) {
      blanked[last_at] = ' ';
    }
    before_last = last;
    last = c;
    last_at = at;
    at = c == '"' ? end_of_string(text, at) : at + 1;
  }
  return blanked;
}

}  // namespace asyncsim
