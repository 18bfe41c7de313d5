// What the program says on stderr: one line at a time, only from its level on.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "cli/options.h"
#include "http/request.h"

namespace asyncsim::cli {

class Log {
 public:
  explicit Log(LogLevel level) : level_(level) {}

  void say(LogLevel level, std::string_view line);
  /// A surprising answer explains itself in one line; the first few of a kind, then it is counted.
  void note(const http::Request& request, const http::Reply& reply);
  /// The same for what the front turned away by itself.
  void note(const std::string& kind, std::string_view why);
  /// How many surprising answers there were, shown or not.
  std::uint64_t surprising() const { return surprising_; }
  /// What was not shown, once at the end.
  void say_what_was_not_shown();

 private:
  bool shown(const std::string& kind);

  static constexpr int kShownOfAKind = 5;
  const LogLevel level_;
  std::atomic<std::uint64_t> surprising_{0};
  std::mutex lock_;
  std::map<std::string, int> kinds_;
};

}  // namespace asyncsim::cli
