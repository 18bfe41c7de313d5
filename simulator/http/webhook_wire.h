// The bytes of a webhook request.
#pragma once

#include <string>
#include <string_view>

#include "webhook/transport.h"

namespace asyncsim::http {

/// `authority`: the Host field. `target`: path and query. Fields of the request that follow from
/// these and from the body are left out.
std::string wire_of(const HookRequest& request, std::string_view authority,
                    std::string_view target);

}  // namespace asyncsim::http
