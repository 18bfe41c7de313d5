// What a run leaned on, and the same command in other worlds.
#include "run_fixture.h"

namespace client_tests {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Submits, hears that it is pending, advances and reads; fails unless the text is the documented.
const std::string kComparing = std::string(kSubmit) + R"(
get() { curl -sS -H "Authorization: Bearer $ASYNCSIM_KEY" \
  "$ASYNCSIM_URL/unblocker/get_result?response_id=$id"; }
said=$(get)
curl -sS -o /dev/null -X POST "$ASYNCSIM_CONTROL/clock/advance?by=1m"
get >/dev/null
[ "$said" = 'Request is pending' ])";

const Words kManual{"--clock", "manual"};

TEST_F(Run, NamesTheAnswersThatNoDocumentBacks) {
  const auto ended = shell(kComparing, kManual + Words{"--report", "json:report.json"});
  EXPECT_EQ(ended.exit_code, 0) << ended.errors;
  EXPECT_THAT(ended.errors, HasSubstr("  assumed   a result was passed through, not enveloped "
                                      "(disputed), 1 time\n"));
  EXPECT_THAT(ended.errors, Not(HasSubstr("Request is pending")));
  const auto leaned_on = Json::parse(content_of("report.json"))["leaned_on"];
  ASSERT_EQ(leaned_on.size(), 2u);
  EXPECT_EQ(leaned_on[0]["setting"], "knobs.result_shape");
  EXPECT_EQ(leaned_on[0]["count"], 1);
  EXPECT_EQ(leaned_on[1]["found"], "an id was known from its submit on (inferred), 1 time");
}

TEST_F(Run, TriesEachAlternativeOfWhatTheCommandTouchedAndNoOther) {
  const auto ended = shell(kComparing, kManual + Words{"--try", "knobs"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.errors, HasSubstr("\n  passed  as it is\n"
                                      "  FAILED  knobs.pending_answer=quoted  a pending poll heard "
                                      "202 with the text in quotes: bash exited with 1\n"));
  EXPECT_THAT(ended.errors, HasSubstr("  passed  knobs.result_shape=envelope"));
  EXPECT_THAT(ended.errors, HasSubstr("try 7 of 7: knobs.fresh_id=404_for_10s"));
  EXPECT_THAT(ended.errors, Not(HasSubstr("expired_answer")));
  EXPECT_TRUE(std::filesystem::is_empty(directory_));
}

TEST_F(Run, RepeatsATryByALineThatSetsIt) {
  const auto ended = shell("exit 1", {"--try", "seeds:7..7"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.errors, HasSubstr("asyncsim run --seed 7 -- bash -c 'exit 1'"));
}

TEST_F(Run, TriesEachSeed) {
  const auto ended = shell("true", {"--try", "seeds:3..5"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.errors, HasSubstr("tried\n  passed  seed 3\n  passed  seed 4\n"
                                      "  passed  seed 5\n"));
}

TEST_F(Run, EndsItsTriesWithTheFirstRunsCodeIfThatFails) {
  EXPECT_EQ(shell("exit 7", {"--try", "knobs"}).exit_code, 7);
}

}  // namespace
}  // namespace client_tests
