#include "job/magic_url.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

#include "core/ascii.h"
#include "core/json.h"
#include "core/nearest_name.h"
#include "core/percent.h"
#include "core/time_text.h"

namespace asyncsim {
namespace {

using std::string_view;

constexpr string_view kHost = "sim.test";
constexpr string_view kMark = "sim/";  // of a fragment
constexpr Span kLongestLatency = std::chrono::days{365};
constexpr std::uint64_t kMostPolls = 1'000'000;

Error wrong(const std::string& message) {
  return invalid(message,
                 "a URL may ask for /latency/2h, /polls/3, /outcome/fail?code=CODE, "
                 "/outcome/success, /outcome/never, /status/404, /body/1MB, also several in a row");
}

std::optional<std::uint64_t> whole_number(string_view text) {
  std::uint64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// ---- one function a word: reads its value, or says what was expected ----

/// What is expected instead; nothing when the value was taken.
using Complaint = std::optional<std::string>;

Complaint take_latency(string_view value, string_view, UrlWishes& wishes) {
  const auto span = parse_span(value);
  if (!span || *span > kLongestLatency) return "expected a duration up to 365d, such as 2h";
  wishes.latency = *span;
  return std::nullopt;
}

Complaint take_polls(string_view value, string_view, UrlWishes& wishes) {
  const auto polls = whole_number(value);
  if (!polls || *polls == 0 || *polls > kMostPolls) return "expected 1 to 1000000";
  wishes.polls = static_cast<std::uint32_t>(*polls);
  return std::nullopt;
}

Complaint take_status(string_view value, string_view, UrlWishes& wishes) {
  const auto status = whole_number(value);
  if (!status || *status < 200 || *status > 599) return "expected 200 to 599";
  wishes.status = static_cast<int>(*status);
  return std::nullopt;
}

Complaint take_body(string_view value, string_view, UrlWishes& wishes) {
  constexpr std::pair<string_view, std::uint64_t> kUnits[] = {{"KiB", 1'024},    {"MiB", 1'048'576},
                                                              {"kB", 1'000},     {"KB", 1'000},
                                                              {"MB", 1'000'000}, {"B", 1}};
  std::uint64_t unit = 1;
  for (const auto& [name, bytes] : kUnits) {
    if (!value.ends_with(name)) continue;
    unit = bytes;
    value.remove_suffix(name.size());
    break;
  }
  const auto count = whole_number(value);
  if (!count || *count > kMostBodyBytes / unit) return "expected a size up to 10MB, such as 1MB";
  wishes.body_bytes = *count * unit;
  return std::nullopt;
}

std::string_view parameter(string_view query, string_view name) {
  while (!query.empty()) {
    const string_view field = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(field.size() + 1, query.size()));
    if (field.starts_with(name) && field.substr(name.size()).starts_with('=')) {
      return field.substr(name.size() + 1);
    }
  }
  return {};
}

Complaint take_failure(string_view query, UrlWishes& wishes) {
  const string_view code = parameter(query, "code");
  wishes.failure = code.empty() ? FailCode::reject_block : fail_code(code);
  if (wishes.failure) return std::nullopt;
  std::string names;
  for (int i = 1; i <= static_cast<int>(kLastFailure); ++i) {
    names.append(i == 1 ? "" : ", ").append(name_of(static_cast<FailCode>(i)));
  }
  return "expected as code one of " + names;
}

Complaint take_outcome(string_view value, string_view query, UrlWishes& wishes) {
  if (value == "fail") return take_failure(query, wishes);
  if (value == "success") {
    wishes.failure = FailCode::none;
  } else if (value == "never") {
    wishes.never = true;
  } else {
    return "expected fail, success or never";
  }
  return std::nullopt;
}

struct Word {
  string_view name;
  Complaint (*take)(string_view value, string_view query, UrlWishes& wishes);
};
constexpr std::array kWords{Word{"latency", take_latency}, Word{"polls", take_polls},
                            Word{"outcome", take_outcome}, Word{"status", take_status},
                            Word{"body", take_body}};

Error unknown_word(string_view word) {
  if (word == "inbox") {
    return wrong("\"inbox\" receives webhooks: it belongs in webhook_url");
  }
  std::vector<string_view> names;
  for (const Word& known : kWords) names.push_back(known.name);
  return wrong("unknown " + excerpt(word, 40) + did_you_mean(word, names));
}

/// Takes the text up to the next slash, and that slash.
string_view take_segment(string_view& path) {
  const string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(std::min(segment.size() + 1, path.size()));
  return segment;
}

/// "latency/2h/outcome/fail?code=captcha"
Outcome take_words(string_view text, UrlWishes& wishes) {
  const auto question = std::min(text.find('?'), text.size());
  string_view path = text.substr(0, question);
  const string_view query = text.substr(std::min(question + 1, text.size()));
  do {
    const string_view name = take_segment(path);
    const auto word = std::ranges::find(kWords, name, &Word::name);
    if (word == kWords.end()) return unknown_word(name);
    const string_view value = take_segment(path);
    if (const auto complaint = word->take(value, query, wishes)) {
      return wrong(std::string(name) + " " + excerpt(value, 40) + ": " + *complaint);
    }
  } while (!path.empty());
  return success();
}

// ---- where the words stand ----

bool is_own_host(string_view authority) {
  const string_view host_and_port = authority.substr(authority.rfind('@') + 1);
  return same_text(host_and_port.substr(0, host_and_port.find(':')), kHost);
}

/// The words of a search for "sim.test/..."; empty for any other.
std::string searched_words(string_view query) {
  const string_view searched = parameter(query, "q");
  std::string text = percent_decode(searched, true).value_or(std::string(searched));
  for (const string_view scheme : {"https://", "http://"}) {
    if (text.starts_with(scheme)) text.erase(0, scheme.size());
  }
  if (!text.starts_with(kHost) || text.size() <= kHost.size() || text[kHost.size()] != '/') {
    return {};
  }
  return text.substr(kHost.size() + 1);
}

}  // namespace

Result<UrlWishes> read_wishes(string_view url) {
  UrlWishes wishes;
  const auto hash = std::min(url.find('#'), url.size());
  const string_view fragment = url.substr(std::min(hash + 1, url.size()));
  string_view rest = url.substr(0, hash);
  const auto scheme_end = rest.find("://");
  if (scheme_end == rest.npos) return wishes;
  rest.remove_prefix(scheme_end + 3);
  const string_view authority = rest.substr(0, rest.find_first_of("/?"));
  rest.remove_prefix(authority.size());

  std::string words;
  if (is_own_host(authority)) {
    words = rest.substr(rest.starts_with('/') ? 1 : 0);
    if (words.starts_with('?')) words.clear();
  } else if (const auto question = rest.find('?'); question != rest.npos) {
    words = searched_words(rest.substr(question + 1));
  }
  if (!words.empty()) {
    if (auto taken = take_words(words, wishes); !taken) return taken.error();
  }
  if (fragment.starts_with(kMark)) {
    if (auto taken = take_words(fragment.substr(kMark.size()), wishes); !taken) {
      return taken.error();
    }
  }
  if (wishes.never && (wishes.latency || wishes.polls || wishes.failure)) {
    return wrong("outcome never: what never ends has no latency, polls or other outcome");
  }
  return wishes;
}

}  // namespace asyncsim
