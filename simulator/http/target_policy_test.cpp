#include "http/target_policy.h"

#include <gtest/gtest.h>

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

TEST(TargetPolicy, AnyIsAny) {
  expect("any", true, {"8.8.8.8", "127.0.0.1", "2001:db8::2", "::1", "::8.8.8.8"});
}

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
  EXPECT_TRUE(policy("::ffff:10.0.0.0/104").allows("x", "10.255.255.255"));
  EXPECT_FALSE(policy("::ffff:10.0.0.0/104").allows("x", "11.0.0.0"));
}

TEST(TargetPolicy, RefusesWhatNamesNothing) {
  for (const std::string_view text :
       {"", "private,", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "10.0.0/8", "a b", "http://a",
        "::1/129", "127.1", "::ffff:0:0/95", "64:ff9b::/95"}) {
    EXPECT_FALSE(TargetPolicy::parse(text).ok()) << text;
  }
}

TEST(TargetPolicy, ARefusalNamesTheOption) {
  EXPECT_EQ(policy("private").refusal("hooks.example", "8.8.8.8"),
            "webhooks may not go to hooks.example (8.8.8.8); start the simulator with "
            "--webhook-allow hooks.example, or --webhook-allow any");
}

TEST(TargetPolicy, SomeAddressesAreForbiddenToTheirEdgesWhateverIsAllowed) {
  for (const std::string_view text : {"any", "0.0.0.0/0,::/0", "private,any"}) {
    expect(text, false,
           {"0.0.0.0",
            "0.255.255.255",
            "169.254.0.0",
            "169.254.169.254",
            "169.254.255.255",
            "224.0.0.0",
            "239.255.255.255",
            "240.0.0.0",
            "255.255.255.255",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "::",
            "fe80::",
            "fe80::1%2",
            "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "ff00::",
            "ff02::1",
            "fd00:ec2::254",
            "fd00:ec2:ffff::",
            "fd20:ce::254",
            "fd00:c1::a9fe:a9fe",
            "fd00:a9fe:a9fe::1",
            "fd00:42::42",
            "fd00:100::100:200"});
    expect(text, true,
           {"1.0.0.0", "169.253.255.255", "169.255.0.0", "223.255.255.255", "100.100.100.199",
            "100.100.100.201", "168.63.129.15", "168.63.129.17", "192.0.0.191", "192.0.0.193",
            "::1", "fe00::", "fe7f:ffff::", "fec0::", "feff::", "fd00:ec1:ffff::", "fd00:ec3::",
            "fd20:ce::253", "fd00:42::43"});
  }
}

TEST(TargetPolicy, AHostThatIsAllowedByNameDoesNotLeadToAForbiddenAddress) {
  const auto list = policy("hooks.example,169.254.169.254,169.254.0.0/16,fe80::/10,0.0.0.0");
  EXPECT_TRUE(list.allows("hooks.example", "8.8.8.8"));
  EXPECT_FALSE(list.allows("hooks.example", "169.254.169.254"));
  EXPECT_FALSE(list.allows("x", "169.254.169.254"));
  EXPECT_FALSE(list.allows("x", "fe80::1"));
  EXPECT_FALSE(list.allows("0.0.0.0", "0.0.0.0"));
}

TEST(TargetPolicy, AnAddressThatCarriesAForbiddenOneIsForbidden) {
  expect("any", false,
         {"::ffff:169.254.169.254",
          "::ffff:0:169.254.169.254",
          "::169.254.169.254",
          "::2",
          "64:ff9b::169.254.169.254",
          "64:ff9b:1::169.254.169.254",
          "64:ff9b:1:a9fe:a9:fe00::",
          "64:ff9b:1:e001:2:300::",
          "64:ff9b:1:e0:1:203::",
          "64:ff9b:1:0:e0:102:300::",
          "64:ff9b:1:a9:fe:a9fe::",
          "64:ff9b:1:0:a9:fea9:fe00::",
          "64:ff9b:1::",
          "64:ff9b:1::7",
          "2002:a9fe:a9fe::",
          "2002:a9fe:a9fe:1::8",
          "2001::5601:5601",
          "2001:0:102:304::5601:5601",
          "2001:db8::5efe:169.254.169.254",
          "2001:db8::200:5efe:169.254.169.254",
          "::ffff:224.0.0.1",
          "2002:ffff:ffff::",
          "64:ff9b::0.0.0.0"});
  expect("any", true,
         {"::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "::8.8.8.8", "64:ff9b::8.8.8.8",
          "64:ff9b:1::8.8.8.8", "64:ff9b:1:808:8:800::", "2002:808:808::", "2001::f7f7:f7f7",
          "2001:db8::5efe:8.8.8.8", "2001:db8::200:5efe:8.8.8.8", "2001:db8::5eff:169.254.169.254",
          "2001:db8::400:5efe:169.254.169.254", "2001:db8::1:5efe:169.254.169.254",
          "2003:a9fe:a9fe::", "2001:1::5601:5601", "64:ff9b:2::169.254.169.254"});
}

TEST(TargetPolicy, OtherWaysToCarryAPrivateAddressAreNotPrivate) {
  expect("private", false,
         {"::127.0.0.1", "::ffff:0:10.0.0.1", "2002:7f00:1::", "64:ff9b:1::10.0.0.1",
          "2001::f5ff:fffe", "2001:db8::5efe:10.0.0.1"});
}

TEST(TargetPolicy, ARefusalForGoodNamesNoOption) {
  const auto of = [](std::string_view host, std::string_view address) {
    return policy("any").refusal(host, address);
  };
  EXPECT_EQ(of("169.254.169.254", "169.254.169.254"),
            "webhooks never go to 169.254.169.254 (link-local), whatever is allowed");
  EXPECT_EQ(of("hooks.example", "100.100.100.200"),
            "webhooks never go to hooks.example (100.100.100.200, a cloud's metadata), whatever is "
            "allowed");
  EXPECT_NE(of("x", "255.255.255.255").find("broadcast"), std::string::npos);
  EXPECT_NE(of("x", "::").find("unspecified"), std::string::npos);
  EXPECT_EQ(of("2002:a9fe:a9fe::", "2002:a9fe:a9fe::"),
            "webhooks never go to 2002:a9fe:a9fe:: (carries 169.254.169.254, link-local), whatever "
            "is allowed");
}

TEST(ControlRefusal, IsOfEverySpellingOfThePath) {
  for (const std::string_view target : {"/_sim",
                                        "/_sim?x",
                                        "/_sim/",
                                        "/_sim/reset",
                                        "/_SIM/reset",
                                        "/_simulator",
                                        "/%5fsim/reset",
                                        "/_%73im/reset",
                                        "/%255fsim/reset",
                                        "/%25255fsim/reset",
                                        "/%%35fsim/reset",
                                        "/_sim%2freset",
                                        "/%2f_sim/reset",
                                        "//_sim/reset",
                                        "/./_sim/reset",
                                        "/x/../_sim/reset",
                                        "/x/%2e%2e/_sim/reset",
                                        "/x/..%2f_sim/reset",
                                        "/x%2f..%2f_sim/reset",
                                        "/../_sim/reset",
                                        "/x//../_sim/reset",
                                        "/x/;/../../_sim/reset",
                                        "/x/..;y/_sim/reset",
                                        "/_sim;x/reset",
                                        "/_sim%00/reset",
                                        "/\\_sim/reset",
                                        "/x\\..\\_sim/reset",
                                        "/%5c_sim/reset",
                                        "/_sim/../x",
                                        "/x%3f/../_sim/reset",
                                        "/_sim/%zz",
                                        "/%zz/../_sim/reset",
                                        "/_sim/inbox",
                                        "/_sim/inbox/",
                                        "/_sim/inbox/.",
                                        "/_sim/inbox/..",
                                        "/_sim/inbox/a/messages",
                                        "/_sim/inbox/a/",
                                        "/_sim/inbox/../reset",
                                        "/_sim/inbox/a%2f..%2f..%2freset",
                                        "/_sim/inbox/a/../../reset",
                                        "/_sim/inbox/%61",
                                        "/_sim//inbox/a",
                                        "/%5fsim/inbox/a",
                                        "/_SIM/inbox/a",
                                        "/_sim/inbox/a;b",
                                        "/_sim/inbox/a b"}) {
    EXPECT_NE(control_refusal(target), "") << target;
  }
}

TEST(ControlRefusal, IsOfNoInboxAndOfNoOtherPath) {
  const std::string name(64, 'a');
  for (const std::string& target : std::vector<std::string>{
           "/", "/?/_sim/reset", "/hook?next=/_sim/reset", "/x/_sim/reset", "/sim", "/_si/m",
           "/x/../y/_sim", "/%zz", "/%", "/%2", "/_sim/inbox/a", "/_sim/inbox/A-1_b.c",
           "/_sim/inbox/...", "/_sim/inbox/a?status=done&x=/../", "/_sim/inbox/" + name}) {
    EXPECT_EQ(control_refusal(target), "") << target;
  }
  EXPECT_NE(control_refusal("/_sim/inbox/" + name + "a"), "");
}

TEST(ControlRefusal, SaysWhatIsAllowed) {
  EXPECT_EQ(control_refusal("/x/../_sim/reset?now"),
            "webhooks never call a control API, as /x/../_sim/reset would; of the paths that begin "
            "with /_sim only /_sim/inbox/NAME takes them, NAME being 1-64 of A-Z a-z 0-9 . _ -");
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
