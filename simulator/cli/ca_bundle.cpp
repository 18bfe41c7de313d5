#include "cli/ca_bundle.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "cli/line_file.h"

namespace asyncsim::cli {
namespace {

/// Where the roots of a system are: Debian, Fedora, Alpine and macOS.
constexpr const char* kSystemRoots[] = {"/etc/ssl/certs/ca-certificates.crt",
                                        "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"};

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string system_roots() {
  for (const char* path : kSystemRoots) {
    if (auto text = content_of(path); !text.empty()) return text;
  }
  return "";
}

}  // namespace

Result<std::unique_ptr<CaBundle>> CaBundle::write(const std::string& roots,
                                                  const std::string& ca_file) {
  std::error_code ignored;
  std::string path = std::filesystem::temp_directory_path(ignored) / "asyncsim-ca-XXXXXX";
  const int descriptor = ::mkostemp(path.data(), O_CLOEXEC);
  if (descriptor < 0) return invalid("can't write " + path + ": " + std::strerror(errno));
  ::close(descriptor);
  std::unique_ptr<CaBundle> bundle(new CaBundle(path));
  const std::string trusted = roots.empty() ? system_roots() : content_of(roots);
  if (auto written = write_over(path, trusted + "\n" + content_of(ca_file)); !written) {
    return written.error();
  }
  return bundle;
}

CaBundle::~CaBundle() { ::unlink(path_.c_str()); }

}  // namespace asyncsim::cli
