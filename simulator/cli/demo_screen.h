// What `demo` shows: a row a request and one clock. On a terminal rows are updated in place;
// elsewhere each change is a line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/virtual_time.h"

namespace asyncsim::cli {

enum class Tone { plain, waiting, good, bad, told };

class DemoScreen {
 public:
  /// Writes to stdout; `terminal`: it understands ANSI control sequences.
  explicit DemoScreen(bool terminal) : terminal_(terminal) {}

  /// A heading below which new rows go.
  void begin(const std::string& heading);
  std::size_t add_row(std::string label);
  /// What is true of that row from `now` on.
  void tell(std::size_t row, TimePoint now, std::string text, Tone tone);
  /// As tell(), where a line for each would be too many: shown on a terminal only.
  void update(std::size_t row, TimePoint now, std::string text, Tone tone);
  /// A line behind all of it.
  void say(std::string_view line);

 private:
  struct Row {
    std::string label;
    std::string text;
    Tone tone = Tone::plain;
  };
  void draw(TimePoint now);

  const bool terminal_;
  std::vector<Row> rows_;
  std::size_t drawn_ = 0;  ///< lines that stand on the terminal and may be drawn over
};

}  // namespace asyncsim::cli
