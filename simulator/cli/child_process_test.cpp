#include "cli/child_process.h"

#include <gtest/gtest.h>

namespace asyncsim::cli {
namespace {

TEST(ExitCode, IsTheCommandsOwnUnlessThatIs0) {
  EXPECT_EQ(exit_code_of({.code = 0}, false), 0);
  EXPECT_EQ(exit_code_of({.code = 0}, true), 1);
  EXPECT_EQ(exit_code_of({.code = 3}, false), 3);
  EXPECT_EQ(exit_code_of({.code = 3}, true), 3);
}

TEST(ExitCode, OfASignalIs128AndTheSignal) {
  EXPECT_EQ(exit_code_of({.signal = SIGKILL}, true), 137);
  EXPECT_EQ(exit_code_of({.signal = SIGTERM}, false), 143);
}

TEST(ExitCode, OfATimeOutIs124HoweverTheCommandEnded) {
  EXPECT_EQ(exit_code_of({.signal = SIGTERM, .timed_out = true}, false), 124);
  EXPECT_EQ(exit_code_of({.code = 0, .timed_out = true}, false), 124);
}

}  // namespace
}  // namespace asyncsim::cli
