#include "http/vendor/page_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "core/ascii.h"
#include "core/percent.h"
#include "http/request.h"
#include "http/vendor/http_uri.h"

namespace asyncsim::vendor {
namespace {

namespace fs = std::filesystem;

struct Ending {
  std::string_view ending, content_type;
};
constexpr std::array kEndings{
    Ending{"", "text/html; charset=utf-8"},
    Ending{".html", "text/html; charset=utf-8"},
    Ending{".htm", "text/html; charset=utf-8"},
    Ending{".json", "application/json"},
    Ending{".xml", "application/xml"},
    Ending{".txt", "text/plain; charset=utf-8"},
    Ending{".csv", "text/csv; charset=utf-8"},
    Ending{".md", "text/markdown; charset=utf-8"},
    Ending{".js", "text/javascript; charset=utf-8"},
    Ending{".css", "text/css; charset=utf-8"},
    Ending{".svg", "image/svg+xml"},
    Ending{".png", "image/png"},
    Ending{".jpg", "image/jpeg"},
    Ending{".jpeg", "image/jpeg"},
    Ending{".gif", "image/gif"},
    Ending{".webp", "image/webp"},
    Ending{".pdf", "application/pdf"},
};

std::string_view content_type_of(const fs::path& file) {
  const std::string ending = file.extension().string();
  const auto found = std::ranges::find(kEndings, ending, &Ending::ending);
  return found == kEndings.end() ? "application/octet-stream" : found->content_type;
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == name.npos &&
         name.find('\0') == name.npos;
}

/// HOST/PATH as a relative path, without a slash at its end; nothing for one that no file can have.
std::optional<fs::path> relative_path(std::string_view host, std::string_view path) {
  if (!is_plain_name(host)) return std::nullopt;
  fs::path relative = lower_case(host);
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (segment.empty() && path.empty()) break;
    const auto name = percent_decode(segment, false);
    if (!name || !is_plain_name(*name)) return std::nullopt;
    relative /= *name;
  }
  return relative;
}

std::vector<fs::path> candidates(const fs::path& relative, bool ends_in_slash, bool as_json) {
  if (as_json) return {fs::path(relative) += ".json"};
  const auto with_ending = fs::path(relative) += ".html";
  if (ends_in_slash) return {relative / "index.html", with_ending};
  return {relative, with_ending};
}

bool lies_within(const fs::path& folder, const fs::path& file) {
  const auto [end, ignored] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  return end == folder.end();
}

Error cannot_read(const fs::path& file, const std::string& reason) {
  return invalid("page " + file.string() + ": " + reason + "; a made-up page stands in for it");
}

Error too_large(const fs::path& file) { return cannot_read(file, "larger than 10 MiB"); }

/// A regular file's bytes; opened so that a pipe or a link put in its place can't be waited for.
Result<std::string> read_file(const fs::path& file) {
  std::error_code unknown;
  const std::uintmax_t expected = fs::file_size(file, unknown);
  if (!unknown && expected > PageFolder::kMostBytes) return too_large(file);
  const int handle = ::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (handle < 0) return cannot_read(file, std::strerror(errno));
  // One byte more than it should have tells one that grew meanwhile.
  std::string bytes(unknown ? PageFolder::kMostBytes + 1 : expected + 1, '\0');
  std::size_t size = 0;
  ssize_t read = 0;
  do {
    read = ::read(handle, bytes.data() + size, bytes.size() - size);
    if (read > 0) size += static_cast<std::size_t>(read);
  } while ((read > 0 && size < bytes.size()) || (read < 0 && errno == EINTR));
  const int fault = read < 0 ? errno : 0;
  ::close(handle);
  if (fault != 0) return cannot_read(file, std::strerror(fault));
  if (size > PageFolder::kMostBytes) return too_large(file);
  bytes.resize(size);
  return bytes;
}

}  // namespace

Result<PageFolder> PageFolder::open(const std::string& folder) {
  std::error_code fault;
  const fs::path whole = fs::canonical(folder, fault);
  if (fault) return invalid("can't use that folder: " + fault.message());
  if (!fs::is_directory(whole, fault)) return invalid("expected a folder");
  return PageFolder(whole);
}

Result<std::optional<Page>> PageFolder::find(std::string_view url, bool as_json) const {
  const auto path = uri_path(url);
  const auto relative = relative_path(uri_host(url), path);
  if (!relative) return std::optional<Page>();
  const bool ends_in_slash = path.empty() || path.ends_with('/');
  for (const fs::path& candidate : candidates(*relative, ends_in_slash, as_json)) {
    std::error_code none;
    const fs::path file = fs::canonical(folder_ / candidate, none);
    if (none || !lies_within(folder_, file) || !fs::is_regular_file(file, none)) continue;
    auto bytes = read_file(file);
    if (!bytes) return bytes.error();
    return std::optional(Page{200, std::string(content_type_of(candidate)), *std::move(bytes)});
  }
  return std::optional<Page>();
}

}  // namespace asyncsim::vendor
