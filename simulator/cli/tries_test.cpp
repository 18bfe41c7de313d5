#include "cli/tries.h"

#include <gmock/gmock.h>

namespace asyncsim::cli {
namespace {

using testing::ElementsAre;

Run command_of(std::vector<std::string> options) {
  std::vector<std::string> words{"run"};
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), {"--", "true", "--try"});
  return std::get<Run>(parse_command_line(words, {}).value().command);
}

std::vector<std::string> names(const std::vector<Alternative>& list) {
  std::vector<std::string> all;
  for (const auto& alternative : list) all.push_back(alternative.name);
  return all;
}

TEST(Tries, OfKnobsAreTheOtherValuesOfWhatTheRunTouchedAndNoOthers) {
  Assumptions leaned_on;
  leaned_on.lean(Knob::result_shape, 0);
  leaned_on.lean(Knob::expired_answer, 1);
  leaned_on.lean(Knob::retention, 0);
  leaned_on.lean(Knob::webhook_attempts, 0);
  const auto list = knob_alternatives(command_of({"--try", "knobs"}), leaned_on);
  EXPECT_THAT(names(list), ElementsAre("knobs.result_shape=envelope",
                                       "knobs.expired_answer=not_found", "retention=24h"));
}

TEST(Tries, SetTheirKnobForEveryZoneAndForWhatHasNoZone) {
  Assumptions leaned_on;
  leaned_on.lean(Knob::result_shape, 0);
  const auto list = knob_alternatives(command_of({"--try", "knobs"}), leaned_on);
  const auto& settings = list.front().command.options.changes.settings;
  ASSERT_EQ(settings.size(), 2u);
  EXPECT_EQ(settings[0].path, "knobs.result_shape");
  EXPECT_EQ(settings[1].path, "zones.*.knobs.result_shape");
  EXPECT_EQ(settings[1].value, "envelope");
}

TEST(Tries, AreRepeatedByALineThatTriesNothingButThem) {
  for (const auto& options : {std::vector<std::string>{"--try", "seeds:7..7", "--threads", "1"},
                              std::vector<std::string>{"--try=seeds:7..7", "--threads", "1"}}) {
    const auto list = seed_alternatives(command_of(options));
    ASSERT_EQ(names(list), std::vector<std::string>{"seed 7"});
    EXPECT_EQ(list.front().command.options.seed, 7u);
    EXPECT_THAT(list.front().command.arguments,
                ElementsAre("--threads", "1", "--seed", "7", "--", "true", "--try"));
  }
}

TEST(Tries, OfSeedsAreEachFromTheFirstToTheLast) {
  EXPECT_THAT(names(seed_alternatives(command_of({"--try", "seeds:1..3"}))),
              ElementsAre("seed 1", "seed 2", "seed 3"));
}

TEST(Tries, AreAUsageErrorWhenTheyNameNothing) {
  for (const char* wrong :
       {"knob", "seeds:", "seeds:1", "seeds:3..1", "seeds:1..1001", "seeds:a..b"}) {
    const auto parsed = parse_command_line({"run", "--try", wrong, "--", "true"}, {});
    ASSERT_FALSE(parsed) << wrong;
    EXPECT_THAT(parsed.error().message, testing::HasSubstr("seeds:1..20"));
  }
}

}  // namespace
}  // namespace asyncsim::cli
