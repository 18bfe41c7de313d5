#include "http/webhook_wire.h"

#include "http/request.h"

namespace asyncsim::http {
namespace {

constexpr std::size_t kOurFields = 96;  ///< what stands there beside the request's own, at most

/// Fields that follow from the URL and the body alone.
bool is_framing(std::string_view name) {
  return same_text(name, "host") || same_text(name, "content-length") ||
         same_text(name, "transfer-encoding") || same_text(name, "connection");
}

}  // namespace

std::string wire_of(const HookRequest& request, std::string_view authority,
                    std::string_view target) {
  std::size_t size = kOurFields + target.size() + authority.size() + request.body.size();
  for (const auto& [name, value] : request.headers) size += name.size() + value.size() + 4;
  std::string wire;
  wire.reserve(size);  // it may wait long, among many
  wire.append(request.method).append(" ").append(target).append(" HTTP/1.1\r\n");
  append_field(wire, "host", authority);
  bool named = false;
  for (const auto& [name, value] : request.headers) {
    if (is_framing(name)) continue;
    append_field(wire, name, value);
    named = named || same_text(name, "user-agent");
  }
  if (!named) append_field(wire, "user-agent", "asyncsim");
  if (request.method != "GET" || !request.body.empty()) {
    append_field(wire, "content-length", std::to_string(request.body.size()));
  }
  wire.append("\r\n").append(request.body);
  return wire;
}

}  // namespace asyncsim::http
