#include "scenario/expectation.h"

namespace asyncsim {

std::string_view name_of(JobsExpected) { return "collected"; }
std::string_view name_of(ExpectedBefore) { return "expiry"; }
std::string_view name_of(CadenceExpected) { return "documented"; }
std::string_view name_of(SubmitsExpected) { return "not_repeated"; }
std::string_view name_of(WebhooksExpected) { return "answered"; }

std::string_view name_of(ExpectedTime time) {
  return time == ExpectedTime::client ? "client" : "virtual";
}

}  // namespace asyncsim
