#include "http/tls/tunnel.h"

#include <string>

#include "http/front_replies.h"
#include "http/tls/identity.h"

namespace asyncsim::http {
namespace {

struct HostAndPort {
  std::string_view host, port;
};

HostAndPort split(std::string_view authority) {
  const bool bracketed = authority.starts_with('[');
  const auto end =
      bracketed ? authority.find(']') : std::min(authority.find(':'), authority.size());
  const std::string_view host = authority.substr(bracketed, end - bracketed);
  std::string_view port = authority.substr(bracketed ? end + 1 : end);
  if (port.starts_with(':')) port.remove_prefix(1);
  return {host, port.empty() ? "443" : port};
}

}  // namespace

std::optional<Reply> refuse_tunnel(std::string_view authority, std::uint16_t tls_port) {
  const auto [host, port] = split(authority);
  const bool loopback = TlsIdentity::is_loopback(host);
  const bool named = loopback || TlsIdentity::is_vendor(host);
  if (named && port == "443") return std::nullopt;
  if (loopback && tls_port != 0 && port == std::to_string(tls_port)) return std::nullopt;
  const std::string place(authority.substr(0, 100));
  if (named) {
    return refusal(403, "no_tunnel", "no tunnel to " + place + ": another port than 443",
                   loopback ? "go there without the proxy: NO_PROXY=localhost,127.0.0.1,::1"
                            : "use https://api.brightdata.com without a port");
  }
  return refusal(403, "no_tunnel",
                 "no tunnel to " + place + ": this proxy stands for the vendor alone",
                 "set NO_PROXY=" + std::string(host.substr(0, 100)) +
                     " for that host; api.brightdata.com and brightdata.com end here");
}

Reply tunnels_are_off() {
  return refusal(501, "no_tls", "CONNECT needs TLS here, which is off",
                 "start with --tls-listen 127.0.0.1:0, or use asyncsim run --intercept");
}

Reply tunnel_in_tls() {
  return refusal(400, "no_tunnel", "CONNECT inside TLS",
                 "name the proxy by its http:// address, and use it once");
}

Reply speaks_tls_only() {
  return refusal(400, "https_only", "plain HTTP where TLS is spoken",
                 "use https:// here; the plain port is the `url` of the ready line");
}

}  // namespace asyncsim::http
