#include "job/zone.h"

#include <algorithm>
#include <utility>

#include "core/ascii.h"

namespace asyncsim {

std::string_view name_of(Product product) {
  return product == Product::unlocker ? "unlocker" : "serp";
}

std::string_view name_of(ZoneMode mode) { return mode == ZoneMode::async ? "async" : "sync"; }

std::string_view name_of(HookMethod method) { return method == HookMethod::post ? "POST" : "GET"; }

std::string_view name_of(PollCadence cadence) {
  constexpr std::string_view kNames[]{"noted", "enforced", "metered"};
  return kNames[static_cast<std::size_t>(cadence)];
}

bool is_hook_url(std::string_view url) {
  constexpr std::size_t kLongest = 2'048;
  if (url.size() > kLongest) return false;
  const auto unprintable = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; };
  if (std::any_of(url.begin(), url.end(), unprintable)) return false;
  const auto scheme_end = url.find("://");
  const std::string_view scheme = url.substr(0, scheme_end);
  if (scheme_end == url.npos || !(same_text(scheme, "http") || same_text(scheme, "https"))) {
    return false;
  }
  const std::string_view rest = url.substr(scheme_end + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const std::string_view host_and_port = authority.substr(authority.rfind('@') + 1);
  return !host_and_port.empty() && host_and_port.front() != ':';
}

Zone default_zone(std::string name, Product product) {
  Zone zone;
  zone.name = std::move(name);
  zone.product = product;
  if (product == Product::serp) {
    zone.latency.model = Uniform{std::chrono::seconds{3}, std::chrono::seconds{14}};
    zone.limits.submits_per_second = 100;
  }
  return zone;
}

}  // namespace asyncsim
