#include "http/target_policy.h"

#include <algorithm>
#include <array>
#include <optional>

#include "account/inbox.h"
#include "core/ascii.h"
#include "core/percent.h"
#include "http/forbidden_address.h"
#include "http/webhook_url.h"

namespace asyncsim::http {
namespace {

constexpr std::array<std::string_view, 7> kPrivate{
    "127.0.0.0/8",    "::1/128",       "10.0.0.0/8", "172.16.0.0/12",
    "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"};

constexpr std::string_view kControl = "_sim";
constexpr std::string_view kInbox = "/_sim/inbox/";
constexpr std::size_t kShownPath = 200;

/// Of a resolved address, which may have a zone id.
std::optional<AddressBytes> bytes_of(std::string_view address) {
  return read_address(address.substr(0, address.find('%')));
}

Error not_a_target(std::string_view item) {
  return invalid(
      "--webhook-allow: \"" + std::string(item) + "\" is no host name, IP address or CIDR block",
      "write private, any, or a list such as hooks.example,192.0.2.7,198.51.100.0/24");
}

/// Every escape undone, and those that appear by undoing others.
std::string decode_wholly(std::string_view text) {
  std::string decoded;
  for (const char c : text) {
    decoded += c;
    while (decoded.size() >= 3 && decoded[decoded.size() - 3] == '%') {
      const auto byte = percent_decode(std::string_view(decoded).substr(decoded.size() - 3), false);
      if (!byte) break;
      decoded.replace(decoded.size() - 3, 3, *byte);
    }
  }
  return decoded;
}

bool begins_with_control(std::string_view segment) {
  return same_text(segment.substr(0, kControl.size()), kControl);
}

/// Whether a path's segment at the root is the control API's for a server that undoes escapes,
/// takes a backslash for a slash, drops ";parameters", empty segments and ".", and follows "..".
bool reaches_control(std::string_view path) {
  const std::string text = decode_wholly(path);
  std::size_t depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find_first_of("/\\", at), text.size());
    const auto whole = std::string_view(text).substr(at, end - at);
    const auto segment = whole.substr(0, whole.find(';'));
    at = end + 1;
    if (segment.empty() || segment == ".") continue;
    if (depth == 0 && begins_with_control(segment)) return true;
    if (segment != "..") {
      ++depth;
    } else if (depth > 0) {
      --depth;
    }
  }
  return false;
}

bool is_inbox(std::string_view path) {
  if (!path.starts_with(kInbox)) return false;
  const auto name = path.substr(kInbox.size());
  return Inboxes::valid_name(name) && name != "." && name != "..";
}

}  // namespace

Result<TargetPolicy> TargetPolicy::parse(std::string_view text) {
  TargetPolicy policy;
  for (std::size_t at = 0; at <= text.size();) {
    const auto item = text.substr(at, text.find(',', at) - at);
    at += item.size() + 1;
    if (item == "any") {
      policy.any_ = true;
    } else if (item == "private") {
      for (const auto block : kPrivate) policy.add_block(block);
    } else if (!policy.add_block(item)) {
      if (!valid_host_name(item)) return not_a_target(item);
      policy.hosts_.emplace_back(item);
    }
  }
  return policy;
}

bool TargetPolicy::add_block(std::string_view text) {
  auto block = read_block(text);
  if (!block) return false;
  auto within = innermost(block->prefix);
  if (within.size() < block->prefix.size()) {
    if (block->bits < 96) return false;
    block->bits -= 96;
  }
  blocks_.push_back({std::move(within), block->bits});
  return true;
}

bool TargetPolicy::allows(std::string_view host, std::string_view address) const {
  const auto bytes = bytes_of(address);
  if (!bytes || why_forbidden(*bytes)) return false;
  const auto named = [&](const std::string& allowed) { return same_text(allowed, host); };
  if (any_ || std::any_of(hosts_.begin(), hosts_.end(), named)) return true;
  return std::any_of(
      blocks_.begin(), blocks_.end(),
      [&, judged = innermost(*bytes)](const AddressBlock& block) { return block.holds(judged); });
}

std::string TargetPolicy::refusal(std::string_view host, std::string_view address) const {
  const std::string name(host);
  const std::string behind = host == address ? "" : std::string(address);
  const auto bytes = bytes_of(address);
  if (const auto why = bytes ? why_forbidden(*bytes) : std::nullopt) {
    return "webhooks never go to " + name + " (" + (behind.empty() ? "" : behind + ", ") + *why +
           "), whatever is allowed";
  }
  return "webhooks may not go to " + name + (behind.empty() ? "" : " (" + behind + ")") +
         "; start the simulator with --webhook-allow " + name + ", or --webhook-allow any";
}

std::string control_refusal(std::string_view target) {
  const auto path = target.substr(0, target.find('?'));
  if (is_inbox(path) || !reaches_control(path)) return {};
  return "webhooks never call a control API, as " + std::string(path.substr(0, kShownPath)) +
         " would; of the paths that begin with /_sim only /_sim/inbox/NAME takes them, NAME being "
         "1-64 of A-Z a-z 0-9 . _ -";
}

Result<TargetMap> parse_target_map(std::string_view text) {
  const auto middle = text.find("=http");
  const auto from = parse_webhook_url(text.substr(0, middle));
  const auto to = middle == text.npos ? from : parse_webhook_url(text.substr(middle + 1));
  for (const auto* side : {&from, &to}) {
    if (middle == text.npos || !side->ok() || (*side)->target != "/") {
      return invalid("--webhook-map \"" + std::string(text) + "\" is not FROM=TO" +
                         (side->ok() ? "" : ": " + side->error().message),
                     "write https://hooks.example=http://127.0.0.1:9000, both without a path");
    }
  }
  return TargetMap{from->origin(), to->origin()};
}

}  // namespace asyncsim::http
