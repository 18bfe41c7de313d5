#include "core/json_builder.h"

#include <algorithm>
#include <utility>

#include "core/json_text.h"

namespace asyncsim {
namespace {

constexpr std::size_t kFewKeys = 16;  // up to which a plain search finds a duplicate sooner
constexpr std::size_t kLongestPointer = 256;
constexpr std::size_t kMostLines = 100'000;
constexpr int kOverflow = 406;  // the parser's number for a float out of range

/// The parser's sentence without its own place and without the token, which may be long or binary.
std::string reason(std::string_view what) {
  if (const auto place = what.find(": "); place != what.npos) what.remove_prefix(place + 2);
  return std::string(what.substr(0, what.find("; last read:")));
}

}  // namespace

bool JsonBuilder::null() { return place(nullptr), true; }
bool JsonBuilder::boolean(bool value) { return place(value), true; }
bool JsonBuilder::number_integer(std::int64_t value) { return place(value), true; }
bool JsonBuilder::number_unsigned(std::uint64_t value) { return place(value), true; }
bool JsonBuilder::number_float(double value, const std::string&) { return place(value), true; }
bool JsonBuilder::string(std::string& value) { return place(std::move(value)), true; }
bool JsonBuilder::binary(Json::binary_t&) { return refuse("binary data is not JSON text"); }
bool JsonBuilder::start_object(std::size_t) { return open(Json::object()); }
bool JsonBuilder::end_object() { return close(); }
bool JsonBuilder::start_array(std::size_t) { return open(Json::array()); }
bool JsonBuilder::end_array() { return close(); }

bool JsonBuilder::key(std::string& key) {
  if (!is_new(open_.back(), key)) {
    return refuse("the key " + excerpt(key) + " appears twice in one object");
  }
  if (open_.back().container->size() >= most_members_) {
    return refuse("an object has more than " + std::to_string(most_members_) + " members");
  }
  key_ = std::move(key);
  return true;
}

bool JsonBuilder::parse_error(std::size_t position, const std::string& token,
                              const nlohmann::detail::exception& error) {
  const bool overflow = error.id == kOverflow;
  const std::size_t last_read = position == 0 ? 0 : position - 1;
  fault_ = fault_at(text_, last_read,
                    overflow ? "the number " + token.substr(0, 40) + " is beyond a double's range"
                             : reason(error.what()));
  return false;
}

Json& JsonBuilder::place(Json value) {
  Json* placed = &root_;
  if (open_.empty()) {
    root_ = std::move(value);
  } else {
    const Open& parent = open_.back();
    if (lines_) pointer_.resize(parent.pointer_size);
    if (parent.container->is_array()) {
      auto& elements = parent.container->get_ref<Json::array_t&>();
      if (lines_) pointer_ += '/' + std::to_string(elements.size());
      placed = &elements.emplace_back(std::move(value));
    } else {
      if (lines_) pointer_ += pointer_token(key_);
      // The map's own insertion would search all its keys once more.
      Json::object_t::Container& members = parent.container->get_ref<Json::object_t&>();
      placed = &members.emplace_back(std::move(key_), std::move(value)).second;
    }
  }
  if (lines_) note_line();
  return *placed;
}

bool JsonBuilder::open(Json container) {
  if (open_.size() == kMaxJsonDepth) {
    return refuse("nested deeper than " + std::to_string(kMaxJsonDepth) + " levels");
  }
  // A parent gets no new element while its last one is open, so the pointer stays good.
  Json& placed = place(std::move(container));
  open_.push_back({&placed, pointer_.size()});
  return true;
}

bool JsonBuilder::close() {
  open_.pop_back();
  return true;
}

bool JsonBuilder::is_new(Open& object, const std::string& key) {
  const auto& members = object.container->get_ref<const Json::object_t&>();
  if (members.size() < kFewKeys) return members.find(key) == members.end();
  if (object.keys.empty()) {
    for (const auto& member : members) object.keys.insert(member.first);
  }
  return object.keys.insert(key).second;
}

void JsonBuilder::note_line() {
  // The last character read is the value's own or, behind a number, the one that ended it: up to
  // there no line ends that the value does not begin after, since no value but a container's
  // opening bracket spans lines.
  const auto read = static_cast<std::size_t>(reached_ - text_.data());
  const std::size_t end = std::max(counted_, read == 0 ? 0 : read - 1);
  line_ += static_cast<int>(std::count(text_.data() + counted_, text_.data() + end, '\n'));
  counted_ = end;
  if (pointer_.size() <= kLongestPointer && lines_->size() < kMostLines) {
    lines_->insert_or_assign(pointer_, line_);
  }
}

bool JsonBuilder::refuse(std::string message) {
  const auto read = static_cast<std::size_t>(reached_ - text_.data());
  fault_ = fault_at(text_, read == 0 ? 0 : read - 1, std::move(message));
  return false;
}

}  // namespace asyncsim
