// What plots are drawn with: a canvas with room for a scale on the left and labels below.
#pragma once

#include <string>

#include "report/axis.h"

namespace asyncsim::svg {

// In units of the viewBox; text is 11 of them, so that the plot can be read on a phone.
inline constexpr double kWidth = 360, kHeight = 190;
inline constexpr double kLeft = 34, kRight = 352, kTop = 12, kBottom = 166;

/// One digit behind the point, without a locale's say.
std::string px(double value);

std::string begin_svg(const std::string& label);
std::string text_at(double x, double y, const char* anchor, const std::string& text);
/// Without its end, so that attributes and a title may follow.
std::string rect(const char* css, double x, double y, double width, double height);
std::string line_across(double y);

/// Where that share of the scale lies, 0 at the bottom and 1 at the top.
double height_of(double share);
/// Where that share of the way from left to right lies.
double across(double share);

/// A line and a number at each tick of a scale that begins with 0.
std::string count_scale(const CountScale& scale);

/// A label below, at that share of the way; the last one does not stick out.
std::string label_below(double share, const std::string& text);

}  // namespace asyncsim::svg
