// Which jobs a control call is about: ?zone=&state=.
#pragma once

#include <optional>
#include <string>

#include "account/world.h"
#include "http/control/arguments.h"

namespace asyncsim::control {

struct JobFilter {
  std::optional<std::string> zone;
  std::optional<JobState> state;

  bool fits(const World& world, const JobRecord& record) const;
};

JobFilter read_filter(Arguments& arguments);

}  // namespace asyncsim::control
