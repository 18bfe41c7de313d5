#include "http/front_notes.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace asyncsim::http {
namespace {

bool mentions(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](auto word) { return text.find(word) != text.npos; });
}

std::string hint_for(const std::string& reason, const std::string& ca_file) {
  if (mentions(reason, {"protocol", "version"})) return "TLS 1.2 and 1.3 are spoken here";
  if (reason.empty() || mentions(reason, {"unknown ca", "certificate"})) {
    return "does the client trust " + ca_file +
           "? (curl --cacert, NODE_EXTRA_CA_CERTS, SSL_CERT_FILE)";
  }
  return "is it a TLS client?";
}

}  // namespace

void note_refusal(const FrontHandler& handler, const Request& request, const Reply& why) {
  if (!handler.refused) return;
  std::string kind = std::to_string(why.status);
  if (request.method.empty()) {
    kind += " unread request";
  } else {
    kind.append(" ").append(request.method).append(" ").append(request.path().substr(0, 100));
  }
  for (const auto& [name, value] : why.headers) {
    if (name == "x-asyncsim-hint") handler.refused(kind, value);
  }
}

void note_failed_handshake(const FrontHandler& handler, const std::string& reason,
                           const std::string& ca_file) {
  if (!handler.refused) return;
  const std::string what = reason.empty() ? "the client closed the connection" : reason;
  handler.refused("TLS handshake failed", what + "; " + hint_for(reason, ca_file));
}

}  // namespace asyncsim::http
