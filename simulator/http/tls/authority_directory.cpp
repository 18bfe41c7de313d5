#include "http/tls/authority_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

namespace asyncsim::http {
namespace {

constexpr Days kAboutToExpire{30};
constexpr std::size_t kLargestFile = 64 * 1024;
constexpr const char* kElsewhere = "name a directory that you may write to with --tls-dir";

/// An open file or directory. Closing it gives its lock back.
class Descriptor {
 public:
  Descriptor(const std::string& path, int flags, mode_t mode = 0)
      : number_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  explicit operator bool() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

Error cannot(const char* verb, const std::string& path) {
  return invalid(std::string("TLS: can't ") + verb + " " + path + ": " + std::strerror(errno),
                 kElsewhere);
}

Error unusable(const std::string& file, const std::string& why) {
  return invalid("TLS: " + file + " " + why,
                 "delete ca.pem and ca-key.pem there to have new ones made, or name another "
                 "directory with --tls-dir");
}

/// The file's text; nothing if there is no such file.
Result<std::optional<std::string>> read_small(const std::string& path) {
  const Descriptor file(path, O_RDONLY);
  if (!file && errno == ENOENT) return std::optional<std::string>();
  if (!file) return cannot("read", path);
  std::string text(kLargestFile, '\0');
  const auto count = ::read(file.number(), text.data(), text.size());
  if (count < 0) return cannot("read", path);
  text.resize(static_cast<std::size_t>(count));
  return std::optional(std::move(text));
}

/// Nobody ever sees a part of the file, nor the key with another mode. Under the lock.
Outcome write_small(const std::string& path, mode_t mode, const std::string& text) {
  const std::string part = path + ".part";
  ::unlink(part.c_str());  // of a process that was killed here
  const Descriptor file(part, O_WRONLY | O_CREAT | O_EXCL, mode);
  if (!file) return cannot("write", path);
  const bool whole =
      ::write(file.number(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file.number()) == 0;
  if (!whole || ::rename(part.c_str(), path.c_str()) != 0) return cannot("write", path);
  return success();
}

Outcome make_directory(const std::filesystem::path& directory) {
  std::error_code error;
  if (directory.has_parent_path()) {
    std::filesystem::create_directories(directory.parent_path(), error);
  }
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return cannot("make", directory);
  return success();
}

Result<PrivateKey> keep_key(const std::string& file) {
  const auto text = read_small(file);
  if (!text) return text.error();
  if (*text) {
    auto key = read_key(**text);
    if (!key) return unusable(file, "holds no private key that can be read");
    if (EVP_PKEY_get_id(key.get()) != EVP_PKEY_EC) return unusable(file, "holds no EC key");
    return key;
  }
  auto key = make_key();
  if (auto kept = write_small(file, 0600, print_pem(*key)); !kept) return kept.error();
  return key;
}

/// The kept certificate; empty if there is none, or it is time for another.
Result<Certificate> kept_certificate(const std::string& text, const std::string& file,
                                     EVP_PKEY& key, std::time_t now) {
  auto certificate = read_certificate(text);
  if (!certificate) return unusable(file, "holds no certificate that can be read");
  if (!is_our_authority(*certificate)) return unusable(file, "is not a CA made by asyncsim");
  if (X509_check_private_key(certificate.get(), &key) != 1) {
    ERR_clear_error();
    return unusable(file, "does not belong to the ca-key.pem beside it");
  }
  if (!is_good(*certificate, now, kAboutToExpire)) return Certificate();
  return certificate;
}

}  // namespace

Result<KeptAuthority> open_authority(const std::string& directory, std::time_t now) {
  const auto path = std::filesystem::absolute(directory).lexically_normal();
  const std::string key_file = path / "ca-key.pem";
  KeptAuthority kept;
  kept.file = path / "ca.pem";
  if (auto made = make_directory(path); !made) return made.error();
  const Descriptor lock(path, O_RDONLY | O_DIRECTORY);
  if (!lock) return cannot("open", path);
  ::flock(lock.number(), LOCK_EX);  // a file system without locks: whoever writes last has its way

  const auto text = read_small(kept.file);
  if (!text) return text.error();
  const bool had_key = ::access(key_file.c_str(), F_OK) == 0;
  if (*text && !had_key) return unusable(key_file, "is missing, and ca.pem beside it needs it");
  auto key = keep_key(key_file);
  if (!key) return key.error();
  kept.authority.key = std::move(*key);
  if (*text) {
    auto certificate = kept_certificate(**text, kept.file, *kept.authority.key, now);
    if (!certificate) return certificate.error();
    kept.authority.certificate = std::move(*certificate);
    kept.renewed = kept.authority.certificate == nullptr;
  }
  if (kept.authority.certificate) return kept;
  kept.authority.certificate = make_authority(*kept.authority.key, now);
  const auto written = write_small(kept.file, 0644, print_pem(*kept.authority.certificate));
  if (!written) return written.error();
  return kept;
}

}  // namespace asyncsim::http
