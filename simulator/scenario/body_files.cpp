#include "scenario/body_files.h"

#include <fstream>
#include <sstream>

#include "scenario/rule_fields.h"

namespace asyncsim {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShown = 300;  // of a path in a message

bool lies_within(const fs::path& folder, const fs::path& file) {
  const auto relative = file.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

bool is_utf8(const std::string& text) {
  try {
    (void)Json(text).dump();
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

Result<std::string> read_body(const fs::path& folder, const std::string& name) {
  std::error_code error;
  const fs::path root = fs::canonical(folder.empty() ? fs::path(".") : folder, error);
  const fs::path file = error ? fs::path() : fs::canonical(root / name, error);
  if (error) return invalid("can't read " + excerpt(Json(name), kShown) + ": " + error.message());
  if (!lies_within(root, file)) {
    return invalid(excerpt(Json(name), kShown) + " lies outside the scenario's folder");
  }
  if (!fs::is_regular_file(file, error)) {
    return invalid(excerpt(Json(name), kShown) + " is no file");
  }
  if (fs::file_size(file, error) > kMostBodyBytesOfRules) {
    return invalid(excerpt(Json(name), kShown) + " is larger than 10 MB");
  }
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream body;
  body << stream.rdbuf();
  if (!stream) return invalid("can't read " + excerpt(Json(name), kShown));
  if (!is_utf8(body.str())) {
    return invalid(excerpt(Json(name), kShown) +
                   " is not UTF-8 text; --pages DIR serves any bytes");
  }
  return std::move(body).str();
}

}  // namespace

Result<std::string> read_file_beside(const Json& name, const std::optional<fs::path>& folder,
                                     std::string_view instead) {
  if (!name.is_string()) return invalid(excerpt(name) + " is not the name of a file");
  if (!folder) {
    return invalid("only a scenario in a file has files beside it; " + std::string(instead));
  }
  return read_body(*folder, name.get<std::string>());
}

}  // namespace asyncsim
