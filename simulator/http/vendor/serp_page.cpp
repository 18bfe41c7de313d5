#include "http/vendor/serp_page.h"

#include <array>
#include <string>
#include <string_view>

#include "core/json.h"
#include "core/random.h"
#include "http/request.h"
#include "http/vendor/markup.h"
#include "http/vendor/search_query.h"

namespace asyncsim::vendor {
namespace {

using namespace std::string_view_literals;

constexpr std::array kSites{"guide"sv, "journal"sv, "market"sv, "review"sv, "daily"sv, "atlas"sv};
constexpr std::array kAngles{"A complete guide"sv,      "Prices compared"sv,
                             "The best of this year"sv, "What to know first"sv,
                             "Reviews and ratings"sv,   "Near you"sv};
constexpr std::array kQuestions{"What is the best "sv, "How much should I pay for "sv,
                                "Where can I find "sv, "Is it worth buying "sv};
constexpr std::array kSuffixes{" near me"sv, " price"sv, " reviews"sv, " 2026"sv, " vs"sv};
constexpr int kShownPages = 5;

struct Hit {
  std::string link, display_link, source, title, description;
};

/// The stream that all pages of one search share: `start` and `num` are no part of it.
Random search_stream(const SearchQuery& query, std::uint64_t seed) {
  return Random(seed).stream("search", hash_text(query.q + '\n' + query.gl + '\n' + query.hl));
}

/// The result at `position`, counted from 0 over all pages. Its host is in .example, which nobody
/// owns, and carries the position, so that no two are the same.
Hit hit_at(const SearchQuery& query, const Random& search, int position) {
  auto random = search.stream("hit", static_cast<std::uint64_t>(position));
  Hit hit;
  hit.source = draw_one(kSites, random) + std::to_string(position + 1);
  hit.display_link = "https://" + hit.source + ".example";
  hit.link = hit.display_link + "/" + percent_encode(query.q);
  const auto angle = draw_one(kAngles, random);
  hit.title = query.q + ": " + angle + " - " + hit.source;
  hit.description = angle + " on " + query.q + ", with " + std::to_string(2 + random.below(90)) +
                    " entries, made up by a simulator.";
  return hit;
}

std::string page_link(SearchQuery query, int start) {
  query.start = start;
  return search_url(query);
}

Json general(const SearchQuery& query, const Random& search) {
  auto random = search.stream("general", 0);
  return {{"search_engine", "google"},
          {"query", query.q},
          {"results_cnt", 100'000 + random.below(900'000'000)},
          {"search_time", static_cast<double>(20 + random.below(60)) / 100},
          {"language", query.hl},
          {"country", query.gl},
          {"mobile", false},
          {"basic_view", false},
          {"search_type", "text"},
          {"page_title", query.q + " - Google Search"}};
}

Json organic(const SearchQuery& query, const Random& search) {
  Json entries = Json::array();
  for (int i = 0; i < query.num; ++i) {
    const auto hit = hit_at(query, search, query.start + i);
    entries.push_back({{"rank", i + 1},
                       {"global_rank", i + 1},
                       {"link", hit.link},
                       {"display_link", hit.display_link},
                       {"source", hit.source},
                       {"title", hit.title},
                       {"description", hit.description}});
  }
  return entries;
}

Json perspectives(const SearchQuery& query, const Random& search) {
  const auto hit = hit_at(query, search.stream("perspectives", 0), 0);
  return Json::array({Json::object({{"rank", 1},
                                    {"title", "Talking about " + query.q},
                                    {"source", hit.source},
                                    {"link", hit.link}})});
}

Json knowledge(const SearchQuery& query) {
  return {{"name", query.q},
          {"description", query.q + " is what was searched for; this panel is made up."},
          {"description_source", "asyncsim"},
          {"facts", Json::array()}};
}

Json related(const SearchQuery& query) {
  Json entries = Json::array();
  for (const auto suffix : kSuffixes) {
    auto other = query;
    other.q += suffix;
    entries.push_back({{"rank", entries.size() + 1},
                       {"global_rank", static_cast<std::size_t>(query.num) + entries.size() + 1},
                       {"text", other.q},
                       {"link", page_link(other, 0)}});
  }
  return entries;
}

Json people_also_ask(const SearchQuery& query, const Random& search) {
  Json entries = Json::array();
  for (const auto question : kQuestions) {
    const auto hit = hit_at(query, search.stream("questions", 0), static_cast<int>(entries.size()));
    const auto answer = Json::object({{"type", "answer"}, {"value", {{"text", hit.description}}}});
    entries.push_back({{"rank", entries.size() + 1},
                       {"question", std::string(question) + query.q + "?"},
                       {"answer_source", hit.source},
                       {"answer_link", hit.link},
                       {"answers", Json::array({answer})}});
  }
  return entries;
}

Json pagination(const SearchQuery& query) {
  const int current = query.start / query.num + 1;
  Json pages = Json::array();
  for (int page = 1; page <= kShownPages; ++page) {
    const int start = (page - 1) * query.num;
    if (page == current) continue;
    pages.push_back({{"page", page}, {"start", start}, {"link", page_link(query, start)}});
  }
  const int next = query.start + query.num;
  return {{"current_page", current},
          {"next_page", current + 1},
          {"next_page_start", next},
          {"next_page_link", page_link(query, next)},
          {"pages", std::move(pages)}};
}

Json parsed_page(const SearchQuery& query, const std::string& url, std::uint64_t seed) {
  const auto search = search_stream(query, seed);
  return {{"general", general(query, search)},
          {"input", {{"original_url", url}}},
          {"organic", organic(query, search)},
          {"perspectives", perspectives(query, search)},
          {"knowledge", knowledge(query)},
          {"related", related(query)},
          {"people_also_ask", people_also_ask(query, search)},
          {"pagination", pagination(query)}};
}

std::string hit_html(const Hit& hit) {
  return "<div class=\"g\"><a href=\"" + escape_html(hit.link) + "\"><h3>" +
         escape_html(hit.title) + "</h3></a><cite>" + hit.display_link + "</cite><p>" +
         escape_html(hit.description) + "</p></div>\n";
}

std::string html_page(const SearchQuery& query, std::uint64_t seed) {
  const auto search = search_stream(query, seed);
  const auto q = escape_html(query.q);
  std::string html = "<!DOCTYPE html>\n<html lang=\"" + escape_html(query.hl) +
                     "\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + q +
                     " - Google Search</title>\n</head>\n<body>\n<form action=\"/search\"><input "
                     "name=\"q\" value=\"" +
                     q + "\"></form>\n<div id=\"search\">\n";
  for (int i = 0; i < query.num; ++i) {
    html += hit_html(hit_at(query, search, query.start + i));
  }
  const auto next = escape_html(page_link(query, query.start + query.num));
  return html + "</div>\n<a id=\"pnnext\" href=\"" + next + "\">Next</a>\n</body>\n</html>\n";
}

}  // namespace

Page serp_page(const JobRequest& request, std::uint64_t seed) {
  const auto queries = search_queries(request);
  if (queries.size() > 1) {
    Json pages = Json::array();
    for (const auto& query : queries) {
      pages.push_back(parsed_page(query, search_url(query), seed));
    }
    return {200, "application/json", print_json(pages)};
  }
  const auto& query = queries.front();
  if (!request.parsed) return {200, "text/html; charset=utf-8", html_page(query, seed)};
  return {200, "application/json", print_json(parsed_page(query, request.url, seed))};
}

}  // namespace asyncsim::vendor
