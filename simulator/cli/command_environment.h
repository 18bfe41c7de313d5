// What `run` tells its command, as environment variables.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.h"

namespace asyncsim::cli {

struct Warp {
  std::string library;  ///< libfaketime
  double speed = 60;
};

/// What is nothing or empty is not told.
struct CommandSettings {
  std::string url;              ///< "http://127.0.0.1:41233"
  std::string key;              ///< the account's
  std::optional<double> speed;  ///< of a clock that is paced
  std::string ca;               ///< file of our CA alone
  std::string ca_bundle;        ///< file of the system's roots and ours
  bool intercept = false;       ///< send https through us
  std::optional<Warp> warp;
};

/// The environment `inherited` ("NAME=value" strings) with what the settings say over it.
std::vector<std::string> command_environment(const std::vector<std::string>& inherited,
                                             const CommandSettings& settings);

/// Debian's libfaketime; the error says how to install it.
Result<std::string> find_libfaketime();

/// Removes what libfaketime shares between the processes below `command`: one that was killed
/// leaves it behind.
void remove_shared_beginning(int command);

/// A number as short as it reads back: "60", "0.5".
std::string print_speed(double speed);

}  // namespace asyncsim::cli
