// Where the CA is kept when --tls-dir does not say.
#pragma once

#include <string>

#include "core/result.h"

namespace asyncsim::cli {

/// `asyncsim` in the user's cache: of $XDG_CACHE_HOME if that is absolute, else of $HOME/.cache
/// (XDG Base Directory Specification). Null is not set. Without either, an error says what to do.
Result<std::string> default_tls_directory(const char* cache_home, const char* home);

}  // namespace asyncsim::cli
