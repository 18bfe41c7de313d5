// The files that stand beside a scenario's file: pages of rules ("body_file"), measured times.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/json.h"
#include "core/result.h"

namespace asyncsim {

/// The content of the file of that name in the scenario's folder or below, symbolic links followed.
/// Without a folder, as of a scenario that is in no file, there are none: the error says what to do
/// `instead`.
Result<std::string> read_file_beside(const Json& name,
                                     const std::optional<std::filesystem::path>& folder,
                                     std::string_view instead);

}  // namespace asyncsim
