#include "http/control/answer.h"
#include "http/control/handlers.h"
#include "pacer/real_time.h"

namespace asyncsim::control {
namespace {

using http::Call;
using http::error_reply;
using http::Reply;

constexpr std::uint64_t kMostLines = 100'000;

struct Lines {
  std::string text;
  std::uint64_t first = 1;  ///< the oldest entry still kept
};

/// A line of a submit says why its job takes as long as it does, while the job is remembered.
std::string explained(const World& world, std::uint64_t number, const Entry& entry) {
  Json line = entry_json(number, entry, world.entry_context());
  const JobRecord* job =
      entry.happening == Happening::submitted ? world.jobs().find(entry.job) : nullptr;
  if (job) line["why"] = world.explain(*job, world.turn_of(entry.job));
  return print_json(line);
}

Lines lines_after(World& world, std::uint64_t after, std::uint64_t limit, bool explain) {
  Lines lines{{}, world.journal().first()};
  std::uint64_t printed = 0;
  world.journal().each(after, [&](std::uint64_t number, const Entry& entry) {
    lines.text += explain ? explained(world, number, entry)
                          : print_entry(number, entry, world.entry_context());
    lines.text += '\n';
    return ++printed < limit;  // which is at least 1
  });
  return lines;
}

/// explain=true; its absence, or false, is no.
bool asks_why(Arguments& arguments) {
  const auto given = arguments.text("explain");
  if (given && *given != "true" && *given != "false") arguments.fail("explain", "true or false");
  return given == "true";
}

}  // namespace

Reply get_journal(Call& call) {
  Arguments arguments(call.request, {"after", "wait", "limit", "explain"});
  const auto after = arguments.count("after", 0, 1ull << 53).value_or(0);
  const auto limit = arguments.count("limit", 1, kMostLines).value_or(kMostLines);
  const auto wait = arguments.real_span("wait", kLongestWait);
  const bool explain = asks_why(arguments);
  if (arguments.error()) return error_reply(*arguments.error());
  const auto account = account_of(call, Touch::read);
  if (!account) return error_reply(account.error());
  if (wait) {
    const auto waited = (*account)->wait(call.now() + wait->value, call.now(), [&](World& world) {
      return world.journal().last() > after;
    });
    if (waited == Account::Waited::gone) return error_reply(epoch_over());
  }
  Lines lines = (*account)->read(
      real_now(), [&](World& world) { return lines_after(world, after, limit, explain); });
  Reply reply = answer(call, **account, nullptr);
  reply.body = std::move(lines.text);
  reply.headers.front().second = "application/x-ndjson";
  if (lines.first > after + 1) {
    reply.with("x-asyncsim-hint", "entries before " + std::to_string(lines.first) +
                                      " have left the ring; --journal FILE keeps all");
  }
  return reply;
}

}  // namespace asyncsim::control
