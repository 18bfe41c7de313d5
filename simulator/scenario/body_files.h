// The files that the pages of rules are read from: "body_file" beside a scenario's file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/json.h"
#include "core/result.h"

namespace asyncsim {

/// The content of the file of that name in the scenario's folder or below, symbolic links followed.
/// Without a folder, as of a scenario that is in no file, there are none.
Result<std::string> read_body_file(const Json& name,
                                   const std::optional<std::filesystem::path>& folder);

}  // namespace asyncsim
