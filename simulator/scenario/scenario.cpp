#include "scenario/scenario.h"

namespace asyncsim {

std::string_view name_of(ClockMode mode) { return mode == ClockMode::manual ? "manual" : "paced"; }

}  // namespace asyncsim
