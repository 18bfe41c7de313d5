#include "account/inbox.h"

#include <algorithm>

#include "core/ascii.h"

namespace asyncsim {
namespace {

constexpr std::size_t kMessageOverhead = 256;

std::size_t size_of(const HookRequest& request) {
  std::size_t size = kMessageOverhead + request.url.size() + request.body.size();
  for (const auto& [name, value] : request.headers) size += name.size() + value.size();
  return size;
}

}  // namespace

std::optional<std::string_view> Inboxes::name_in(std::string_view url) {
  for (const std::string_view prefix : {"https://sim.test/inbox/", "http://sim.test/inbox/"}) {
    if (!url.starts_with(prefix)) continue;
    const std::string_view name = url.substr(prefix.size(), url.find('?') - prefix.size());
    if (valid_name(name)) return name;
  }
  return std::nullopt;
}

bool Inboxes::valid_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return is_alphanumeric(c) || c == '.' || c == '_' || c == '-';
  });
}

Inboxes::Inbox* Inboxes::open(std::string_view name) {
  const auto found = inboxes_.find(name);
  if (found != inboxes_.end()) return &found->second;
  if (inboxes_.size() >= kMaxNames) return nullptr;
  return &inboxes_.emplace(name, Inbox{}).first->second;
}

InboxAnswer Inboxes::receive(const InboxMessage& message, TimePoint now) {
  Inbox* inbox = open(message.inbox);
  if (!inbox) return {message.inbox, 503, "too many inboxes"};
  bytes_ += size_of(message.request);
  inbox->messages.push_back({++inbox->received, now, message.request});
  order_.push_back(message.inbox);
  while (bytes_ > kMaxBytes && order_.size() > 1) drop_oldest();
  InboxAnswer answer = inbox->answer;
  if (inbox->failures_left > 0) {
    --inbox->failures_left;
    answer.status = answer.fail_status;
  }
  if (answer.status != 429 && answer.status != 503) answer.retry_after.reset();
  return answer;
}

void Inboxes::drop_oldest() {
  Inbox& inbox = inboxes_.find(order_.front())->second;
  bytes_ -= size_of(inbox.messages.front().request);
  inbox.messages.pop_front();
  order_.pop_front();
}

bool Inboxes::set_answer(const InboxAnswer& answer) {
  Inbox* inbox = open(answer.inbox);
  if (inbox) {
    inbox->answer = answer;
    inbox->failures_left = answer.fail_first;
  }
  return inbox != nullptr;
}

std::uint64_t Inboxes::received(std::string_view name) const {
  const auto found = inboxes_.find(name);
  return found == inboxes_.end() ? 0 : found->second.received;
}

const std::deque<ReceivedMessage>* Inboxes::messages(std::string_view name) const {
  const auto found = inboxes_.find(name);
  return found == inboxes_.end() ? nullptr : &found->second.messages;
}

}  // namespace asyncsim
