// What a request's parts may look like, where Beast's parser takes more than a server should.
#pragma once

#include <string_view>

namespace asyncsim::http {

/// RFC 9110's uri-host with an optional port: "api.example:8080", "[::1]". Never empty.
bool valid_host(std::string_view host);

/// A request may begin with that byte, as no TLS does.
bool may_begin_a_request(char c);

/// Every TLS client's first byte: a record of type handshake.
inline constexpr char kTlsHandshake = 0x16;

/// Every '%' is followed by two hexadecimal digits.
bool valid_escapes(std::string_view text);

/// Methods that some route may know; for any other but CONNECT the answer is 501.
bool known_method(std::string_view method);

/// The parts of an absolute-form target "http://authority/path?query". The authority is empty if
/// `target` is no such thing.
struct AbsoluteForm {
  std::string_view authority, rest;
};
AbsoluteForm split_absolute(std::string_view target);

}  // namespace asyncsim::http
