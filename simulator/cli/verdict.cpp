#include "cli/verdict.h"

#include <algorithm>
#include <string_view>

#include "cli/option_reader.h"
#include "core/ascii.h"
#include "report/markup.h"

namespace asyncsim::cli {
namespace {

std::string number(std::uint64_t value) { return std::to_string(value); }

std::string jobs_line(const Tally& tally) {
  return number(tally.submitted) + " submitted, " + number(tally.ready) + " ready, " +
         number(tally.failed) + " failed, " + number(tally.collected) + " collected, " +
         number(tally.lost) + " lost, " + number(tally.unfinished()) + " unfinished";
}

std::string calls_line(const Tally& tally) {
  const std::string early =
      tally.early_polls == 0 ? "" : ", " + number(tally.early_polls) + " earlier than documented";
  const std::string sync = tally.sync_calls == 0 ? "" : number(tally.sync_calls) + " sync, ";
  return number(tally.polls) + " polls (" + number(tally.pending_answers) + " heard 202" + early +
         "), " + sync + number(tally.refused) + " refused";
}

bool is_plain(char c) {
  return is_alphanumeric(c) || std::string_view("_-./:=@%+,").find(c) != std::string_view::npos;
}

bool is_secret(std::string_view option) {
  return option == "--allow-key" || option == "--control-token";
}

/// The options among "NAME=value" strings, but for what is secret or only told to COMMAND.
std::vector<std::string> options_in(const std::vector<std::string>& environment) {
  constexpr std::string_view kOthers[] = {"URL", "CONTROL",   "KEY",           "SPEED",
                                          "CA",  "ALLOW_KEY", "CONTROL_TOKEN", "PROGRAM"};
  std::vector<std::string> options;
  for (const std::string& variable : environment) {
    if (!variable.starts_with(kVariablePrefix)) continue;
    const std::string name(variable.begin() + kVariablePrefix.size(),
                           variable.begin() + static_cast<std::ptrdiff_t>(variable.find('=')));
    if (std::ranges::find(kOthers, name) == std::end(kOthers)) options.push_back(variable);
  }
  return options;
}

std::string named(const Finding& finding) {
  return std::string(row_of(finding.what).id) + ": " + sentence_of(finding);
}

std::string finding_lines(const Finding& finding) {
  constexpr std::string_view kIndent = "\n            ";
  const FindingRow& row = row_of(finding.what);
  std::string text = "\n  " + std::string(name_of(row.severity));
  text.resize(kIndent.size(), ' ');
  text += named(finding);
  for (const auto& example : finding.examples) {
    text.append(&example == &finding.examples.front() ? kIndent : "; ")
        .append(one_clean_line(example));
  }
  return text.append(kIndent).append(row.instead);
}

/// What came nearest to the expectations that were missed.
std::string nearest_lines(const std::vector<AccountReport>& accounts) {
  std::string text;
  for (const AccountReport& account : accounts) {
    for (const Judgement& judgement : account.judgements) {
      if (!judgement.failed()) continue;
      for (const auto& near : judgement.nearest) text += "\n  nearest   " + one_clean_line(near);
    }
  }
  return text;
}

}  // namespace

std::vector<std::string> reasons_to_fail(const std::vector<AccountReport>& accounts,
                                         FailOn fail_on) {
  std::vector<std::string> sentences;
  if (fail_on == FailOn::never) return sentences;
  for (const AccountReport& account : accounts) {
    for (const Judgement& judgement : account.judgements) {
      if (!judgement.failed()) continue;
      std::string sentence =
          "expected " + name_of(judgement.expectation) + "; " + sentence_of(judgement);
      if (accounts.size() > 1) sentence += " (" + account.account + ")";
      sentences.push_back(std::move(sentence));
    }
  }
  for (const auto& [finding, count] : overall(accounts).findings) {
    if (fails(fail_on, row_of(finding.what).severity)) sentences.push_back(named(finding));
  }
  return sentences;
}

Report report_of(const Verdict& verdict, HostFacts host) {
  host["version"] = ASYNCSIM_VERSION;
  host["surprising_answers"] = verdict.surprising;
  return {verdict.accounts, verdict.failures, std::move(host)};
}

std::string print_verdict(const Verdict& verdict, bool colour) {
  const auto painted = [colour](const char* code, const std::string& text) {
    return colour ? "\x1b[" + std::string(code) + "m" + text + "\x1b[0m" : text;
  };
  Tally total;
  for (const AccountReport& account : verdict.accounts) total += account.tally;
  std::string text = verdict.failed() ? painted("31", "FAILED") : painted("32", "passed");
  text += "\n  jobs      " + jobs_line(total) + "\n  calls     " + calls_line(total) + ", " +
          number(verdict.surprising) + " surprising answers\n  cost      " + dollars(total.usd());
  if (verdict.accounts.size() > 1) {
    for (const AccountReport& account : verdict.accounts) {
      text += "\n  " + account.account + "  " + jobs_line(account.tally) + "; " +
              calls_line(account.tally) + "; " + dollars(account.tally.usd());
    }
  }
  for (const auto& row : overall(verdict.accounts).findings) text += finding_lines(row.finding);
  for (const LeanedOn& leaned : leaned_on(verdict.accounts).undocumented()) {
    text += "\n  assumed   " + leaned.sentence();
  }
  if (total.submitted + total.polls + total.refused + total.sync_calls == 0) {
    text += "\n  beware    no call reached the simulator: does the client use its base URL?";
  }
  for (const auto& failure : verdict.failures) text += "\n  failed    " + one_clean_line(failure);
  if (verdict.failed()) text += nearest_lines(verdict.accounts);
  return text;
}

std::string shell_quoted(const std::vector<std::string>& words) {
  std::string line;
  for (const auto& word : words) {
    if (!line.empty()) line += ' ';
    if (!word.empty() && std::ranges::all_of(word, is_plain)) {
      line += word;
      continue;
    }
    line += '\'';
    for (const char c : word) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
    line += '\'';
  }
  return line;
}

std::string repeating_line(const std::vector<std::string>& arguments, std::uint64_t seed,
                           const std::vector<std::string>& environment) {
  std::vector<std::string> words = options_in(environment);
  if (!words.empty()) words.insert(words.begin(), "env");
  words.insert(words.end(), {"asyncsim", "run"});
  const auto command = std::ranges::find(arguments, "--");
  bool seeded = false;
  for (auto word = arguments.begin(); word != command; ++word) {
    const auto equals = word->find('=');
    const auto option = word->substr(0, equals);
    seeded = seeded || option == "--seed";
    const bool hidden = is_secret(option);
    words.push_back(hidden && equals != std::string::npos ? option + "=***" : *word);
    if (hidden && equals == std::string::npos && word + 1 != command) {
      words.emplace_back("***");
      ++word;
    }
  }
  if (!seeded) words.insert(words.end(), {"--seed", std::to_string(seed)});
  words.insert(words.end(), command, arguments.end());
  return shell_quoted(words);
}

std::string github_error(const std::string& sentence) {
  std::string line = "::error title=asyncsim::";
  for (const char c : sentence) {
    if (c == '%')
      line += "%25";
    else if (c == '\r')
      line += "%0D";
    else if (c == '\n')
      line += "%0A";
    else
      line += c;
  }
  return line;
}

}  // namespace asyncsim::cli
