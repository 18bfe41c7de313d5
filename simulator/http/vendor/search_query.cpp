#include "http/vendor/search_query.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string_view>

#include "http/request.h"
#include "http/vendor/http_uri.h"
#include "http/vendor/utf8.h"

namespace asyncsim::vendor {
namespace {

/// Each text stands on a page hundreds of times, and a URL may be long.
constexpr std::size_t kMostCharacters = 2'048;

constexpr std::string_view kSearchPage = "https://www.google.com/search?q=";

std::string plain_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : print_json(value);
}

std::string text_at(const Json& object, const char* name, std::string otherwise) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return otherwise;
  return first_characters(found->get_ref<const std::string&>(), kMostCharacters);
}

int number_at(const Json& object, const char* name, int otherwise, std::int64_t lowest,
              std::int64_t highest) {
  const auto found = object.find(name);
  if (found == object.end()) return otherwise;
  const auto number = whole_number(*found);
  return number ? static_cast<int>(std::clamp(*number, lowest, highest)) : otherwise;
}

SearchQuery from_object(const Json& object, const JobRequest& request) {
  SearchQuery query;
  query.q = text_at(object, "q", text_at(object, "keyword", ""));
  query.gl = text_at(object, "gl", request.country.empty() ? query.gl : request.country);
  query.hl = text_at(object, "hl", query.hl);
  query.num = number_at(object, "num", query.num, 1, kMostResults);
  query.start = number_at(object, "start", query.start, 0, kFarthestStart);
  return query;
}

SearchQuery from_url(const JobRequest& request) {
  Json object = Json::object();
  object["q"] = request.url;
  for (const char* name : {"q", "gl", "hl", "num", "start"}) {
    if (auto value = uri_parameter(request.url, name)) object[name] = std::move(*value);
  }
  return from_object(object, request);
}

}  // namespace

std::vector<SearchQuery> search_queries(const JobRequest& request) {
  const auto parsed = parse_json(request.query);
  if (!parsed.ok() || !parsed->is_structured()) return {from_url(request)};
  if (parsed->is_object()) return {from_object(*parsed, request)};
  std::vector<SearchQuery> queries;
  for (const Json& item : *parsed) {
    if (item.is_object()) queries.push_back(from_object(item, request));
  }
  if (queries.empty()) queries.push_back(from_url(request));
  return queries;
}

std::string search_url(const Json& query) {
  std::string url(kSearchPage);
  url += percent_encode(text_at(query, "q", text_at(query, "keyword", "")));
  for (const auto& [name, value] : query.items()) {
    if (name == "q" || name == "keyword" || !value.is_primitive() || value.is_null()) continue;
    url += "&" + percent_encode(name) + "=" + percent_encode(plain_text(value));
  }
  return url;
}

std::string search_url(const SearchQuery& query) {
  Json json = {{"q", query.q}, {"gl", query.gl}, {"hl", query.hl}, {"num", query.num}};
  if (query.start > 0) json["start"] = query.start;
  return search_url(json);
}

std::optional<std::int64_t> whole_number(const Json& json) {
  using Limits = std::numeric_limits<std::int64_t>;
  if (json.is_number()) {
    const auto number = json_integer(json, Limits::min(), Limits::max());
    return number.ok() ? std::optional(*number) : std::nullopt;
  }
  if (!json.is_string()) return std::nullopt;
  const auto& text = json.get_ref<const std::string&>();
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace asyncsim::vendor
