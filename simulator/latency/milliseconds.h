// Spans as the doubles that laws and queues reckon in.
#pragma once

#include "core/virtual_time.h"

namespace asyncsim {

inline double ms(Span span) { return static_cast<double>(span.count()); }

}  // namespace asyncsim
