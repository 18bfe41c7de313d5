// The options of TLS.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/options.h"
#include "cli/tls_directory.h"

namespace asyncsim::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

Result<CommandLine> serve(std::vector<std::string> options) {
  options.insert(options.begin(), "serve");
  return parse_command_line(options, {});
}

ServeOptions taken(std::vector<std::string> options) {
  const auto line = serve(std::move(options));
  EXPECT_TRUE(line.ok());
  return line ? std::get<Serve>(line->command).options : ServeOptions{};
}

/// The message of what was refused; "" when it was taken.
std::string refused(std::vector<std::string> options) {
  const auto line = serve(std::move(options));
  return line ? "" : line.error().message;
}

TEST(TlsOptions, AreOffUnlessGiven) {
  const auto off = taken({});
  EXPECT_FALSE(off.tls_listen);
  EXPECT_EQ(off.tls_dir, "");
  EXPECT_FALSE(off.intercept);
  const auto on = taken({"--tls-listen", "[::1]:0", "--tls-dir", "a/b"});
  EXPECT_EQ(on.tls_listen, (Endpoint{"::1", 0}));
  EXPECT_EQ(on.tls_dir, "a/b");
}

TEST(TlsOptions, BeyondLoopbackTlsWantsATokenOrToBeOpenToo) {
  EXPECT_THAT(refused({"--tls-listen", "0.0.0.0:8443"}),
              AllOf(StartsWith("--tls-listen \"0.0.0.0:8443\": beyond loopback"),
                    HasSubstr("--control-token"), HasSubstr("--control-open")));
  EXPECT_EQ(refused({"--tls-listen", "0.0.0.0:8443", "--control-open"}), "");
  EXPECT_EQ(refused({"--tls-listen", "0.0.0.0:8443", "--control-token", "t"}), "");
  EXPECT_EQ(refused({"--tls-listen", "localhost:8443"}), "");
}

TEST(TlsOptions, BothListenersMayTakeAnyFreePortButNotTheSameOne) {
  EXPECT_THAT(refused({"--listen", "127.0.0.1:9000", "--tls-listen", "127.0.0.1:9000"}),
              HasSubstr("expected another port"));
  EXPECT_EQ(refused({"--listen", "127.0.0.1:0", "--tls-listen", "127.0.0.1:0"}), "");
}

TEST(TlsDirectory, IsInTheUsersCacheUnlessNamed) {
  EXPECT_EQ(*default_tls_directory("/cache", "/home/a"), "/cache/asyncsim");
  EXPECT_EQ(*default_tls_directory(nullptr, "/home/a"), "/home/a/.cache/asyncsim");
  EXPECT_EQ(*default_tls_directory("relative", "/home/a"), "/home/a/.cache/asyncsim");
  EXPECT_EQ(*default_tls_directory("", "/home/a"), "/home/a/.cache/asyncsim");
}

TEST(TlsDirectory, WithoutAHomeItMustBeNamed) {
  for (const auto* home : {static_cast<const char*>(nullptr), "", "relative"}) {
    const auto none = default_tls_directory(nullptr, home);
    ASSERT_FALSE(none.ok());
    EXPECT_THAT(none.error().hint, HasSubstr("--tls-dir"));
  }
}

}  // namespace
}  // namespace asyncsim::cli
