#include "core/time_text.h"
#include "http/control/answer.h"
#include "http/control/handlers.h"
#include "pacer/real_time.h"

namespace asyncsim::control {
namespace {

using http::Call;
using http::error_reply;
using http::Reply;

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
  return http::text_reply(static_cast<unsigned>(answer.status), answer.body)
      .with("x-sim-account", (*account)->handle());
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
  return answer(call, **account, {{"messages", std::move(messages)}});
}

Reply set_inbox_answer(Call& call) {
  if (const auto named = check_name(call.captured[0]); !named) return error_reply(named.error());
  Arguments arguments(call.request, {"status", "body"});
  InboxAnswer input{call.captured[0], 200, arguments.text("body").value_or("")};
  if (const auto status = arguments.number("status", 200, 599)) {
    input.status = static_cast<int>(*status);
  }
  if (arguments.error()) return error_reply(*arguments.error());
  const auto account = account_of(call, Touch::write);
  if (!account) return error_reply(account.error());
  if (const auto set = (*account)->set_inbox_answer(input, call.now()); !set) {
    return error_reply(set.error());
  }
  return answer(call, **account, {{"inbox", input.inbox}, {"status", input.status}});
}

}  // namespace asyncsim::control
