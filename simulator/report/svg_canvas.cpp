#include "report/svg_canvas.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace asyncsim::svg {

std::string px(double value) {
  const auto tenths = static_cast<std::int64_t>(std::floor(value * 10 + 0.5));
  return std::to_string(tenths / 10) + '.' + std::to_string(std::abs(tenths % 10));
}

std::string begin_svg(const std::string& label) {
  return "<svg viewBox=\"0 0 " + px(kWidth) + ' ' + px(kHeight) + "\" role=\"img\" aria-label=\"" +
         label + "\">\n";
}

std::string text_at(double x, double y, const char* anchor, const std::string& text) {
  return "<text class=\"axis\" x=\"" + px(x) + "\" y=\"" + px(y) + "\" text-anchor=\"" + anchor +
         "\">" + text + "</text>\n";
}

std::string rect(const char* css, double x, double y, double width, double height) {
  return std::string("<rect class=\"") + css + "\" x=\"" + px(x) + "\" y=\"" + px(y) +
         "\" width=\"" + px(width) + "\" height=\"" + px(height) + '"';
}

std::string line_across(double y) {
  return "<path class=\"grid\" d=\"M" + px(kLeft) + ' ' + px(y) + 'H' + px(kRight) + "\"/>\n";
}

double height_of(double share) { return kBottom - share * (kBottom - kTop); }

double across(double share) { return kLeft + share * (kRight - kLeft); }

std::string count_scale(const CountScale& scale) {
  std::string svg;
  for (std::uint64_t tick = 0; tick <= scale.top; tick += scale.step) {
    const double y = height_of(static_cast<double>(tick) / static_cast<double>(scale.top));
    svg += line_across(y) + text_at(kLeft - 4, y + 4, "end", short_count(tick));
  }
  return svg;
}

std::string label_below(double share, const std::string& text) {
  constexpr double kHalfALabel = 16;
  const double x = across(share);
  const bool last = x > kRight - kHalfALabel;
  return text_at(last ? kRight : x, kHeight - 8, last ? "end" : "middle", text);
}

}  // namespace asyncsim::svg
