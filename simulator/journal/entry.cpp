#include "journal/entry.h"

#include "core/json.h"
#include "core/time_text.h"
#include "webhook/transport.h"

namespace asyncsim {
namespace {

constexpr std::string_view kCalls[]{"submit", "poll", "request", "account"};

void print_webhook(Json& line, const Entry& entry) {
  line["delivery"] = "dlv_" + std::to_string(entry.number + 1);
  if (entry.happening == Happening::webhook_fault) {
    line["fault"] = name_of(static_cast<WebhookFaultKind>(entry.word));
    return;
  }
  line["attempt"] = entry.count;
  if (entry.happening != Happening::webhook_ended) return;
  line["end"] = name_of(static_cast<AttemptEnd>(entry.word));
  if (entry.status != 0) line["status"] = entry.status;
}

void print_unanswered(Json& line, const Entry& entry) {
  const auto heard = static_cast<Heard>(entry.word);
  if (heard == Heard::too_early && entry.count != 0) line["retry_after"] = entry.count;
  if (heard == Heard::unknown && !entry.text.empty()) line["id"] = entry.text;
}

void print_details(Json& line, const Entry& entry, const EntryContext& context) {
  switch (entry.happening) {
    case Happening::submitted:
      line["zone"] = context.zones.at(entry.zone).name;
      line["url"] = entry.text;
      break;
    case Happening::refused:
      line["call"] = kCalls[entry.word];
      line["status"] = entry.status;
      line["code"] = entry.text;
      break;
    case Happening::polled:
      line["answer"] = name_of(static_cast<Heard>(entry.word));
      if (entry.number != 0) line["early"] = true;
      print_unanswered(line, entry);
      break;
    case Happening::completed: {
      const auto code = static_cast<FailCode>(entry.word);
      line["state"] = name_of(code == FailCode::none ? JobState::ready : JobState::failed);
      if (code != FailCode::none) line["code"] = name_of(code);
      break;
    }
    case Happening::expired:
      line["state"] = name_of(static_cast<JobState>(entry.word));
      line["collected"] = entry.count != 0;
      break;
    case Happening::delayed:
      line["by"] = format_span(Span{static_cast<Span::rep>(entry.number)});
      break;
    case Happening::webhook_sent:
    case Happening::webhook_ended:
    case Happening::webhook_cancelled:
    case Happening::webhook_fault:
      print_webhook(line, entry);
      break;
    case Happening::ruled:
      line["call"] = kCalls[entry.word];
      line["rules"] = entry.text;
      break;
    case Happening::timeline:
      line["entry"] = entry.text;
      line[entry.count == 0 ? "begins" : "ends"] = true;
      break;
    case Happening::inbox_received:
      line["inbox"] = entry.text;
      break;
    case Happening::requested:
      line["zone"] = context.zones.at(entry.zone).name;
      line["url"] = entry.text;
      line["took"] = format_span(Span{static_cast<Span::rep>(entry.number)});
      if (entry.word != 0) line["code"] = name_of(static_cast<FailCode>(entry.word));
      break;
    case Happening::held:
    case Happening::released:
      break;
  }
}

}  // namespace

std::string_view name_of(Heard heard) {
  switch (heard) {
    case Heard::pending:
      return "pending";
    case Heard::ready:
      return "ready";
    case Heard::failed:
      return "failed";
    case Heard::expired:
      return "expired";
    case Heard::unknown:
      return "unknown";
    case Heard::too_early:
      return "too_early";
  }
  return "";
}

Json entry_json(std::uint64_t number, const Entry& entry, const EntryContext& context) {
  Json line;
  line["n"] = number;
  line["at"] = format_time(entry.at);
  line["account"] = context.account;
  line["event"] = name_of(entry.happening);
  if (entry.job != Entry::kNoJob) line["job"] = context.ids.make(entry.job, entry.submitted);
  print_details(line, entry, context);
  return line;
}

std::string print_entry(std::uint64_t number, const Entry& entry, const EntryContext& context) {
  return print_json(entry_json(number, entry, context));
}

}  // namespace asyncsim
