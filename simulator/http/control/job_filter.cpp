#include "http/control/job_filter.h"

namespace asyncsim::control {

bool JobFilter::fits(const World& world, const JobRecord& record) const {
  if (state && record.state != *state) return false;
  return !zone || world.zones().at(record.zone).name == *zone;
}

JobFilter read_filter(Arguments& arguments) {
  JobFilter filter{arguments.text("zone"), std::nullopt};
  const auto name = arguments.text("state");
  if (!name) return filter;
  for (const auto state :
       {JobState::pending, JobState::ready, JobState::failed, JobState::expired}) {
    if (*name == name_of(state)) filter.state = state;
  }
  if (!filter.state) arguments.fail("state", "pending, ready, failed or expired");
  return filter;
}

}  // namespace asyncsim::control
