#include "scenario/happening.h"

namespace asyncsim {

std::string_view name_of(Happening happening) {
  constexpr std::array<std::string_view, kHappenings> kNames{
      "submitted",     "refused",           "polled",
      "completed",     "expired",           "held",
      "released",      "delayed",           "webhook_sent",
      "webhook_ended", "webhook_cancelled", "webhook_fault",
      "ruled",         "timeline",          "inbox_received",
      "requested"};
  return kNames[static_cast<std::size_t>(happening)];
}

}  // namespace asyncsim
