// Pages that stand for the web: --pages DIR.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "http/vendor/page.h"

namespace asyncsim::vendor {

class PageFolder {
 public:
  static constexpr std::size_t kMostBytes = 10 * 1024 * 1024;

  /// The error says why that folder can't be used.
  static Result<PageFolder> open(const std::string& folder);

  /// The page of that url: the file DIR/HOST/PATH or DIR/HOST/PATH.html; of a url that ends in a
  /// slash, DIR/HOST/PATH/index.html. HOST is lower case and without port; PATH is decoded; query
  /// and fragment do not matter. `as_json`: PATH.json instead, and nothing else. The content type
  /// follows from the ending. Nothing when there is no such file, or it lies outside of DIR,
  /// whatever dots, escapes and links the way is made of. The error: a file that is there and can't
  /// be taken.
  Result<std::optional<Page>> find(std::string_view url, bool as_json) const;

 private:
  explicit PageFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path folder_;  ///< without links and dots
};

}  // namespace asyncsim::vendor
