// The files that the pages of rules are read from: "body_file" beside a scenario's file.
#pragma once

#include "core/json.h"
#include "core/result.h"
#include "scenario/scenario_text.h"

namespace asyncsim {

/// Puts the content of each rule's page.body_file in its place, as page.body. A file is named
/// relative to the scenario's and lies in its folder or below, symbolic links followed. The error
/// says "SOURCE:LINE: POINTER: why".
Outcome inline_body_files(Json& document, const ScenarioText& scenario, const JsonLines& lines);

}  // namespace asyncsim
