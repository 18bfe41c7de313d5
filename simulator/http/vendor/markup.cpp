#include "http/vendor/markup.h"

namespace asyncsim::vendor {
namespace {

std::string_view html_entity(char character) {
  switch (character) {
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
      return {};
  }
}

/// These stand in JSON inside strings only, so an escape may take their place anywhere.
std::string_view json_escape(char character) {
  switch (character) {
    case '<':
      return "\\u003c";
    case '>':
      return "\\u003e";
    case '&':
      return "\\u0026";
    default:
      return {};
  }
}

template <class Replacement>
std::string replace_each(std::string_view text, Replacement replacement) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char character : text) {
    const std::string_view instead = replacement(character);
    if (instead.empty()) {
      out += character;
    } else {
      out += instead;
    }
  }
  return out;
}

}  // namespace

std::string escape_html(std::string_view text) { return replace_each(text, html_entity); }

std::string script_json(const Json& json) { return replace_each(print_json(json), json_escape); }

}  // namespace asyncsim::vendor
