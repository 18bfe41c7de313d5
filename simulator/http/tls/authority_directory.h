// The directory of --tls-dir: where our own certificate authority is kept from run to run, so that
// clients have to be told of it only once.
#pragma once

#include <ctime>
#include <string>

#include "core/result.h"
#include "http/tls/certificates.h"

namespace asyncsim::http {

struct KeptAuthority {
  Authority authority;
  std::string file;      ///< of the certificate, absolute
  bool renewed = false;  ///< it was expired or about to be, and has been made anew
};

/// Reads DIRECTORY/ca.pem and ca-key.pem (mode 0600), and makes what is not there, the directory
/// too (mode 0700). The key is kept for ever; a certificate that lasts less than 30 more days is
/// made anew with it. Each file is written whole, one process at a time. An error names the file
/// and what to do; what is damaged or not ours is left as it is.
Result<KeptAuthority> open_authority(const std::string& directory, std::time_t now);

}  // namespace asyncsim::http
