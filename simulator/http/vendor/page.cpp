#include "http/vendor/page.h"

#include <array>
#include <string_view>
#include <utility>

#include "core/json.h"
#include "core/random.h"
#include "http/vendor/markup.h"
#include "http/vendor/serp_page.h"
#include "job/magic_url.h"

namespace asyncsim::vendor {
namespace {

using namespace std::string_view_literals;

constexpr std::array kMaterials{"Oak"sv, "Copper"sv, "Linen"sv, "Walnut"sv, "Steel"sv, "Wool"sv};
constexpr std::array kThings{"Desk Lamp"sv, "Kettle"sv,   "Backpack"sv,
                             "Bookshelf"sv, "Armchair"sv, "Coffee Grinder"sv};

struct Goods {
  std::string name, sku, price;  ///< price in USD with two decimals
  bool in_stock = true;
};

std::string with_decimals(std::uint64_t cents) {
  const auto rest = cents % 100;
  return std::to_string(cents / 100) + (rest < 10 ? ".0" : ".") + std::to_string(rest);
}

Goods draw_goods(Random random) {
  Goods goods;
  goods.name = draw_one(kMaterials, random) + " " + draw_one(kThings, random);
  goods.sku = "SKU-" + std::to_string(100'000 + random.below(900'000));
  goods.price = with_decimals(500 + random.below(49'500));
  goods.in_stock = random.below(10) != 0;
  return goods;
}

Json json_ld(const Goods& goods, const std::string& url) {
  const auto* stock =
      goods.in_stock ? "https://schema.org/InStock" : "https://schema.org/OutOfStock";
  return {{"@context", "https://schema.org"},
          {"@type", "Product"},
          {"name", goods.name},
          {"sku", goods.sku},
          {"url", url},
          {"offers",
           {{"@type", "Offer"},
            {"price", goods.price},
            {"priceCurrency", "USD"},
            {"availability", stock},
            {"url", url}}}};
}

std::string product_html(const Goods& goods, const std::string& url) {
  const std::string safe_url = escape_html(url);
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" +
         goods.name + "</title>\n<link rel=\"canonical\" href=\"" + safe_url +
         "\">\n<script type=\"application/ld+json\">" + script_json(json_ld(goods, url)) +
         "</script>\n</head>\n<body>\n<main>\n<h1>" + goods.name + "</h1>\n<p class=\"sku\">" +
         goods.sku + "</p>\n<p class=\"price\">$" + goods.price +
         "</p>\n<p class=\"availability\">" + (goods.in_stock ? "In stock" : "Out of stock") +
         "</p>\n<p>This page stands for <a href=\"" + safe_url + "\">" + safe_url +
         "</a>. It was made up by a simulator from the request and its seed: the same request gets "
         "the same page, and nothing was fetched.</p>\n</main>\n</body>\n</html>\n";
}

bool is_search(const Job& job) {
  const bool serp_zone = job.zone != nullptr && job.zone->product == Product::serp;
  return serp_zone || job.request.parsed || !job.request.query.empty();
}

/// A page of exactly that many bytes, of ASCII that no envelope needs to escape.
Page page_of_size(std::uint64_t bytes, bool parsed) {
  constexpr auto kText = "This page has as many bytes as its URL asked for. "sv;
  std::string body;
  body.reserve(bytes);
  while (body.size() < bytes) body += kText.substr(0, bytes - body.size());
  if (!parsed) return {200, "text/html; charset=utf-8", std::move(body)};
  if (bytes == 1) body = "0";
  if (bytes > 1) body.front() = body.back() = '"';
  return {200, "application/json", std::move(body)};
}

Page error_page(int status, const std::string& url) {
  const std::string title = "Error " + std::to_string(status);
  return {status, "text/html; charset=utf-8",
          "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + title +
              "</title>\n</head>\n<body>\n<h1>" + title + "</h1>\n<p>This is what " +
              escape_html(url) +
              " answers, since its URL or a rule asked for it.</p>\n</body>\n</html>\n"};
}

Page made_up_page(const Job& job, std::uint64_t seed) {
  if (is_search(job)) return serp_page(job.request, seed);
  const auto random = Random(seed).stream("page", job.request.key());
  return {200, "text/html; charset=utf-8", product_html(draw_goods(random), job.request.url)};
}

}  // namespace

Page make_page(const Job& job, std::uint64_t seed, std::optional<Page> given, int otherwise) {
  const auto read = read_wishes(job.request.url);
  const UrlWishes wishes = read ? *read : UrlWishes{};
  const int status = wishes.status.value_or(otherwise);
  if (status >= 400 && !given && !wishes.body_bytes && !job.request.parsed) {
    return error_page(status, job.request.url);
  }
  Page page = wishes.body_bytes ? page_of_size(*wishes.body_bytes, job.request.parsed)
              : given           ? *std::move(given)
                                : made_up_page(job, seed);
  page.status = status;
  return page;
}

}  // namespace asyncsim::vendor
