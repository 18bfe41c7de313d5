#include "cli/log.h"

#include <cstdio>

namespace asyncsim::cli {

void Log::say(LogLevel level, std::string_view line) {
  if (level > level_) return;
  std::string text = "asyncsim: ";
  text.append(line) += '\n';
  std::fwrite(text.data(), 1, text.size(), stderr);
}

bool Log::shown(const std::string& kind) {
  constexpr std::size_t kMostKinds = 1'000;
  std::lock_guard guard(lock_);
  if (kinds_.size() >= kMostKinds && !kinds_.contains(kind)) return false;
  return ++kinds_[kind] <= kShownOfAKind;
}

void Log::note(const http::Request& request, const http::Reply& reply) {
  for (const auto& [name, value] : reply.headers) {
    if (name != "x-asyncsim-hint") continue;
    const std::string call =
        std::string(request.method) + " " + std::string(request.path().substr(0, 100));
    const std::string status = std::to_string(reply.status);
    note(status + " " + call, value);
  }
}

void Log::note(const std::string& kind, std::string_view why) {
  ++surprising_;
  if (shown(kind)) say(LogLevel::warn, kind + ": " + std::string(why));
}

void Log::say_what_was_not_shown() {
  std::lock_guard guard(lock_);
  for (const auto& [kind, count] : kinds_) {
    if (count <= kShownOfAKind) continue;
    say(LogLevel::warn, kind + ": " + std::to_string(count - kShownOfAKind) + " more of these");
  }
}

}  // namespace asyncsim::cli
