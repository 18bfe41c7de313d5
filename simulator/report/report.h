// All that is reported, of a run or of one moment of it, and what to say of its accounts together.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/json.h"
#include "report/client_report.h"

namespace asyncsim {

/// What is true of the real machine: version, exit code, seconds. Never of virtual time.
using HostFacts = Json;

struct Report {
  std::vector<AccountReport> accounts;
  std::vector<std::string> failures{};  ///< one sentence each; empty: it passed
  HostFacts host = Json::object();

  bool failed() const { return !failures.empty(); }
};

/// One kind of finding over all accounts.
struct FindingOverall {
  Finding finding;
  std::uint64_t accounts = 0;  ///< in so many of them
};

struct NotJudgedOverall {
  NotJudged not_judged;
  std::uint64_t accounts = 0;
};

/// One expectation over all accounts that have it.
struct ExpectationOverall {
  std::string name;  ///< "all_jobs collected before expiry"
  std::uint64_t accounts = 0;
  std::uint64_t missed = 0;             ///< by so many of them
  std::vector<std::string> examples{};  ///< what was found in the first of those, and came nearest
  std::string unknown{};                ///< why some of them can't be judged
};

struct Overall {
  Tally tally;
  std::vector<FindingOverall> findings;  ///< in the order of FindingId
  std::vector<NotJudgedOverall> not_judged;
  std::vector<ExpectationOverall> expectations;
  std::vector<LeanedOn> leaned_on;  ///< what no document backs

  std::uint64_t findings_of(Severity severity) const;  ///< kinds, not occurrences
  bool untouched() const;                              ///< no call reached the simulator
};
/// Of several accounts examples say which.
Overall overall(const std::vector<AccountReport>& accounts);

/// "all_jobs collected before expiry"
/// "2 of 5 jobs ...: s1, s2, s3, ..."
std::string sentence_of(const Judgement& judgement);
/// Those that are not missed expectations, which are told elsewhere.
std::vector<std::string> other_failures(const Report& report);
/// "results were paid for ..., 3 times (0.0045 USD)"
std::string sentence_of(const Finding& finding);
/// "1 error, 2 warnings; 1 of 2 expectations missed"
std::string summary_of(const Overall& overall);

/// "1 job", "2 jobs", "12,345 jobs"
std::string counted(std::uint64_t count, const std::string& noun);
/// "12,345"
std::string grouped(std::uint64_t number);
/// "0.0045 USD", to the billionth.
std::string dollars(double usd);
/// "1.25" or the text itself: a host fact as people read it.
std::string fact_text(const Json& fact);

}  // namespace asyncsim
