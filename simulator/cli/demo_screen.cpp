#include "cli/demo_screen.h"

#include <cstdio>
#include <utility>

#include "core/time_text.h"

namespace asyncsim::cli {
namespace {

std::string_view colour_of(Tone tone) {
  switch (tone) {
    case Tone::waiting:
      return "\033[33m";
    case Tone::good:
      return "\033[32m";
    case Tone::bad:
      return "\033[31m";
    case Tone::told:
      return "\033[36m";
    case Tone::plain:
      break;
  }
  return "";
}

/// "2026-01-05 17:00:20"
std::string clock_text(TimePoint now) {
  std::string text = format_time(now).substr(0, 19);
  text[10] = ' ';
  return text;
}

void put(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

}  // namespace

void DemoScreen::begin(const std::string& heading) {
  say("");
  say(terminal_ ? "\033[1m" + heading + "\033[0m" : heading);
  rows_.clear();
}

std::size_t DemoScreen::add_row(std::string label) {
  rows_.push_back({std::move(label), ""});
  return rows_.size() - 1;
}

void DemoScreen::tell(std::size_t row, TimePoint now, std::string text, Tone tone) {
  if (!terminal_) put(clock_text(now) + "  " + rows_[row].label + "  " + text + "\n");
  update(row, now, std::move(text), tone);
}

void DemoScreen::update(std::size_t row, TimePoint now, std::string text, Tone tone) {
  rows_[row].text = std::move(text);
  rows_[row].tone = tone;
  if (terminal_) draw(now);
}

void DemoScreen::say(std::string_view line) {
  drawn_ = 0;
  put(std::string(line) + "\n");
}

void DemoScreen::draw(TimePoint now) {
  std::string out = "\033[?7l";  // what is too long is cut: a row is one line
  if (drawn_ > 0) out += "\033[" + std::to_string(drawn_) + "A";
  out += "\r\033[K\033[2m" + clock_text(now) + " UTC\033[0m\n";
  for (const Row& row : rows_) {
    out += "\033[K  " + row.label + "  ";
    out += std::string(colour_of(row.tone)) + row.text + "\033[0m\n";
  }
  out += "\033[?7h";
  drawn_ = rows_.size() + 1;
  put(out);
  std::fflush(stdout);
}

}  // namespace asyncsim::cli
