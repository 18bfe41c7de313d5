#include "http/vendor/rule_reply.h"

#include "core/ascii.h"
#include "http/vendor/errors.h"

namespace asyncsim::vendor {

CallFacts facts_of(const http::Call& call, const Account& account) {
  CallFacts facts;
  if (const auto first = call.request.first_on_connection) {
    facts.connection = *first ? CallConnection::fresh : CallConnection::kept;
  }
  if (!account.rules_need_facts()) return facts;
  for (const auto& field : call.request.fields) {
    std::string name = lower_case(field.name);
    if (name == "authorization") continue;  // no key in a record
    facts.headers.emplace_back(std::move(name), std::string(field.value));
  }
  facts.body = call.request.body;
  return facts;
}

http::Reply ruled_reply(const RulePointer& rule, http::Reply own) {
  if (!rule) return own;
  const RuleReply& said = *rule->reply;
  http::Reply reply = std::move(own);
  if (said.status) {
    reply.status = *said.status;
    reply.body = said.body;
    std::erase_if(reply.headers, [](const auto& header) { return header.first != "x-sim-now"; });
    reply.with("content-type", said.content_type);
    reply = with_hint(std::move(reply), "rule \"" + rule->name + "\" says so");
  }
  for (const auto& [name, value] : said.headers) reply.with(name, value);
  if (said.retry_after) reply.with("retry-after", std::to_string(*said.retry_after));
  reply.fault = said.fault;
  return reply;
}

}  // namespace asyncsim::vendor
