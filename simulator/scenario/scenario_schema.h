// The JSON schema of scenario files, made of the fields that the loader reads.
#pragma once

#include <string>

namespace asyncsim {

/// JSON Schema 2020-12, indented. Every file that the loader takes is valid; of those that it
/// refuses it lets pass what a schema can't say: rules between fields, what a base adds, ranges of
/// durations, lengths in bytes. Comments and trailing commas are for the editor to take.
std::string print_scenario_schema();

}  // namespace asyncsim
