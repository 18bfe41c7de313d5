#include "http/vendor/utf8.h"

#include <algorithm>

namespace asyncsim::vendor {
namespace {

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; }

}  // namespace

std::size_t count_characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), begins_character));
}

std::string first_characters(std::string_view utf8, std::size_t most) {
  std::size_t size = 0;
  for (std::size_t count = 0; size < utf8.size(); ++size) {
    if (begins_character(utf8[size]) && count++ == most) break;
  }
  return std::string(utf8.substr(0, size));
}

}  // namespace asyncsim::vendor
