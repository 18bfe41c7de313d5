// The report as JUnit XML, as CI servers read it.
#pragma once

#include <string>

#include "report/report.h"

namespace asyncsim {

/// A test suite an account: a test case for each expectation, and for each error and warning that
/// can be found; it fails by what was missed or found, and is skipped where that was not judged. A
/// last suite, "run", has the verdict and the host facts. All times are 0: nothing was timed.
///
/// Valid against the schema of Apache Ant's JUnit task (windyroad/JUnit-Schema, JUnit.xsd) and that
/// of Jenkins (xunit-plugin, junit-10.xsd).
std::string report_junit(const Report& report);

}  // namespace asyncsim
