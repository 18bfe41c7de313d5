// A file of trusted roots for a command: the system's and our own CA.
#pragma once

#include <memory>
#include <string>

#include "core/result.h"

namespace asyncsim::cli {

class CaBundle {
 public:
  /// Writes it to the directory for temporary files. `roots`: a file of the user's own choice, or
  /// empty for the system's; a system without any leaves our CA alone.
  static Result<std::unique_ptr<CaBundle>> write(const std::string& roots,
                                                 const std::string& ca_file);
  ~CaBundle();  ///< removes it
  CaBundle(const CaBundle&) = delete;

  const std::string& path() const { return path_; }

 private:
  explicit CaBundle(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace asyncsim::cli
