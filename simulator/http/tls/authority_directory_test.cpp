#include "http/tls/authority_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "http/tls/fresh_directory.h"

namespace asyncsim::http {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::time_t kNow = 1'800'000'000;
constexpr std::time_t kDay = 86'400;

std::string pem_of(const Result<KeptAuthority>& kept) {
  return kept.ok() ? print_pem(*kept->authority.certificate) : kept.error().message;
}

TEST(AuthorityDirectory, IsMadeOnceAndKept) {
  const FreshDirectory directory;
  const auto made = open_authority(directory.path() + "/a/b", kNow);
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(made->file, directory.path() + "/a/b/ca.pem");
  EXPECT_FALSE(made->renewed);
  EXPECT_EQ(directory.read("a/b/ca.pem"), pem_of(made));
  const auto kept = open_authority(directory.path() + "/a/b", kNow + kDay);
  EXPECT_EQ(pem_of(kept), pem_of(made));
  EXPECT_EQ(print_pem(*kept->authority.key), print_pem(*made->authority.key));
}

TEST(AuthorityDirectory, HidesTheKeyAndLeavesNothingElseBehind) {
  const FreshDirectory directory;
  ASSERT_TRUE(open_authority(directory.path(), kNow).ok());
  EXPECT_EQ(directory.mode(""), 0700u);
  EXPECT_EQ(directory.mode("ca-key.pem"), 0600u);
  EXPECT_EQ(directory.mode("ca.pem"), 0644u);
  std::filesystem::directory_iterator entries(directory.path());
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 2);
}

TEST(AuthorityDirectory, ItsCertificateIsMadeAnewWhenThirtyDaysOrLessAreLeft) {
  const FreshDirectory directory;
  const auto made = open_authority(directory.path(), kNow);
  const auto last_day = kNow + (3650 - 30) * kDay;
  const auto kept = open_authority(directory.path(), last_day - 1);
  EXPECT_FALSE(kept->renewed);
  EXPECT_EQ(pem_of(kept), pem_of(made));
  const auto renewed = open_authority(directory.path(), last_day);
  EXPECT_TRUE(renewed->renewed);
  EXPECT_NE(pem_of(renewed), pem_of(made));
  EXPECT_EQ(directory.read("ca.pem"), pem_of(renewed));
  EXPECT_EQ(print_pem(*renewed->authority.key), print_pem(*made->authority.key));
  EXPECT_FALSE(open_authority(directory.path(), last_day)->renewed);
}

TEST(AuthorityDirectory, ACertificateThatAKilledProcessDidNotWriteIsMadeForItsKey) {
  const FreshDirectory directory;
  const auto made = open_authority(directory.path(), kNow);
  std::filesystem::remove(directory.file("ca.pem"));
  directory.write("ca.pem.part", "half");
  const auto again = open_authority(directory.path(), kNow);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(print_pem(*again->authority.key), print_pem(*made->authority.key));
  EXPECT_EQ(directory.read("ca.pem"), pem_of(again));
}

TEST(AuthorityDirectory, ManyWhoOpenItAtOnceGetTheSame) {
  for (int round = 0; round < 10; ++round) {
    const FreshDirectory directory;
    std::vector<std::string> pems(8);
    {
      std::vector<std::jthread> threads;
      for (auto& pem : pems) {
        threads.emplace_back([&] { pem = pem_of(open_authority(directory.path(), kNow)); });
      }
    }
    EXPECT_THAT(pems, testing::Each(directory.read("ca.pem")));
  }
}

std::string certificate_of_another() {
  const auto key = make_key();
  return print_pem(*make_authority(*key, kNow));
}

std::string leaf_as_authority(const FreshDirectory& directory) {
  const auto kept = open_authority(directory.path(), kNow);
  return print_pem(*make_leaf(kept->authority, *kept->authority.key, {"a.example"}, kNow));
}

TEST(AuthorityDirectory, WhatIsDamagedOrForeignIsNamedAndLeftAsItIs) {
  const FreshDirectory whole;
  ASSERT_TRUE(open_authority(whole.path(), kNow).ok());
  const auto ca = whole.read("ca.pem"), key = whole.read("ca-key.pem");
  const PrivateKey rsa(EVP_RSA_gen(2048));
  struct Case {
    std::string name, text;
  };
  for (const auto& [name, text] :
       {Case{"ca.pem", ""}, Case{"ca.pem", "garbage\n"}, Case{"ca.pem", ca.substr(0, 200)},
        Case{"ca.pem", certificate_of_another()}, Case{"ca.pem", leaf_as_authority(whole)},
        Case{"ca-key.pem", ""}, Case{"ca-key.pem", key.substr(0, 60)},
        Case{"ca-key.pem", print_pem(*rsa)}}) {
    const FreshDirectory directory;
    directory.write("ca.pem", ca);
    directory.write("ca-key.pem", key);
    directory.write(name, text);
    const auto refused = open_authority(directory.path(), kNow);
    ASSERT_FALSE(refused.ok()) << name << "\n" << text;
    EXPECT_THAT(refused.error().message, StartsWith("TLS: " + directory.file(name) + " "));
    EXPECT_THAT(refused.error().hint, HasSubstr("--tls-dir"));
    EXPECT_EQ(directory.read(name), text);
  }
}

TEST(AuthorityDirectory, AnotherKeyThanTheCertificatesIsRefused) {
  const FreshDirectory directory;
  ASSERT_TRUE(open_authority(directory.path(), kNow).ok());
  directory.write("ca-key.pem", print_pem(*make_key()));
  EXPECT_EQ(open_authority(directory.path(), kNow).error().message,
            "TLS: " + directory.file("ca.pem") + " does not belong to the ca-key.pem beside it");
  std::filesystem::remove(directory.file("ca-key.pem"));
  EXPECT_EQ(open_authority(directory.path(), kNow).error().message,
            "TLS: " + directory.file("ca-key.pem") + " is missing, and ca.pem beside it needs it");
}

TEST(AuthorityDirectory, WhereItCannotBeIsNamed) {
  const FreshDirectory directory;
  directory.write("file", "");
  const auto below = directory.file("file") + "/tls";
  EXPECT_EQ(open_authority(below, kNow).error().message,
            "TLS: can't make " + below + ": Not a directory");
  EXPECT_THAT(open_authority(directory.file("file"), kNow).error().message,
              StartsWith("TLS: can't open " + directory.file("file")));
  EXPECT_THAT(open_authority("/proc", kNow).error().message,
              StartsWith("TLS: can't write /proc/ca-key.pem: "));
}

}  // namespace
}  // namespace asyncsim::http
