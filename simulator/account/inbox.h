// The receivers built in: what arrived, by inbox name, and what each of them answers.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "account/inputs.h"
#include "core/virtual_time.h"

namespace asyncsim {

struct ReceivedMessage {
  std::uint64_t number = 0;  ///< from 1, within its inbox
  TimePoint at{};
  HookRequest request;
};

class Inboxes {
 public:
  static constexpr std::size_t kMaxBytes =
      16 * 1024 * 1024;  ///< of all messages; the oldest go first
  static constexpr std::size_t kMaxNames = 1'000;

  /// Keeps the message; returns what the inbox answers to it. A new name above kMaxNames answers
  /// 503.
  InboxAnswer receive(const InboxMessage& message, TimePoint now);
  bool set_answer(const InboxAnswer& answer);

  /// How many came to that inbox, kept or not.
  std::uint64_t received(std::string_view inbox) const;
  /// The messages of that inbox still kept, oldest first; nullptr if nothing ever came.
  const std::deque<ReceivedMessage>* messages(std::string_view inbox) const;

  /// NAME of https://sim.test/inbox/NAME (http too; a query may follow); nothing for another URL.
  static std::optional<std::string_view> name_in(std::string_view url);
  /// 1-64 of [A-Za-z0-9._-].
  static bool valid_name(std::string_view name);

 private:
  struct Inbox {
    std::uint64_t received = 0;
    std::deque<ReceivedMessage> messages;
    InboxAnswer answer;
    std::uint32_t failures_left = 0;
  };
  Inbox* open(std::string_view name);
  void drop_oldest();

  std::map<std::string, Inbox, std::less<>> inboxes_;
  std::deque<std::string> order_;  ///< whose message came when
  std::size_t bytes_ = 0;
};

}  // namespace asyncsim
