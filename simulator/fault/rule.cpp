#include "fault/rule.h"

namespace asyncsim {

std::string_view name_of(ReplyFault fault) {
  constexpr std::string_view kNames[]{"none",      "reset_before", "reset_mid", "reset_after",
                                      "truncated", "wrong_length", "dripping",  "silence"};
  return kNames[static_cast<std::size_t>(fault)];
}

std::string_view name_of(CallKind call) {
  constexpr std::string_view kNames[]{"any", "submit", "poll", "request"};
  return kNames[static_cast<std::size_t>(call)];
}

std::string_view name_of(RuleOutcome::Kind kind) {
  constexpr std::string_view kNames[]{"done", "fail", "never", "lost"};
  return kNames[static_cast<std::size_t>(kind)];
}

bool RuleWindow::open(Span since_start) const {
  if (since_start < at) return false;
  const Span since = every ? (since_start - at) % *every : since_start - at;
  return !lasts || since < *lasts;
}

std::optional<LatencyModel> own_model(const RuleLatency& latency) {
  return std::visit(
      [](const auto& model) -> std::optional<LatencyModel> {
        if constexpr (std::is_same_v<std::decay_t<decltype(model)>, Unchanged>)
          return std::nullopt;
        else
          return model;
      },
      latency.model);
}

// The last star is the only one that need be tried again: what came before it matched as early as
// it could.
bool glob_matches(std::string_view glob, std::string_view text) {
  std::size_t in_glob = 0, in_text = 0;
  std::size_t star = glob.npos, retry = 0;
  while (in_text < text.size()) {
    const bool more = in_glob < glob.size();
    if (more && glob[in_glob] == '*') {
      star = in_glob++;
      retry = in_text;
    } else if (more && (glob[in_glob] == '?' || glob[in_glob] == text[in_text])) {
      ++in_glob;
      ++in_text;
    } else if (star != glob.npos) {
      in_glob = star + 1;
      in_text = ++retry;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', in_glob) == glob.npos;
}

}  // namespace asyncsim
