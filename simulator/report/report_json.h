// The report as JSON.
#pragma once

#include "core/json.h"
#include "report/report.h"

namespace asyncsim {

/// {"account","now","jobs":{...},"polls":...,"findings":[],"expectations":[...],...,"host":{...}}
Json report_json(const AccountReport& report, const HostFacts& host);

/// The same over several accounts: numbers are sums, each expectation names its account, and
/// "accounts" has the numbers of each.
Json report_json(const std::vector<AccountReport>& reports, const HostFacts& host);

}  // namespace asyncsim
