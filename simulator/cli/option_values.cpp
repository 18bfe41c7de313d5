#include "cli/option_values.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/ascii.h"
#include "core/time_text.h"

namespace asyncsim::cli {
namespace {

constexpr std::size_t kLongestQuote = 60;
constexpr std::size_t kLongestHost = 253;  // RFC 1035, section 2.3.4
constexpr std::size_t kLongestSecret = 256;

bool is_ipv4(const std::string& text) {
  in_addr address;
  return inet_pton(AF_INET, text.c_str(), &address) == 1;
}

bool is_ipv6(const std::string& text) {
  in6_addr address;
  return inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

bool is_name_character(char c) { return is_alphanumeric(c) || c == '-' || c == '.'; }

/// A host name, or an IPv4 literal. What looks like an address must be one: "256.0.0.1" is no name.
bool is_host(const std::string& text) {
  if (text.empty() || text.size() > kLongestHost) return false;
  if (!std::all_of(text.begin(), text.end(), is_name_character)) return false;
  const auto last_label = text.substr(text.rfind('.') + 1);
  const bool numeric = std::all_of(last_label.begin(), last_label.end(), is_digit);
  return !numeric || is_ipv4(text);
}

}  // namespace

Result<std::uint64_t> parse_whole_number(std::string_view text, std::uint64_t lowest,
                                         std::uint64_t highest) {
  std::uint64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{} || end != text.data() + text.size() || number < lowest ||
      number > highest) {
    return invalid("expected a whole number from " + std::to_string(lowest) + " to " +
                   std::to_string(highest));
  }
  return number;
}

Result<Endpoint> parse_endpoint(std::string_view text) {
  const auto expected =
      invalid("expected HOST:PORT, such as 127.0.0.1:8080, localhost:0 or [::1]:8080");
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return expected;
  const auto port = parse_whole_number(text.substr(colon + 1), 0, 65535);
  if (!port) return invalid("expected a port from 0 to 65535 after the last colon");

  std::string host(text.substr(0, colon));
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!bracketed && is_ipv6(host))
    return invalid("expected an IPv6 address in brackets: [::1]:8080");
  if (bracketed ? !is_ipv6(host) : !is_host(host)) return expected;
  return Endpoint{std::move(host), static_cast<std::uint16_t>(*port)};
}

Result<ClockChoice> parse_clock(std::string_view text) {
  if (text == "manual") return ClockChoice{ClockMode::manual};
  if (text == "polls") return ClockChoice{ClockMode::polls};
  if (text == "real") return ClockChoice{ClockMode::paced, 1, true};
  double speed = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), speed);
  const bool whole = fault == std::errc{} && end == text.data() + text.size();
  if (!whole || !(speed >= kSlowest && speed <= kFastest)) {
    return invalid("expected manual, polls, real, or a speed from 0.001 to 1000000");
  }
  return ClockChoice{ClockMode::paced, speed};
}

Result<FailOn> parse_fail_on(std::string_view text) {
  if (const auto known = fail_on(text)) return *known;
  return invalid("expected never, expect, error or warning");
}

Result<Tries> parse_tries(std::string_view text) {
  constexpr std::uint64_t kMostRuns = 1'000;
  constexpr std::uint64_t kHighest = ~std::uint64_t{0};
  if (text == "knobs") return Tries{true, std::nullopt};
  const auto dots = text.find("..");
  if (text.starts_with("seeds:") && dots != text.npos) {
    const auto first = parse_whole_number(text.substr(6, dots - 6), 0, kHighest);
    const auto last = parse_whole_number(text.substr(dots + 2), 0, kHighest);
    if (first && last && *first <= *last && *last - *first < kMostRuns) {
      return Tries{false, std::pair(*first, *last)};
    }
  }
  return invalid("expected knobs, or seeds:A..B such as seeds:1..20, at most 1,000 of them");
}

Result<ReportFile> parse_report(std::string_view text) {
  const Error expected = invalid(
      "expected FORMAT:FILE with json, junit, md or html as FORMAT, or a FILE that ends in "
      ".json, .xml, .md or .html");
  const auto colon = text.find(':');
  const std::string_view word = text.substr(0, colon);
  if (colon != text.npos && std::ranges::all_of(word, is_alphanumeric)) {
    const auto format = report_format_named(word);
    if (!format || colon + 1 == text.size()) return expected;
    return ReportFile{*format, std::string(text.substr(colon + 1))};
  }
  const auto format = report_format_of_file(text);
  if (!format) return expected;
  return ReportFile{*format, std::string(text)};
}

Result<RealSpan> parse_real_span(std::string_view text) {
  const auto span = parse_span(text);
  if (span && *span <= std::chrono::hours{24}) return RealSpan{*span};
  return invalid("expected a span up to 24h, such as 10s");
}

Result<LogLevel> parse_log_level(std::string_view text) {
  constexpr std::pair<std::string_view, LogLevel> kLevels[] = {{"error", LogLevel::error},
                                                               {"warn", LogLevel::warn},
                                                               {"info", LogLevel::info},
                                                               {"debug", LogLevel::debug}};
  for (const auto& [name, level] : kLevels) {
    if (name == text) return level;
  }
  return invalid("expected error, warn, info or debug");
}

Result<std::string> parse_secret(std::string_view text) {
  const auto printable = [](char c) { return c > ' ' && c < '\x7f'; };
  if (text.empty() || text.size() > kLongestSecret ||
      !std::all_of(text.begin(), text.end(), printable)) {
    return invalid("expected 1 to 256 printable ASCII characters without spaces");
  }
  return std::string(text);
}

Result<std::string> parse_file_name(std::string_view text) {
  if (text.empty()) return invalid("expected the name of a file");
  return std::string(text);
}

Result<bool> parse_switch(std::string_view text) {
  for (const auto* yes : {"1", "true", "yes", "on"}) {
    if (text == yes) return true;
  }
  for (const auto* no : {"0", "false", "no", "off"}) {
    if (text == no) return false;
  }
  return invalid("expected true or false");
}

Result<std::string> parse_server_url(std::string_view text) {
  constexpr std::string_view kScheme = "http://";
  const auto expected = invalid("URL " + in_quotes(text) + ": expected http://HOST:PORT");
  if (!text.starts_with(kScheme)) return expected;
  auto authority = text.substr(kScheme.size());
  if (authority.ends_with('/')) authority.remove_suffix(1);
  const bool has_port = authority.rfind(':') != std::string_view::npos && !authority.ends_with(']');
  const auto endpoint = parse_endpoint(std::string(authority) + (has_port ? "" : ":80"));
  if (!endpoint || endpoint->port == 0) return expected;
  return std::string(kScheme) + print_endpoint(*endpoint);
}

bool is_loopback(const Endpoint& endpoint) {
  const auto& host = endpoint.host;
  if (host == "localhost") return true;
  if (is_ipv4(host)) return host.starts_with("127.");
  in6_addr address;
  if (inet_pton(AF_INET6, host.c_str(), &address) != 1) return false;
  return IN6_IS_ADDR_LOOPBACK(&address) ||
         (IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == 127);
}

std::string print_endpoint(const Endpoint& endpoint) {
  const bool ipv6 = endpoint.host.find(':') != std::string::npos;
  return (ipv6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + std::to_string(endpoint.port);
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> elements(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "\\,") {
      elements.back() += text[++i];
    } else if (text[i] == ',') {
      elements.emplace_back();
    } else {
      elements.back() += text[i];
    }
  }
  std::erase(elements, "");
  return elements;
}

std::string in_quotes(std::string_view text) {
  std::string shown(text.substr(0, kLongestQuote));
  const auto unprintable = [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
  };
  std::replace_if(shown.begin(), shown.end(), unprintable, '?');
  return '"' + shown + (text.size() > kLongestQuote ? "…\"" : "\"");
}

}  // namespace asyncsim::cli
