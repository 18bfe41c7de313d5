// JSON as text, before it is parsed: places in it, and commas that the strict parser refuses.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/json.h"

namespace asyncsim {

/// A fault at that byte of `text`; beyond its end, at its end.
JsonFault fault_at(std::string_view text, std::size_t offset, std::string message);

/// `text` with a space for each comma that follows a value and stands before a ] or }. Every other
/// byte stays where it is, so that places keep their line and column.
std::string blank_trailing_commas(std::string_view text, bool comments);

}  // namespace asyncsim
