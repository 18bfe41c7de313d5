// Many deliveries handed to our sender at the same moment, to a good receiver and to a silent one.
#pragma once

#include "quick_receiver.h"

namespace bench {

struct CrowdCost {
  double seconds = 0;  ///< until the last answer of the good receiver
  double peak_mb = 0;  ///< resident, of the whole process
  double fewest_threads = 0, most_threads = 0;
};

/// To be called in a process of its own. The silent receiver's are dropped at the end.
CrowdCost deliver_crowd(const QuickReceiver& receiver, int good, int bad);

}  // namespace bench
