// Finds the end of a request's head.
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

namespace asyncsim::http {

/// Where the head ends, found as bytes come in; so that Beast sees only complete heads, and a line
/// that ends wrongly is refused at once rather than waited for.
class HeadScan {
 public:
  enum class Found { more, end, bare_lf, folded };

  Found scan(std::string_view bytes) {
    while (const void* found = std::memchr(bytes.data() + at_, '\n', bytes.size() - at_)) {
      const auto lf = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
      if (lf == 0 || bytes[lf - 1] != '\r') return Found::bare_lf;
      if (lf - line_ == 1 && line_ > 0) return at_ = lf + 1, Found::end;
      if (lf + 1 == bytes.size()) return at_ = lf, Found::more;
      if (bytes[lf + 1] == ' ' || bytes[lf + 1] == '\t') return Found::folded;
      if (line_ == 0) first_line_ = lf + 1;
      line_ = at_ = lf + 1;
    }
    at_ = bytes.size();
    return Found::more;
  }

  std::size_t position() const { return at_; }
  std::size_t first_line() const { return line_ == 0 ? at_ : first_line_; }

 private:
  std::size_t at_ = 0;    ///< scanned up to here
  std::size_t line_ = 0;  ///< where the line that is being scanned begins
  std::size_t first_line_ = 0;
};

}  // namespace asyncsim::http
