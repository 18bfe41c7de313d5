// A file of lines that many accounts write to.
#pragma once

#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "core/result.h"

namespace asyncsim::cli {

class LineFile {
 public:
  /// Truncates it. The error says why it can't be written.
  static Result<std::unique_ptr<LineFile>> create(const std::string& path);

  const std::string& path() const { return path_; }
  /// Whether all that was written is in the file.
  bool whole();
  /// Writes a whole line, newline added.
  void write(std::string_view line);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  LineFile(std::string path, std::FILE* file) : path_(std::move(path)), file_(file) {}

  const std::string path_;
  std::mutex lock_;
  std::unique_ptr<std::FILE, Close> file_;
};

/// Whether a file can be written, found out without changing it; it is there afterwards.
Outcome check_writable(const std::string& path);
/// Writes over a file in place, so that it may be a pipe or a device.
Outcome write_over(const std::string& path, std::string_view text);
/// Adds to the end of a file.
Outcome append_to(const std::string& path, std::string_view text);
/// Writes a small file whole: nobody ever sees a part of it.
Outcome write_whole(const std::string& path, std::string_view text);

}  // namespace asyncsim::cli
