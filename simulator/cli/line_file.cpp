#include "cli/line_file.h"

#include <cerrno>
#include <cstring>

namespace asyncsim::cli {
namespace {

Error cannot_write(const std::string& path) {
  return invalid("can't write " + path + ": " + std::strerror(errno));
}

}  // namespace

Result<std::unique_ptr<LineFile>> LineFile::create(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "we");
  if (!file) return cannot_write(path);
  std::setvbuf(file, nullptr, _IOLBF, 1 << 16);
  return std::unique_ptr<LineFile>(new LineFile(file));
}

void LineFile::write(std::string_view line) {
  std::lock_guard guard(lock_);
  std::fwrite(line.data(), 1, line.size(), file_.get());
  std::fputc('\n', file_.get());
}

Outcome check_writable(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "ae");
  if (!file) return cannot_write(path);
  std::fclose(file);
  return success();
}

Outcome write_over(const std::string& path, std::string_view text) {
  std::FILE* file = std::fopen(path.c_str(), "we");
  if (!file) return cannot_write(path);
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) != 0 || !written) return cannot_write(path);
  return success();
}

Outcome write_whole(const std::string& path, std::string_view text) {
  const std::string part = path + ".part";
  std::FILE* file = std::fopen(part.c_str(), "we");
  if (!file) return cannot_write(path);
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) != 0 || !written) return cannot_write(path);
  if (std::rename(part.c_str(), path.c_str()) != 0) return cannot_write(path);
  return success();
}

}  // namespace asyncsim::cli
