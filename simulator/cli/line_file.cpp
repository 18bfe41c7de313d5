#include "cli/line_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace asyncsim::cli {
namespace {

Error cannot_write(const std::string& path) {
  return invalid("can't write " + path + ": " + std::strerror(errno));
}

/// fopen() that does not wait for the reader of a pipe: without one it fails.
std::FILE* open_to_write(const std::string& path) {
  const int wanted = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
  const int descriptor = ::open(path.c_str(), wanted | O_NONBLOCK, 0666);
  if (descriptor < 0) return nullptr;
  ::fcntl(descriptor, F_SETFL, O_WRONLY);
  return ::fdopen(descriptor, "w");
}

}  // namespace

Result<std::unique_ptr<LineFile>> LineFile::create(const std::string& path) {
  std::FILE* file = open_to_write(path);
  if (!file) return cannot_write(path);
  std::setvbuf(file, nullptr, _IOLBF, 1 << 16);
  return std::unique_ptr<LineFile>(new LineFile(path, file));
}

bool LineFile::whole() {
  std::lock_guard guard(lock_);
  return std::fflush(file_.get()) == 0 && !std::ferror(file_.get());
}

void LineFile::write(std::string_view line) {
  std::lock_guard guard(lock_);
  std::fwrite(line.data(), 1, line.size(), file_.get());
  std::fputc('\n', file_.get());
}

Outcome check_writable(const std::string& path) {
  std::error_code ignored;
  const auto kind = std::filesystem::status(path, ignored).type();
  using enum std::filesystem::file_type;
  if (kind != regular && kind != not_found && kind != directory)
    return success();  // a pipe's reader would leave
  std::FILE* file = std::fopen(path.c_str(), "ae");
  if (!file) return cannot_write(path);
  std::fclose(file);
  return success();
}

Outcome write_over(const std::string& path, std::string_view text) {
  std::FILE* file = open_to_write(path);
  if (!file) return cannot_write(path);
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) != 0 || !written) return cannot_write(path);
  return success();
}

Outcome append_to(const std::string& path, std::string_view text) {
  std::FILE* file = std::fopen(path.c_str(), "ae");
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
