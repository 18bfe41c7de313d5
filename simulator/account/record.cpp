#include "account/record.h"

#include "core/json.h"
#include "core/time_text.h"
#include "scenario/scenario_file.h"

namespace asyncsim {
namespace {

Json stamp_json(const RecordStamp& stamp) {
  return {{"account", stamp.account}, {"at", format_time(stamp.at)}, {"n", stamp.events_run}};
}

using Headers = std::vector<std::pair<std::string, std::string>>;

Json headers_json(const Headers& headers) {
  Json json = Json::array();
  for (const auto& [name, value] : headers) json.push_back({name, value});
  return json;
}

Json hook_json(const HookRequest& hook) {
  return {{"method", hook.method},
          {"url", hook.url},
          {"headers", headers_json(hook.headers)},
          {"body", hook.body}};
}

void add_facts(Json& json, const CallFacts& facts) {
  if (facts.connection != CallConnection::unknown) json["connection"] = facts.connection;
  if (facts.headers.empty() && facts.body.empty()) return;
  json["facts"] = {{"headers", headers_json(facts.headers)}, {"body", facts.body}};
}

Json attempt_json(const AttemptId& attempt) {
  return {{"epoch", attempt.epoch}, {"delivery", attempt.delivery}, {"number", attempt.number}};
}

std::string hex(std::string_view bytes) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += {kHex[static_cast<unsigned char>(c) >> 4], kHex[static_cast<unsigned char>(c) & 15]};
  }
  return text;
}

// Each input is one member, named as the input is: {"poll":{…}}.
struct InputPrinter {
  Json& line;

  template <class Call>
  static Json call_json(const Call& in) {
    Json json{{"zone", in.zone}, {"url", in.request.url}, {"packed", hex(pack(in.request))}};
    json["family"] = in.family;
    add_facts(json, in.facts);
    return json;
  }

  // `url` is for whoever reads the file; `packed` is the whole request.
  void operator()(const Submit& in) const { line["submit"] = call_json(in); }
  void operator()(const SyncCall& in) const { line["sync_call"] = call_json(in); }
  void operator()(const Leaned& in) const {
    line["leaned"] = {{"knob", in.knob}, {"value", in.value}};
  }
  void operator()(const AddZone& in) const {
    line["add_zone"] = {{"name", in.zone.name}, {"product", in.zone.product}};
  }
  void operator()(const Poll& in) const {
    line["poll"] = {{"id", in.id}};
    add_facts(line["poll"], in.facts);
  }
  void operator()(const Refusal& in) const {
    line["refusal"] = {{"call", in.call}, {"status", in.status}, {"code", in.code}};
  }
  void operator()(const AnswerWritten& in) const { line["answer_written"] = {{"job", in.job}}; }
  void operator()(const AttemptEnded& in) const {
    line["attempt_ended"] = {{"epoch", in.attempt.epoch},    {"delivery", in.attempt.delivery},
                             {"attempt", in.attempt.number}, {"end", in.result.end},
                             {"status", in.result.status},   {"reason", in.result.reason}};
    if (in.result.retry_after) {
      line["attempt_ended"]["retry_after"] = in.result.retry_after->value.count();
    }
  }
  void operator()(const JobVerb& in) const {
    line["job_verb"] = {
        {"verb", in.kind}, {"jobs", in.jobs}, {"code", in.code}, {"by", in.by.count()}};
  }
  void operator()(const Redeliver& in) const { line["redeliver"] = {{"delivery", in.delivery}}; }
  void operator()(const TriggerWebhook& in) const { line["trigger"] = {{"job", in.job}}; }
  void operator()(const InboxMessage& in) const {
    line["inbox_message"] = {{"inbox", in.inbox}, {"request", hook_json(in.request)}};
    if (in.attempt) line["inbox_message"]["attempt"] = attempt_json(*in.attempt);
  }
  void operator()(const InboxAnswer& in) const {
    line["inbox_answer"] = {{"inbox", in.inbox},
                            {"status", in.status},
                            {"body", in.body},
                            {"manner", in.manner},
                            {"after", in.after.value.count()},
                            {"fail_first", in.fail_first},
                            {"fail_status", in.fail_status}};
    if (in.retry_after) line["inbox_answer"]["retry_after"] = *in.retry_after;
  }
  void operator()(const SetClock& in) const {
    line["set_clock"] = {{"mode", in.mode}, {"speed", in.speed}};
  }
  void operator()(const HoldTime& in) const { line["hold_time"] = {{"standing", in.standing}}; }
  void operator()(const NewEpoch& in) const {
    line["new_epoch"] = {{"start", format_time(in.start)}};
    if (in.scenario) line["new_epoch"]["scenario"] = print_scenario(*in.scenario);
  }
  void operator()(const ChangeScenario& in) const {
    line["change_scenario"] = {{"scenario", print_scenario(*in.scenario)}};
  }
};

}  // namespace

std::string print_opening(const RecordStamp& stamp, const Scenario& scenario) {
  Json line = stamp_json(stamp);
  line["open"] = print_scenario(scenario);
  return print_json(line);
}

std::string print_input(const RecordStamp& stamp, const Input& input) {
  Json line = stamp_json(stamp);
  std::visit(InputPrinter{line}, input);
  return print_json(line);
}

std::string print_end(const RecordStamp& stamp) {
  Json line = stamp_json(stamp);
  line["end"] = true;
  return print_json(line);
}

}  // namespace asyncsim
