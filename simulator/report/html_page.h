// What the pages that we write share: self-contained, without a script, light and dark.
#pragma once

#include <string>
#include <string_view>

namespace asyncsim {

/// The whole page; `title` and `body` are markup, `own_style` follows the style of all pages.
std::string html_page(const std::string& title, std::string_view own_style,
                      const std::string& body);

/// An element around markup.
std::string element(const char* tag, const std::string& inside, const char* css = "");

/// A plot with its title and what it shows; nothing where there is no plot.
std::string figure(const char* title, const std::string& about, const std::string& svg);

}  // namespace asyncsim
