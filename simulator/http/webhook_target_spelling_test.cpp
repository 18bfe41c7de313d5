// How webhooks end whose URLs spell an address in a way that some reader takes for another.
#include <gtest/gtest.h>

#include <ostream>

#include "http/name_lookup.h"
#include "http/target_policy.h"
#include "http/webhook_url.h"

namespace asyncsim::http {
namespace {

constexpr std::string_view kMalformed = "malformed";
constexpr std::string_view kRefused = "refused";

/// A URL's authority and path, and how it ends under each policy: malformed, refused, or the
/// address that is connected to.
struct Spelling {
  std::string_view rest;
  std::string_view under_private, under_any, under_list;
};

constexpr Spelling same(std::string_view rest, std::string_view end) {
  return {rest, end, end, end};
}
constexpr Spelling malformed(std::string_view rest) { return same(rest, kMalformed); }
constexpr Spelling forbidden(std::string_view rest) { return same(rest, kRefused); }
/// Private, and not on the list.
constexpr Spelling own(std::string_view rest, std::string_view address) {
  return {rest, address, address, kRefused};
}
/// Allowed by `any` only.
constexpr Spelling foreign(std::string_view rest, std::string_view address) {
  return {rest, kRefused, address, kRefused};
}

/// What stands on the list and is forbidden all the same is there on purpose.
constexpr std::string_view kList =
    "good.example,bad.example,192.0.2.7,198.51.100.0/24,2001:db8::/32,169.254.0.0/16,0.0.0.0,"
    "fe80::/10,2002::/16";

const NameLookup::Names kNames{
    {"good.example", {"203.0.113.5"}},
    {"bad.example", {"169.254.169.254"}},
    {"carrier.example", {"::ffff:a9fe:a9fe", "64:ff9b::a9fe:a9fe"}},
    {"two.example", {"203.0.113.5", "127.0.0.1"}},
    {"two.good.example", {"169.254.169.254", "203.0.113.5"}},
    {"listed.example", {"10.0.0.1", "198.51.100.9"}},
    {"127.0.0.1.rebind.example", {"127.0.0.1"}},
    {"xn--127-0.example", {"203.0.113.5"}},
};

const Spelling kSpellings[] = {
    // Plain addresses, for comparison.
    own("127.0.0.1/", "127.0.0.1"),
    own("127.255.255.254/", "127.255.255.254"),
    own("[::1]/", "::1"),
    own("10.1.2.3:8080/", "10.1.2.3"),
    own("[fd12:3456::1]/", "fd12:3456::1"),
    foreign("8.8.8.8/", "8.8.8.8"),
    foreign("[2600::1]/", "2600::1"),
    {"192.0.2.7/", kRefused, "192.0.2.7", "192.0.2.7"},
    {"198.51.100.255/", kRefused, "198.51.100.255", "198.51.100.255"},
    {"[2001:db8::1]/", kRefused, "2001:db8::1", "2001:db8::1"},
    forbidden("169.254.169.254/latest/meta-data/"),
    forbidden("100.100.100.200/"),
    forbidden("0.0.0.0/"),
    forbidden("255.255.255.255/"),
    forbidden("224.0.0.1/"),
    forbidden("[::]/"),
    forbidden("[ff02::1]/"),
    forbidden("[fe80::1]/"),
    forbidden("[fd00:ec2::254]/"),
    // Numbers that inet_aton() takes.
    malformed("127.1/"),
    malformed("127.0.1/"),
    malformed("0/"),
    malformed("0x7f.1/"),
    malformed("0X7F.0.0.0x1/"),
    malformed("0x7f000001/"),
    malformed("0x7f.0x0.0x0.0x1/"),
    malformed("2130706433/"),
    malformed("017700000001/"),
    malformed("0177.0.0.1/"),
    malformed("0177.0.0.01/"),
    malformed("127.0.0.01/"),
    malformed("127.0.0.001/"),
    malformed("00000127.0.0.1/"),
    malformed("2852039166/"),
    malformed("0xa9fea9fe/"),
    malformed("0251.0376.0251.0376/"),
    malformed("169.254.43518/"),
    malformed("4294967297/"),
    malformed("127.0.0.257/"),
    malformed("383.0.0.1/"),
    malformed("0x/"),
    malformed("127.0.0.0x/"),
    malformed("-1/"),
    malformed("127.0.0.1.1/"),
    // Dots and labels.
    malformed("127.0.0.1./"),
    malformed("localhost./"),
    malformed(".localhost/"),
    malformed("127..0.0.1/"),
    malformed("./"),
    malformed("a..example/"),
    malformed("-good.example/"),
    // IPv6 that carries IPv4.
    own("[::ffff:127.0.0.1]/", "::ffff:127.0.0.1"),
    own("[::FFFF:7F00:1]/", "::ffff:127.0.0.1"),
    own("[0:0:0:0:0:ffff:7f00:0001]/", "::ffff:127.0.0.1"),
    own("[64:ff9b::7f00:1]/", "64:ff9b::7f00:1"),
    {"[::ffff:192.0.2.7]/", kRefused, "::ffff:192.0.2.7", "::ffff:192.0.2.7"},
    foreign("[::ffff:8.8.8.8]/", "::ffff:8.8.8.8"),
    foreign("[::127.0.0.1]/", "::127.0.0.1"),
    foreign("[::ffff:0:7f00:1]/", "::ffff:0:7f00:1"),
    foreign("[64:ff9b:1::7f00:1]/", "64:ff9b:1::7f00:1"),
    {"[2002:7f00:1::]/", kRefused, "2002:7f00:1::", "2002:7f00:1::"},
    forbidden("[::ffff:169.254.169.254]/"),
    forbidden("[::ffff:a9fe:a9fe]/"),
    forbidden("[0:0:0:0:0:ffff:a9fe:a9fe]/"),
    forbidden("[::ffff:0:a9fe:a9fe]/"),
    forbidden("[::a9fe:a9fe]/"),
    forbidden("[64:ff9b::a9fe:a9fe]/"),
    forbidden("[64:ff9b:1::a9fe:a9fe]/"),
    forbidden("[64:ff9b:1:a9fe:a9:fe00::]/"),
    forbidden("[2002:a9fe:a9fe::]/"),
    forbidden("[2001:0:53aa:64c:0:0:5601:5601]/"),
    forbidden("[2001:db8::5efe:169.254.169.254]/"),
    forbidden("[2001:db8::200:5efe:a9fe:a9fe]/"),
    forbidden("[::ffff:0.0.0.0]/"),
    forbidden("[::ffff:100.100.100.200]/"),
    // Brackets and zone ids.
    malformed("[fe80::1%25eth0]/"),
    malformed("[fe80::1%eth0]/"),
    malformed("[::1%25lo]/"),
    malformed("[127.0.0.1]/"),
    malformed("[localhost]/"),
    malformed("[v1.127.0.0.1]/"),
    malformed("[::ffff:127.1]/"),
    malformed("[::ffff:0177.0.0.1]/"),
    malformed("[::1/"),
    malformed("::1/"),
    malformed("[]/"),
    malformed("[[::1]]/"),
    malformed("[::1]good.example/"),
    malformed("[::1].good.example/"),
    malformed("good.example[::1]/"),
    malformed("[1::2::3]/"),
    // Who is the host?
    malformed("good.example@127.0.0.1/"),
    malformed("good.example:80@127.0.0.1/"),
    malformed("127.0.0.1@good.example/"),
    malformed("@127.0.0.1/"),
    malformed("good.example%40127.0.0.1/"),
    malformed("127.0.0.1\\@good.example/"),
    malformed("good.example\\@127.0.0.1/"),
    malformed("\\127.0.0.1/"),
    malformed("127.0.0.1;good.example/"),
    malformed("127.0.0.1,good.example/"),
    malformed("127.0.0.1 good.example/"),
    malformed(" 127.0.0.1/"),
    malformed("127.0.0.1\t/"),
    malformed("127.0.0.1\r\nHost: good.example/"),
    malformed("/127.0.0.1/"),
    malformed("//127.0.0.1/"),
    malformed(""),
    malformed("/"),
    malformed("?x"),
    malformed("#@127.0.0.1/"),
    {"good.example#@127.0.0.1/", kRefused, "203.0.113.5", "203.0.113.5"},
    {"good.example?@127.0.0.1/", kRefused, "203.0.113.5", "203.0.113.5"},
    {"good.example/@127.0.0.1/", kRefused, "203.0.113.5", "203.0.113.5"},
    own("127.0.0.1#@good.example/", "127.0.0.1"),
    // Escapes and characters beyond ASCII.
    malformed("%31%32%37.0.0.1/"),
    malformed("127.0.0.1%00.good.example/"),
    malformed("127.0.0.1%2f.good.example/"),
    malformed("127.0.0.1%23.good.example/"),
    malformed("loc%61lhost/"),
    malformed("%6c%6f%63%61%6c%68%6f%73%74/"),
    malformed(std::string_view("127.0.0.1\0.good.example/", 24)),
    malformed(std::string_view("127.0.0.1\0/", 11)),
    malformed(std::string_view("[::1\0]/", 7)),
    malformed("\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1/"),  // full-width digits
    malformed("127\xe3\x80\x82"
              "0\xe3\x80\x82"
              "0\xe3\x80\x82"
              "1/"),                                           // ideographic full stops
    malformed("\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.0.0.1/"),  // circled digits
    malformed("\xe2\x93\x81ocalhost/"),                        // a circled L
    malformed("local\xc2\xadhost/"),                           // a soft hyphen
    malformed("good.example\xe2\x80\x8b/"),                    // a space of no width
    malformed("127.0.0.1\xc0\x80/"),                           // an overlong NUL
    // Ports.
    own("127.0.0.1:65535/", "127.0.0.1"),
    malformed("127.0.0.1:0/"),
    malformed("127.0.0.1:65536/"),
    malformed("127.0.0.1:65616/"),
    malformed("127.0.0.1:-80/"),
    malformed("127.0.0.1:+80/"),
    malformed("127.0.0.1:0x50/"),
    malformed("127.0.0.1:/"),
    malformed("127.0.0.1:80:80/"),
    malformed("127.0.0.1:80@good.example/"),
    malformed("[::1]:/"),
    malformed(":80/"),
    // Names are judged by where they lead.
    own("localhost/", "127.0.0.1"),
    own("LOCALHOST/", "127.0.0.1"),
    own("any.thing.localhost/", "127.0.0.1"),
    own("127.0.0.1.rebind.example/", "127.0.0.1"),
    {"good.example/", kRefused, "203.0.113.5", "203.0.113.5"},
    {"GOOD.Example/", kRefused, "203.0.113.5", "203.0.113.5"},
    foreign("xn--127-0.example/", "203.0.113.5"),
    forbidden("bad.example/"),
    forbidden("carrier.example/"),
    {"two.example/", "127.0.0.1", "203.0.113.5", kRefused},
    foreign("two.good.example/", "203.0.113.5"),
    {"listed.example/", "10.0.0.1", "10.0.0.1", "198.51.100.9"},
};

/// As the sender resolves it; the table's names are all known.
NameLookup::Addresses addresses_of(const std::string& host) {
  asio::io_context context;
  NameLookup names(context, kNames);
  NameLookup::Addresses addresses;
  names.resolve(host, [&](const Result<NameLookup::Addresses>& found) {
    if (found) addresses = *found;
  });
  context.run();
  return addresses;
}

std::string end_of(const std::string& url, const TargetPolicy& policy) {
  const auto parsed = parse_webhook_url(url);
  if (!parsed) return std::string(kMalformed);
  for (const auto& address : addresses_of(parsed->host)) {
    auto text = address.to_string();
    if (policy.allows(parsed->host, text)) return text;
  }
  return std::string(kRefused);
}

TEST(WebhookTargetSpelling, NeverBypassesAPolicy) {
  const auto only_private = *TargetPolicy::parse("private");
  const auto any = *TargetPolicy::parse("any");
  const auto list = *TargetPolicy::parse(kList);
  for (const Spelling& spelling : kSpellings) {
    for (const std::string_view scheme : {"http://", "HTTPS://"}) {
      const auto url = std::string(scheme) + std::string(spelling.rest);
      EXPECT_EQ(end_of(url, only_private), spelling.under_private) << url;
      EXPECT_EQ(end_of(url, any), spelling.under_any) << url;
      EXPECT_EQ(end_of(url, list), spelling.under_list) << url;
    }
  }
}

TEST(WebhookTargetSpelling, OfASchemeIsHttpOrHttpsAndTwoSlashes) {
  const auto any = *TargetPolicy::parse("any");
  for (const std::string url :
       {"127.0.0.1", "//127.0.0.1/", "http:127.0.0.1/", "http:/127.0.0.1/", "http:\\\\127.0.0.1/",
        " http://127.0.0.1/", "http ://127.0.0.1/", "ftp://127.0.0.1/", "file:///etc/hosts",
        "gopher://127.0.0.1/", "http+unix://127.0.0.1/", "http%3a//127.0.0.1/",
        "url:http://127.0.0.1/"}) {
    EXPECT_EQ(end_of(url, any), kMalformed) << url;
  }
}

}  // namespace
}  // namespace asyncsim::http
