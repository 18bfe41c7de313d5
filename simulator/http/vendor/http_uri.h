// Which texts are absolute http or https URIs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace asyncsim::vendor {

/// Why `text` is no absolute http(s) URI after RFC 3986, and what to do instead, in ASCII;
/// nothing if it is one. Non-ASCII characters, spaces and brackets must be percent-encoded.
std::optional<std::string> uri_fault(std::string_view text);

/// The first query parameter of that name, decoded ('+' is a space); nothing if absent.
std::optional<std::string> uri_parameter(std::string_view uri, std::string_view name);

/// The host, without user and port; empty if there is none.
std::string_view uri_host(std::string_view uri);

/// The path as it stands there, without query and fragment; it begins with a slash or is empty.
std::string_view uri_path(std::string_view uri);

}  // namespace asyncsim::vendor
