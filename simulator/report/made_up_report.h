// For tests of the formats: reports with something of everything, and a check of markup.
#pragma once

#include <string>
#include <vector>

#include "report/collection_watch.h"
#include "report/report.h"

namespace asyncsim {

inline const Expectation kAllCollected{.all_jobs = JobsExpected::collected};

/// What comes of that for clients that did this; `ids` are of jobs that were not collected.
inline Judgement all_collected(const Tally& tally, std::vector<std::string> ids) {
  Judgement judgement{kAllCollected};
  CollectionWatch(kAllCollected)
      .judge(judgement, {tally.submitted, tally.lost, tally.unfinished(), std::move(ids)});
  return judgement;
}

/// What would break out of every format.
inline const std::string kHostile =
    "</script><b a='1' c=\"2\">&amp;|`*_x_*`[l](u)]]>\r\n# \x01\x1b[31m\xff\xE2\x80\xAE$a$ ~~--~~";

/// Ten jobs: seven collected, two lost, one unfinished; findings, and an expectation missed.
inline AccountReport troubled_account(std::string handle = "acct_bad") {
  AccountReport account{std::move(handle), kDefaultStart + std::chrono::hours{50}, {}, {}};
  account.tally = {.submitted = 10,
                   .ready = 8,
                   .failed = 1,
                   .collected = 7,
                   .lost = 2,
                   .polls = 40,
                   .pending_answers = 30,
                   .early_polls = 5,
                   .refused = 1,
                   .nano_usd = 15'000'000};
  account.judgements.push_back(all_collected(account.tally, {"s1", "s2", "s3"}));
  account.findings.push_back({FindingId::never_collected, 2, {"s1 of zone a", "s2"}, 0.003});
  account.findings.push_back({FindingId::unknown_ids, 1, {kHostile}, {}});
  account.findings.push_back({FindingId::never_heard_202, 1, {}, {}});
  account.not_judged.push_back({FindingId::polled_too_fast, "the clock stood"});
  account.assumptions.lean(Knob::expired_answer, 0);
  account.activity.latency[9] = {9, std::chrono::seconds{95}, std::chrono::hours{2}};
  account.activity.in_flight = {kDefaultStart, std::chrono::seconds{1}, {2, 5, 10, 3}};
  account.activity.jobs_by_polls[0] = 2;
  account.activity.jobs_by_polls[3] = 7;
  return account;
}

inline AccountReport good_account(std::string handle = "acct_good") {
  AccountReport account{std::move(handle), kDefaultStart, {}, {}};
  account.tally = {.submitted = 1, .ready = 1, .collected = 1, .polls = 1};
  account.judgements.push_back(all_collected(account.tally, {}));
  return account;
}

inline Report failed_report() {
  return {{troubled_account()},
          {"pytest exited with 1",
           "expected all_jobs collected before expiry; 3 of 10 jobs not collected (2 lost, 1 "
           "unfinished): s1"},
          {{"version", "0.1.0"}, {"real_seconds", 1.23456}, {"exit_code", 1}}};
}

inline std::size_t times_in(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// Where tags of XML or of our HTML do not close each other, or "" when they do. Knows what such a
/// text may have besides tags: a declaration first, comments never.
inline std::string fault_in_markup(const std::string& text) {
  std::vector<std::string> open;
  for (auto at = text.find('<'); at != text.npos; at = text.find('<', at + 1)) {
    const auto end = text.find('>', at);
    if (end == text.npos) return "a tag that does not end: " + text.substr(at, 40);
    const std::string tag = text.substr(at + 1, end - at - 1);
    if (tag.find('<') != tag.npos || tag.empty()) return "a bare < before: " + tag;
    const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
    if (tag[0] == '?' || tag[0] == '!' || tag.back() == '/' || name == "meta") continue;
    if (tag[0] != '/') {
      open.push_back(name);
      continue;
    }
    if (open.empty() || tag.substr(1) != open.back()) return "not open: " + tag;
    open.pop_back();
  }
  return open.empty() ? "" : "never closed: " + open.back();
}

}  // namespace asyncsim
