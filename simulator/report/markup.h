// Text that others wrote, as it may stand in what people and programs read. Each call makes one
// line of valid UTF-8: white space of any kind becomes a space; control characters, noncharacters
// and marks that turn the direction of writing are left out.
#pragma once

#include <string>
#include <string_view>

namespace asyncsim {

/// For a terminal and a log, where it can neither end its line nor steer what shows it.
std::string one_clean_line(std::string_view text);

/// For XML and HTML: between tags, and in attribute values in double quotes.
std::string escape_markup(std::string_view text);

/// For GitHub's Markdown, in table cells too: nothing in it is markup, not even HTML.
std::string escape_markdown(std::string_view text);

}  // namespace asyncsim
