// Reading records: what does not fit throws Json::exception or Error, caught in one place.
#include <limits>

#include "account/record.h"
#include "core/json.h"
#include "core/time_text.h"
#include "scenario/scenario_file.h"

namespace asyncsim {
namespace {

template <class T>
T taken(Result<T> result) {
  if (!result) throw result.error();
  return std::move(result).value();
}

std::uint64_t count(const Json& json, const char* key) {
  return static_cast<std::uint64_t>(
      taken(json_integer(json.at(key), 0, std::numeric_limits<std::int64_t>::max())));
}

template <class Enum>
Enum word(const Json& json, const char* key, Enum last) {
  return static_cast<Enum>(taken(json_integer(json.at(key), 0, static_cast<int>(last))));
}

std::string text(const Json& json, const char* key) { return json.at(key).get<std::string>(); }

std::string unhex(const std::string& digits) {
  const auto nibble = [](char c) -> unsigned {
    const auto value = std::string_view("0123456789abcdef").find(c);
    if (value == std::string_view::npos) throw invalid("\"packed\" is not hexadecimal");
    return static_cast<unsigned>(value);
  };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(nibble(digits[i]) << 4 | nibble(digits[i + 1]));
  }
  return bytes;
}

std::vector<std::pair<std::string, std::string>> headers(const Json& json) {
  std::vector<std::pair<std::string, std::string>> list;
  for (const Json& header : json.at("headers")) {
    list.emplace_back(header.at(0).get<std::string>(), header.at(1).get<std::string>());
  }
  return list;
}

HookRequest hook(const Json& json) {
  return {text(json, "method"), text(json, "url"), headers(json), text(json, "body")};
}

CallFacts facts(const Json& json) {
  CallFacts facts;
  if (json.contains("connection"))
    facts.connection = word(json, "connection", CallConnection::kept);
  if (!json.contains("facts")) return facts;
  facts.headers = headers(json.at("facts"));
  facts.body = text(json.at("facts"), "body");
  return facts;
}

std::shared_ptr<const Scenario> scenario(const Json& json) {
  return std::make_shared<const Scenario>(taken(read_scenario(json, "record")));
}

int status(const Json& json, const char* key = "status") {
  return static_cast<int>(taken(json_integer(json.at(key), 0, 999)));
}

AttemptId attempt(const Json& json, const char* number) {
  return {count(json, "epoch"), count(json, "delivery"),
          static_cast<std::uint32_t>(count(json, number))};
}

ClientSpan client_span(const Json& json, const char* key) {
  return {std::chrono::milliseconds{static_cast<std::int64_t>(count(json, key))}};
}

Input read_attempt_ended(const Json& in) {
  AttemptEnded ended{attempt(in, "attempt"),
                     {word(in, "end", kLastAttemptEnd), status(in), text(in, "reason")}};
  if (in.contains("retry_after")) ended.result.retry_after = client_span(in, "retry_after");
  return ended;
}

Input read_inbox_message(const Json& in) {
  InboxMessage message{text(in, "inbox"), hook(in.at("request"))};
  if (in.contains("attempt")) message.attempt = attempt(in.at("attempt"), "number");
  return message;
}

Input read_inbox_answer(const Json& in) {
  InboxAnswer answer{text(in, "inbox"), status(in), text(in, "body")};
  answer.manner = word(in, "manner", InboxAnswer::Manner::resets);
  answer.after = client_span(in, "after");
  answer.fail_first = static_cast<std::uint32_t>(count(in, "fail_first"));
  answer.fail_status = status(in, "fail_status");
  if (in.contains("retry_after")) {
    answer.retry_after = static_cast<std::uint32_t>(count(in, "retry_after"));
  }
  return answer;
}

Input read_job_verb(const Json& in) {
  JobVerb verb;
  verb.kind = word(in, "verb", JobVerb::Kind::expire);
  for (const Json& job : in.at("jobs")) {
    verb.jobs.push_back(static_cast<JobOrdinal>(
        taken(json_integer(job, 0, std::numeric_limits<std::int64_t>::max()))));
  }
  verb.code = word(in, "code", kLastFailure);
  verb.by = Span{static_cast<Span::rep>(count(in, "by"))};
  return verb;
}

Input read_new_epoch(const Json& in) {
  return NewEpoch{in.contains("scenario") ? scenario(in.at("scenario")) : nullptr,
                  taken(parse_time(text(in, "start")))};
}

template <class Call>
Input read_call(const Json& in) {
  return Call{text(in, "zone"), unpack(unhex(text(in, "packed"))),
              word(in, "family", Product::serp), facts(in)};
}

Input read_leaned(const Json& in) {
  const Knob knob = word(in, "knob", Knob::webhook_attempts);
  const auto most = row_of(knob).values.size() - 1;
  return Leaned{knob, static_cast<std::uint8_t>(
                          taken(json_integer(in.at("value"), 0, static_cast<std::int64_t>(most))))};
}

Input read_input(const std::string& name, const Json& in) {
  if (name == "submit") return read_call<Submit>(in);
  if (name == "sync_call") return read_call<SyncCall>(in);
  if (name == "leaned") return read_leaned(in);
  if (name == "add_zone") {
    return AddZone{default_zone(text(in, "name"), word(in, "product", Product::serp))};
  }
  if (name == "poll") return Poll{text(in, "id"), facts(in)};
  if (name == "refusal") {
    return Refusal{word(in, "call", VendorCall::account), status(in), text(in, "code")};
  }
  if (name == "answer_written") return AnswerWritten{count(in, "job")};
  if (name == "attempt_ended") return read_attempt_ended(in);
  if (name == "job_verb") return read_job_verb(in);
  if (name == "redeliver") return Redeliver{count(in, "delivery")};
  if (name == "trigger") return TriggerWebhook{count(in, "job")};
  if (name == "inbox_message") return read_inbox_message(in);
  if (name == "inbox_answer") return read_inbox_answer(in);
  if (name == "set_clock") {
    return SetClock{word(in, "mode", ClockMode::paced),
                    taken(json_number(in.at("speed"), kSlowest, kFastest))};
  }
  if (name == "hold_time") return HoldTime{in.at("standing").get<bool>()};
  if (name == "new_epoch") return read_new_epoch(in);
  if (name == "change_scenario") return ChangeScenario{scenario(in.at("scenario"))};
  throw invalid("unknown input \"" + name + "\"");
}

RecordLine read_line(const Json& json) {
  RecordLine line{{text(json, "account"), taken(parse_time(text(json, "at"))), count(json, "n")},
                  RecordEnd{}};
  if (json.size() != 4) throw invalid("expected account, at, n and one input");
  const auto what = std::prev(json.end());
  if (what.key() == "open") {
    line.what = RecordOpening{scenario(*what)};
  } else if (what.key() != "end") {
    line.what = read_input(what.key(), *what);
  }
  return line;
}

}  // namespace

Result<RecordLine> read_record_line(std::string_view text) {
  const auto json = parse_json(text);
  if (!json) return json.error();
  try {
    return read_line(*json);
  } catch (const Error& error) {
    return error;
  } catch (const Json::exception& error) {
    return invalid(std::string("not a record line: ") + error.what());
  }
}

}  // namespace asyncsim
