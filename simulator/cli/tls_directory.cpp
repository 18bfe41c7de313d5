#include "cli/tls_directory.h"

namespace asyncsim::cli {

Result<std::string> default_tls_directory(const char* cache_home, const char* home) {
  if (cache_home && *cache_home == '/') return std::string(cache_home) + "/asyncsim";
  if (home && *home == '/') return std::string(home) + "/.cache/asyncsim";
  return invalid("TLS: neither HOME nor XDG_CACHE_HOME says where to keep the CA",
                 "name a directory with --tls-dir");
}

}  // namespace asyncsim::cli
