// The report as JSON.
#pragma once

#include "core/json.h"
#include "report/report.h"

namespace asyncsim {

/// {"expected","met","count","found","examples","nearest","unknown"}; met is null if unknown.
Json judgement_json(const Judgement& judgement);

/// {"account","now","jobs":{...},"polls":...,"findings":[],"expectations":[...],...,"host":{...}}
Json report_json(const AccountReport& report, const HostFacts& host);

/// The same over several accounts: numbers are sums, each expectation names its account, and
/// "accounts" has the numbers of each.
Json report_json(const std::vector<AccountReport>& reports, const HostFacts& host);

}  // namespace asyncsim
