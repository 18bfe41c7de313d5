#include "http/access.h"

#include <algorithm>

namespace asyncsim::http {
namespace {

/// "127.0.0.1:8080" without the port; "[::1]:8080" without port and brackets.
std::string_view host_of(std::string_view authority) {
  if (authority.starts_with('[')) return authority.substr(1, authority.find(']') - 1);
  return authority.substr(0, authority.find(':'));
}

bool is_ip_literal(std::string_view authority) {
  if (authority.starts_with('[')) return true;
  const std::string_view host = host_of(authority);
  return !host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool own_host(std::string_view authority, const ServiceSettings& settings) {
  if (settings.control_open || !settings.control_token.empty()) return true;
  if (is_ip_literal(authority)) return true;
  const std::string_view host = host_of(authority);
  for (const std::string_view own :
       {std::string_view("localhost"), std::string_view(settings.listen_host),
        std::string_view("brightdata.com")}) {
    if (same_text(host, own)) return true;
  }
  constexpr std::string_view kVendor = ".brightdata.com";
  return host.size() > kVendor.size() &&
         same_text(host.substr(host.size() - kVendor.size()), kVendor);
}

/// Same origin: the page came from this very server.
bool own_origin(std::string_view origin, std::string_view authority) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin.starts_with(scheme) && same_text(origin.substr(scheme.size()), authority)) {
      return true;
    }
  }
  return false;
}

bool free_for_all(std::string_view path) {
  return path == "/_sim/health" || path == "/_sim/metrics" || path == "/_sim/ca.pem" ||
         (path.starts_with("/_sim/inbox/") && !path.ends_with("/messages"));
}

std::optional<std::string_view> bearer(const Request& request) {
  const auto header = request.header("authorization");
  return header ? bearer_token(*header) : std::nullopt;
}

// Takes the same time wherever the first difference is.
bool same_secret(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i] ^ b[i]));
  }
  return difference == 0;
}

}  // namespace

std::optional<std::string_view> bearer_token(std::string_view authorization) {
  const std::string_view scheme = authorization.substr(0, authorization.find(' '));
  if (!same_text(scheme, "bearer")) return std::nullopt;
  std::string_view token = authorization.substr(scheme.size());
  token.remove_prefix(std::min(token.find_first_not_of(' '), token.size()));
  return token;
}

std::optional<Error> refuse_access(const Request& request, const ServiceSettings& settings) {
  if (free_for_all(request.path())) return std::nullopt;
  const std::string_view authority = request.header("host").value_or("");
  if (const auto origin = request.header("origin"); origin && !own_origin(*origin, authority)) {
    return Error{ErrorKind::forbidden, "a web page of another origin may not use the control API",
                 "call it from a program, without an Origin header"};
  }
  if (!own_host(authority, settings)) {
    return Error{ErrorKind::forbidden, "the control API does not answer to this Host",
                 "use localhost or an IP address, or start with --control-token or --control-open"};
  }
  if (settings.control_token.empty()) return std::nullopt;
  const std::string_view token = request.header("x-control-token").value_or("");
  if (same_secret(token, settings.control_token)) return std::nullopt;
  if (same_secret(bearer(request).value_or(""), settings.control_token)) return std::nullopt;
  return Error{ErrorKind::unauthorized, "the control API wants its token",
               "send X-Control-Token: TOKEN, the value of --control-token"};
}

std::optional<std::string_view> bearer_key(const Request& request,
                                           const ServiceSettings& settings) {
  const auto key = bearer(request);
  if (!key || key->empty()) return std::nullopt;
  if (!settings.control_token.empty() && same_secret(*key, settings.control_token)) {
    return std::nullopt;
  }
  return key;
}

}  // namespace asyncsim::http
