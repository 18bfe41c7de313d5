#include "account/replay.h"

#include <map>
#include <memory>
#include <string>

#include "account/record.h"
#include "account/world.h"

namespace asyncsim {
namespace {

class Replay {
 public:
  explicit Replay(const std::function<void(std::string_view)>& journal_line)
      : journal_line_(journal_line) {}

  Outcome apply(const RecordLine& line) {
    if (const auto* opening = std::get_if<RecordOpening>(&line.what)) {
      open(line.stamp, opening->scenario, 0);
      return success();
    }
    const auto found = accounts_.find(line.stamp.account);
    if (found == accounts_.end())
      return invalid("account " + line.stamp.account + " was not opened");
    Replayed& account = found->second;
    if (!run_to(account, line.stamp)) return invalid("the record does not fit its own inputs");
    if (const auto* input = std::get_if<Input>(&line.what)) {
      std::visit([&](const auto& in) { apply(account, line.stamp, in); }, *input);
    }
    print_new(account);
    return success();
  }

 private:
  struct Replayed {
    std::unique_ptr<World> world;
    std::uint64_t printed = 0;
  };

  void open(const RecordStamp& stamp, std::shared_ptr<const Scenario> scenario,
            std::uint64_t epoch) {
    accounts_[stamp.account] = {
        std::make_unique<World>(stamp.account, std::move(scenario), stamp.at, epoch), 0};
  }

  // Exactly as many events as had run, then the clock as it stood.
  bool run_to(Replayed& account, const RecordStamp& stamp) {
    World& world = *account.world;
    if (stamp.events_run < world.events_run() || stamp.at < world.now()) return false;
    Ran ran;
    const auto go_on = [&] {
      return world.run({stamp.at, false, {}, stamp.events_run - world.events_run()}, ran);
    };
    while (go_on() == Pause::pace) (void)world.take_pace();
    if (world.events_run() != stamp.events_run) return false;
    world.move_clock(stamp.at);
    (void)world.take_outgoing();
    return true;
  }

  template <class In>
  void apply(Replayed& account, const RecordStamp&, const In& input) {
    (void)account.world->apply(input);
  }
  void apply(Replayed& account, const RecordStamp& stamp, const NewEpoch& input) {
    print_new(account);
    auto scenario = input.scenario ? input.scenario : account.world->scenario();
    open({stamp.account, input.start, 0}, std::move(scenario), account.world->epoch() + 1);
  }

  void print_new(Replayed& account) {
    account.world->print_journal(account.printed, [&](std::uint64_t n, const std::string& text) {
      journal_line_(text);
      account.printed = n;
      return true;
    });
  }

  const std::function<void(std::string_view)>& journal_line_;
  std::map<std::string, Replayed> accounts_;
};

}  // namespace

Outcome replay(std::istream& record, const std::function<void(std::string_view)>& journal_line) {
  Replay replay(journal_line);
  std::string text;
  for (std::size_t number = 1; std::getline(record, text); ++number) {
    const auto line = read_record_line(text);
    const Outcome applied = line ? replay.apply(*line) : Outcome(line.error());
    if (!applied) {
      return invalid("line " + std::to_string(number) + ": " + applied.error().message,
                     "a record is what asyncsim serve --record FILE wrote");
    }
  }
  return success();
}

}  // namespace asyncsim
