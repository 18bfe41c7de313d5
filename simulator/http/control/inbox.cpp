#include <algorithm>
#include <array>

#include "core/time_text.h"
#include "http/control/answer.h"
#include "http/control/handlers.h"
#include "pacer/real_time.h"

namespace asyncsim::control {
namespace {

using http::Call;
using http::error_reply;
using http::Reply;

constexpr std::array<std::string_view, 3> kManners{"answers", "hangs", "resets"};

Json message_json(const ReceivedMessage& message) {
  Json headers = Json::object();
  for (const auto& [name, value] : message.request.headers) headers[name] = value;
  Json json{{"n", message.number},
            {"at", format_time(message.at)},
            {"method", message.request.method},
            {"url", message.request.url},
            {"headers", std::move(headers)},
            {"body", message.request.body}};
  if (auto body = parse_json(message.request.body)) json["json"] = std::move(*body);
  return json;
}

InboxMessage message_of(const Call& call) {
  InboxMessage message{call.captured[0],
                       {std::string(call.request.method),
                        std::string(call.request.target),
                        {},
                        std::string(call.request.body)}};
  for (const auto& field : call.request.fields) {
    if (field.name == "authorization" || field.name == "Authorization") continue;
    message.request.headers.emplace_back(field.name, field.value);
  }
  return message;
}

/// A message belongs to the account whose delivery it is: the one that issued its response id.
Result<Accounts::Handle> recipient(Call& call) {
  auto id = call.request.query("response_id");
  if (!id) {
    const auto body = parse_json(call.request.body);
    if (body && body->is_object() && body->contains("response_id") &&
        body->at("response_id").is_string()) {
      id = body->at("response_id").get<std::string>();
    }
  }
  if (id) {
    if (auto owner = call.service.accounts.owner_of(*id, call.now())) return owner;
  }
  return account_of(call, Touch::write);
}

InboxAnswer read_inbox_answer(const std::string& inbox, Arguments& arguments) {
  InboxAnswer answer{inbox, 200, arguments.text("body").value_or("")};
  const auto status = [&](const char* name, int otherwise) {
    return static_cast<int>(
        arguments.count(name, 200, 599).value_or(static_cast<std::uint64_t>(otherwise)));
  };
  answer.status = status("status", answer.status);
  answer.fail_status = status("fail_status", answer.fail_status);
  if (const auto manner = arguments.text("manner")) {
    const auto found = std::ranges::find(kManners, *manner);
    if (found == kManners.end()) arguments.fail("manner", "answers, hangs or resets");
    answer.manner = static_cast<InboxAnswer::Manner>(found - kManners.begin());
  }
  if (const auto after = arguments.real_span("after", kLongestWait)) {
    answer.after.value = std::chrono::duration_cast<std::chrono::milliseconds>(after->value);
  }
  if (const auto count = arguments.count("fail_first", 0, 1'000'000)) {
    answer.fail_first = static_cast<std::uint32_t>(*count);
  }
  if (const auto seconds = arguments.count("retry_after", 0, 31'536'000)) {
    answer.retry_after = static_cast<std::uint32_t>(*seconds);
  }
  return answer;
}

Json inbox_answer_json(const InboxAnswer& answer) {
  return {{"inbox", answer.inbox},
          {"status", answer.status},
          {"manner", kManners[static_cast<std::size_t>(answer.manner)]},
          {"after", format_span(answer.after.value)},
          {"fail_first", answer.fail_first},
          {"fail_status", answer.fail_status},
          {"retry_after", answer.retry_after ? Json(*answer.retry_after) : Json()}};
}

ReplyFault fault_of(InboxAnswer::Manner manner) {
  switch (manner) {
    case InboxAnswer::Manner::hangs:
      return ReplyFault::silence;
    case InboxAnswer::Manner::resets:
      return ReplyFault::reset_before;
    case InboxAnswer::Manner::answers:
      break;
  }
  return ReplyFault::none;
}

Outcome check_name(const std::string& name) {
  if (Inboxes::valid_name(name)) return success();
  return invalid("an inbox's name is 1-64 of A-Z a-z 0-9 . _ -");
}

}  // namespace

Reply receive(Call& call) {
  if (const auto named = check_name(call.captured[0]); !named) return error_reply(named.error());
  const auto account = recipient(call);
  if (!account) return error_reply(account.error());
  const InboxAnswer answer = (*account)->receive(message_of(call), call.now());
  Reply reply = http::text_reply(static_cast<unsigned>(answer.status), answer.body)
                    .with("x-sim-account", (*account)->handle());
  if (answer.retry_after) reply.with("retry-after", std::to_string(*answer.retry_after));
  reply.fault = fault_of(answer.manner);
  if (answer.after.value.count() > 0) {
    reply.held = [until = call.now() + answer.after.value](RealTime now) {
      return now < until ? std::optional(until) : std::nullopt;
    };
  }
  return reply;
}

Reply inbox_messages(Call& call) {
  Arguments arguments(call.request, {"wait", "count", "after"});
  const auto wait = arguments.real_span("wait", kLongestWait);
  const auto count = arguments.count("count", 1, 1'000'000).value_or(1);
  const auto after = arguments.count("after", 0, 1ull << 53).value_or(0);
  if (arguments.error()) return error_reply(*arguments.error());
  const auto account = account_of(call, Touch::read);
  if (!account) return error_reply(account.error());

  const auto newer = [&](World& world) {
    const auto* messages = world.inboxes().messages(call.captured[0]);
    std::vector<ReceivedMessage> found;
    if (!messages) return found;
    for (const auto& message : *messages) {
      if (message.number > after) found.push_back(message);
    }
    return found;
  };
  if (wait) {
    const auto waited = (*account)->wait(call.now() + wait->value, call.now(), [&](World& world) {
      const auto* messages = world.inboxes().messages(call.captured[0]);
      return messages && !messages->empty() && messages->back().number >= after + count;
    });
    if (waited == Account::Waited::gone) return error_reply(epoch_over());
  }
  Json messages = Json::array();
  for (const auto& message : (*account)->read(real_now(), newer)) {
    messages.push_back(message_json(message));
  }
  const auto received = (*account)->read(
      real_now(), [&](World& world) { return world.inboxes().received(call.captured[0]); });
  return answer(call, **account, {{"received", received}, {"messages", std::move(messages)}});
}

Reply set_inbox_answer(Call& call) {
  if (const auto named = check_name(call.captured[0]); !named) return error_reply(named.error());
  Arguments arguments(call.request, {"status", "body", "manner", "after", "fail_first",
                                     "fail_status", "retry_after"});
  const InboxAnswer input = read_inbox_answer(call.captured[0], arguments);
  if (arguments.error()) return error_reply(*arguments.error());
  const auto account = account_of(call, Touch::write);
  if (!account) return error_reply(account.error());
  if (const auto set = (*account)->set_inbox_answer(input, call.now()); !set) {
    return error_reply(set.error());
  }
  return answer(call, **account, inbox_answer_json(input));
}

}  // namespace asyncsim::control
