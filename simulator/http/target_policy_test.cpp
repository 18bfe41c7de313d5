#include <gtest/gtest.h>

#include "http/webhook_sender.h"

namespace asyncsim::http {
namespace {

TargetPolicy policy(std::string_view text) {
  auto parsed = TargetPolicy::parse(text);
  EXPECT_TRUE(parsed.ok()) << text;
  return *parsed;
}

void expect(std::string_view text, bool allowed, std::vector<std::string_view> addresses) {
  for (const auto address : addresses) {
    EXPECT_EQ(policy(text).allows(address, address), allowed) << text << " " << address;
  }
}

TEST(TargetPolicy, PrivateIsLoopbackAndPrivateNetworksToTheirEdges) {
  expect("private", true,
         {"127.0.0.1", "127.255.255.255", "10.0.0.0", "10.255.255.255", "172.16.0.0",
          "172.31.255.255", "192.168.0.0", "192.168.255.255", "100.64.0.0", "100.127.255.255",
          "::1", "fc00::", "fdff:ffff::1"});
  expect(
      "private", false,
      {"126.255.255.255", "128.0.0.0", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0",
       "192.167.255.255", "192.169.0.0", "100.63.255.255", "100.128.0.0", "169.254.169.254",
       "0.0.0.0", "8.8.8.8", "::", "::2", "fbff::", "fe00::", "fe80::1", "2001:db8::1"});
}

TEST(TargetPolicy, JudgesTheIpv4AddressWithinAnIpv6One) {
  expect("private", true, {"::ffff:127.0.0.1", "64:ff9b::10.0.0.1"});
  expect("private", false, {"::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "64:ff9b::169.254.169.254"});
}

TEST(TargetPolicy, AnyIsAny) { expect("any", true, {"8.8.8.8", "::2"}); }

TEST(TargetPolicy, AListNamesHostsAddressesAndBlocks) {
  const auto list = policy("Hooks.Example,192.0.2.7,198.51.100.0/25,2001:db8::/32");
  EXPECT_TRUE(list.allows("hooks.example", "8.8.8.8"));
  EXPECT_FALSE(list.allows("other.example", "8.8.8.8"));
  EXPECT_TRUE(list.allows("x", "192.0.2.7"));
  EXPECT_FALSE(list.allows("x", "192.0.2.8"));
  EXPECT_TRUE(list.allows("x", "198.51.100.127"));
  EXPECT_FALSE(list.allows("x", "198.51.100.128"));
  EXPECT_TRUE(list.allows("x", "2001:db8:ffff::"));
  EXPECT_FALSE(list.allows("x", "2001:db9::"));
  EXPECT_FALSE(list.allows("x", "127.0.0.1"));
  EXPECT_TRUE(policy("x.example,private").allows("y", "127.0.0.1"));
}

TEST(TargetPolicy, RefusesWhatNamesNothing) {
  for (const std::string_view text : {"", "private,", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x",
                                      "10.0.0/8", "a b", "http://a", "::1/129", "127.1"}) {
    EXPECT_FALSE(TargetPolicy::parse(text).ok()) << text;
  }
}

TEST(TargetPolicy, ARefusalNamesTheOption) {
  EXPECT_EQ(policy("private").refusal("hooks.example", "8.8.8.8"),
            "webhooks may not go to hooks.example (8.8.8.8); start the simulator with "
            "--webhook-allow hooks.example, or --webhook-allow any");
}

TEST(TargetMap, ReadsFromAndTo) {
  const auto map = parse_target_map("https://Hooks.Example=http://127.0.0.1:9000/");
  ASSERT_TRUE(map.ok());
  EXPECT_EQ(map->from, "https://hooks.example");
  EXPECT_EQ(map->to, "http://127.0.0.1:9000");
}

TEST(TargetMap, RefusesHalvesAndPaths) {
  for (const std::string_view text :
       {"", "https://a", "https://a=", "=http://b", "a=b", "https://a/x=http://b",
        "https://a=http://b/x", "https://a=ftp://b", "https://a=http://127.1"}) {
    EXPECT_FALSE(parse_target_map(text).ok()) << text;
  }
}

}  // namespace
}  // namespace asyncsim::http
