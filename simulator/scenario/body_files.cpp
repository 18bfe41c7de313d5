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
  return std::move(body).str();
}

Result<std::string> body_of(const Json& page, const ScenarioText& scenario) {
  const Json& name = page["body_file"];
  if (!name.is_string()) return invalid(excerpt(name) + " is not the name of a file");
  if (page.contains("body")) return invalid("a page has a body or a body_file, not both");
  if (!scenario.folder) {
    return invalid("only a scenario in a file has files beside it; write \"body\", or use --pages");
  }
  return read_body(*scenario.folder, name.get<std::string>());
}

}  // namespace

Outcome inline_body_files(Json& document, const ScenarioText& scenario, const JsonLines& lines) {
  for (const auto& [list, path] : {std::pair("rules", "/page"), {"timeline", "/do/page"}}) {
    if (!document.is_object() || !document.contains(list) || !document[list].is_array()) continue;
    for (std::size_t i = 0; i < document[list].size(); ++i) {
      const Json::json_pointer at("/" + std::string(list) + "/" + std::to_string(i) + path);
      if (!document.contains(at) || !document[at].is_object()) continue;
      Json& page = document[at];
      if (!page.contains("body_file")) continue;
      auto body = body_of(page, scenario);
      if (!body) {
        const std::string pointer = at.to_string() + "/body_file";
        const auto line = lines.find(pointer);
        return invalid(scenario.source + ':' +
                       std::to_string(line == lines.end() ? 1 : line->second) + ": " + pointer +
                       ": " + body.error().message);
      }
      page.erase("body_file");
      page["body"] = *std::move(body);
    }
  }
  return success();
}

}  // namespace asyncsim
