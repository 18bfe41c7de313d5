// Reading the values of options. Each error says what was expected; the caller names the option.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/options.h"
#include "core/result.h"

namespace asyncsim::cli {

/// A whole number in decimal digits, within [lowest, highest].
Result<std::uint64_t> parse_whole_number(std::string_view text, std::uint64_t lowest,
                                         std::uint64_t highest);
/// "HOST:PORT", "[IPv6]:PORT".
Result<Endpoint> parse_endpoint(std::string_view text);
/// "manual", "polls", "real", or a speed within [kSlowest, kFastest].
Result<ClockChoice> parse_clock(std::string_view text);
Result<FailOn> parse_fail_on(std::string_view text);
/// "knobs" or "seeds:1..20"
Result<Tries> parse_tries(std::string_view text);
/// "FORMAT:FILE", or FILE alone when its ending says the format. A word before the first colon is a
/// format: a FILE that begins with one and a colon is written "./FILE".
Result<ReportFile> parse_report(std::string_view text);
/// A span of real time above 0, up to 24h.
Result<RealSpan> parse_real_span(std::string_view text);
Result<LogLevel> parse_log_level(std::string_view text);
/// An API key or token: 1 to 256 printable ASCII characters without spaces.
Result<std::string> parse_secret(std::string_view text);
/// Not empty. Whether the file is there is found when it is opened.
Result<std::string> parse_file_name(std::string_view text);
/// "1", "true", "yes", "on", and their opposites.
Result<bool> parse_switch(std::string_view text);
/// "http://HOST[:PORT]" with nothing behind but one slash; comes back as "http://HOST:PORT".
/// The error's message names the value.
Result<std::string> parse_server_url(std::string_view text);

/// Whether only this machine can reach that endpoint.
bool is_loopback(const Endpoint& endpoint);
/// "HOST:PORT", IPv6 in brackets.
std::string print_endpoint(const Endpoint& endpoint);

/// Splits at commas; `\,` is a comma within an element. Empty elements are dropped.
std::vector<std::string> split_list(std::string_view text);
/// `text` as it may stand in a one-line message: in quotes, control characters as '?', cut to fit.
std::string in_quotes(std::string_view text);

/// Puts a value that was read into its place; hands on the error of one that was not.
template <class Value, class Field>
Outcome assign(Result<Value> value, Field& field) {
  if (!value) return value.error();
  field = static_cast<Field>(*std::move(value));
  return success();
}

template <class Value>
Outcome append(Result<Value> value, std::vector<Value>& list) {
  if (!value) return value.error();
  list.push_back(*std::move(value));
  return success();
}

}  // namespace asyncsim::cli
