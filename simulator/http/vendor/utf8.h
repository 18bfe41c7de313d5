// Characters, not bytes, of valid UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace asyncsim::vendor {

std::size_t count_characters(std::string_view utf8);

/// The first `most` characters, never half of one.
std::string first_characters(std::string_view utf8, std::size_t most);

}  // namespace asyncsim::vendor
