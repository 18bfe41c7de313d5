#include "http/chunked_body.h"

#include <algorithm>
#include <charconv>

#include "core/ascii.h"

namespace asyncsim::http {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t'; }

/// What may stand in a line, its end aside.
bool is_text(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); }

/// Removes what is `like` that from the front, and says how much it was.
std::size_t take(std::string_view& text, bool (*like)(char)) {
  const auto end = std::ranges::find_if_not(text, like);
  const auto count = static_cast<std::size_t>(end - text.begin());
  text.remove_prefix(count);
  return count;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// The rest of a quoted string behind its first quote.
bool take_quoted(std::string_view& text) {
  while (!text.empty() && text[0] != '"') {
    text.remove_prefix(std::min<std::size_t>(text.size(), text[0] == '\\' ? 2 : 1));
  }
  return take(text, '"');
}

/// *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )
bool are_extensions(std::string_view text) {
  while (!text.empty()) {
    take(text, is_space);
    if (!take(text, ';')) return false;
    take(text, is_space);
    if (take(text, is_token) == 0) return false;
    std::string_view value = text;
    take(value, is_space);
    if (!take(value, '=')) continue;
    take(value, is_space);
    if (take(value, '"') ? !take_quoted(value) : take(value, is_token) == 0) return false;
    text = value;
  }
  return true;
}

}  // namespace

ChunkedBody::Step ChunkedBody::read(std::string_view& bytes, std::string& data) {
  auto step = Step::more;
  while (step == Step::more && !bytes.empty()) {
    if (part_ == Part::data) {
      const auto some = bytes.substr(0, left_);
      data += some;
      bytes.remove_prefix(some.size());
      left_ -= some.size();
      if (left_ == 0) part_ = Part::data_cr;
    } else if (part_ == Part::data_cr || part_ == Part::data_lf) {
      step = read_end_of_data(bytes[0]);
      bytes.remove_prefix(1);
    } else {
      step = read_line(bytes, data.size());
    }
  }
  return step;
}

ChunkedBody::Step ChunkedBody::read_end_of_data(char c) {
  if (c != (part_ == Part::data_cr ? '\r' : '\n')) return Step::malformed;
  part_ = part_ == Part::data_cr ? Part::data_lf : Part::size;
  return Step::more;
}

ChunkedBody::Step ChunkedBody::read_line(std::string_view& bytes, std::size_t data_size) {
  const auto some = bytes.substr(0, std::min(bytes.find('\n'), bytes.size() - 1) + 1);
  bytes.remove_prefix(some.size());
  line_ += some;
  if (other_ + line_.size() > most_else_) return Step::too_long;
  std::string_view end = line_;
  take(end, is_text);
  if (end.empty() || end == "\r") return Step::more;
  if (end != "\r\n") return Step::malformed;
  const std::string_view line(line_.data(), line_.size() - end.size());
  const auto step = part_ == Part::size ? read_size(line, data_size) : read_trailer(line);
  line_.clear();
  return step;
}

ChunkedBody::Step ChunkedBody::read_size(std::string_view line, std::size_t data_size) {
  std::uint64_t size = 0;
  const char* const end = line.data() + line.size();
  const auto [rest, error] = std::from_chars(line.data(), end, size, 16);
  const std::string_view extensions(rest, static_cast<std::size_t>(end - rest));
  if (error != std::errc{} || !are_extensions(extensions)) return Step::malformed;
  if (size > most_data_ - data_size) return Step::too_large;
  other_ += extensions.size();
  left_ = size;
  part_ = size == 0 ? Part::trailer : Part::data;
  return Step::more;
}

ChunkedBody::Step ChunkedBody::read_trailer(std::string_view line) {
  if (line.empty()) return Step::done;
  other_ += line.size() + 2;
  return take(line, is_token) != 0 && line.starts_with(':') ? Step::more : Step::malformed;
}

}  // namespace asyncsim::http
