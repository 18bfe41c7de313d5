// `asyncsim run` in a directory of its own.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "server.h"

namespace client_tests {

/// Submits one job and leaves it.
inline constexpr const char* kSubmit = R"(
id=$(curl -sS -i -H "Authorization: Bearer $ASYNCSIM_KEY" -H 'Content-Type: application/json' \
  -d '{"url":"https://a.example"}' "$ASYNCSIM_URL/unblocker/req?zone=web_unlocker1" |
  sed -n 's/^x-response-id: *//p' | tr -d '\r')
)";

inline constexpr const char* kExpecting =
    R"({"zones":{"web_unlocker1":{"latency":{"fixed":"30s"}}},
        "expect":[{"all_jobs":"collected"}]})";

/// In a directory of its own, for what a failed run leaves there.
class Run : public testing::Test {
 protected:
  Run() {
    directory_ =
        std::filesystem::temp_directory_path() / ("asyncsim-run-" + std::to_string(getpid()));
    std::filesystem::create_directories(directory_);
    std::filesystem::current_path(directory_);
  }
  ~Run() override {
    std::filesystem::current_path("/");
    std::filesystem::remove_all(directory_);
  }

  static Ended run(const Words& options, const Words& command, const Words& environment = {}) {
    return run_asyncsim(Words{"run"} + options + Words{"--"} + command, environment);
  }
  static Ended shell(const std::string& script, const Words& options = {},
                     const Words& environment = {}) {
    return run(options, {"bash", "-c", script}, environment);
  }
  static std::string content_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void expect_own_failure(const Ended& ended, int exit_code, const std::string& word) {
    EXPECT_EQ(ended.exit_code, exit_code);
    EXPECT_EQ(ended.output, "");
    EXPECT_EQ(std::ranges::count(ended.errors, '\n'), 1) << ended.errors;
    EXPECT_THAT(ended.errors, testing::HasSubstr(word));
  }

  std::filesystem::path directory_;
};

}  // namespace client_tests
