#include "report/markup.h"

#include <algorithm>

#include "core/ascii.h"

namespace asyncsim {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

struct Character {
  char32_t code = 0;
  std::size_t bytes = 1;
  bool valid = true;
};

constexpr Character kNoCharacter{0, 1, false};

/// The character that begins there. Overlong forms, surrogates and what is cut off are none.
Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return {byte(0)};
  const std::size_t bytes = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
  if (byte(0) < 0xC2 || byte(0) > 0xF4 || text.size() < bytes) return kNoCharacter;
  char32_t code = byte(0) & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return kNoCharacter;
    code = code << 6 | (byte(i) & 0x3FU);
  }
  constexpr char32_t kLowest[]{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kLowest[bytes] || code > 0x10FFFF || surrogate) return kNoCharacter;
  return {code, bytes};
}

bool is_white(char32_t code) {
  return code == ' ' || (code >= '\t' && code <= '\r') || code == 0x85 || code == 0x2028 ||
         code == 0x2029;
}

bool is_left_out(char32_t code) {
  const bool control = code < ' ' || (code >= 0x7F && code <= 0x9F);
  const bool noncharacter = (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
  const bool direction = code == 0x61C || code == 0x200E || code == 0x200F ||
                         (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
  return control || noncharacter || direction;
}

std::string_view entity_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return "";
  }
}

}  // namespace

std::string one_clean_line(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  while (!text.empty()) {
    const Character character = first_character(text);
    if (!character.valid) {
      line += kReplacement;
    } else if (is_white(character.code)) {
      line += ' ';
    } else if (!is_left_out(character.code)) {
      line += text.substr(0, character.bytes);
    }
    text.remove_prefix(character.bytes);
  }
  return line;
}

std::string escape_markup(std::string_view text) {
  std::string escaped;
  for (const char c : one_clean_line(text)) {
    const auto entity = entity_of(c);
    entity.empty() ? escaped += c : escaped += entity;
  }
  return escaped;
}

std::string escape_markdown(std::string_view text) {
  constexpr std::string_view kMarks = "\\`*_[]|~#!$";
  const std::string line = one_clean_line(text);
  const auto in_word = [&](std::size_t i) {
    return i > 0 && i + 1 < line.size() && is_alphanumeric(line[i - 1]) &&
           is_alphanumeric(line[i + 1]);
  };
  std::string escaped;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '<' || c == '>' || c == '&') {
      escaped += entity_of(c);
      continue;
    }
    const bool plain = kMarks.find(c) == kMarks.npos || (c == '_' && in_word(i));
    if (!plain) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

}  // namespace asyncsim
