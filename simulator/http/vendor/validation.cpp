#include "http/vendor/validation.h"

#include <algorithm>

#include "core/ascii.h"
#include "http/vendor/http_uri.h"
#include "http/vendor/search_query.h"
#include "http/vendor/utf8.h"

namespace asyncsim::vendor {
namespace {

constexpr std::size_t kEchoedCharacters = 100;

/// Long values are echoed as the beginning of their text.
Json echo(const Json& value) {
  if (value.is_string()) {
    return first_characters(value.get_ref<const std::string&>(), kEchoedCharacters);
  }
  if (!value.is_structured()) return value;
  const auto text = print_json(value);
  if (count_characters(text) <= kEchoedCharacters) return value;
  return first_characters(text, kEchoedCharacters);
}

/// ["multi",0,"keyword"] is multi[0].keyword; the body itself is "value".
std::string label_of(const Json& path) {
  if (path.empty()) return "value";
  std::string label;
  for (const Json& step : path) {
    if (step.is_number()) {
      label += "[" + print_json(step) + "]";
    } else {
      label += (label.empty() ? "" : ".") + step.get<std::string>();
    }
  }
  return label;
}

}  // namespace

void Faults::add(const Json& path, std::string_view type, std::string_view sentence,
                 const Json* value, Json context) {
  const auto label = label_of(path);
  context["label"] = label;
  if (!path.empty()) context["key"] = path.back();
  if (value != nullptr) context["value"] = echo(*value);
  Json detail;
  detail["message"] = "\"" + label + "\" " + std::string(sentence);
  detail["path"] = path;
  detail["type"] = type;
  detail["context"] = std::move(context);
  details_.push_back(std::move(detail));
}

void Faults::hint(std::string text) {
  if (hint_.empty()) hint_ = std::move(text);
}

VendorError Faults::error() const {
  Json body;
  body["error"] = "Request validation failed";
  body["error_code"] = "validation";
  body["details"] = details_;
  return {400, "validation", std::string(kJsonType), print_json(body), hint_};
}

Field::Field(const Field& parent, const Json* value, Json step)
    : value_(value), faults_(parent.faults_), path_(parent.path_) {
  path_.push_back(std::move(step));
}

Field Field::operator[](std::string_view key) const {
  const Json* member = nullptr;
  if (present() && value_->is_object()) {
    const auto found = value_->find(std::string(key));
    if (found != value_->end()) member = &*found;
  }
  return {*this, member, std::string(key)};
}

Field Field::operator[](std::size_t index) const { return {*this, &value_->at(index), index}; }

void Field::fault(std::string_view type, std::string_view sentence, Json context) const {
  faults_->add(path_, type, sentence, value_, std::move(context));
}

bool Field::required() const {
  if (!present()) fault("any.required", "is required");
  return present();
}

bool Field::is_object() const {
  if (!present() || value_->is_object()) return present();
  fault("object.base", "must be of type object");
  return false;
}

bool Field::is_array_of(std::size_t length) const {
  if (!present()) return false;
  if (!value_->is_array()) {
    fault("array.base", "must be an array");
    return false;
  }
  if (value_->size() == length) return true;
  fault("array.length", "must contain " + std::to_string(length) + " items", {{"limit", length}});
  return false;
}

std::optional<bool> Field::boolean() const {
  if (!present()) return std::nullopt;
  if (value_->is_boolean()) return value_->get<bool>();
  fault("boolean.base", "must be a boolean");
  return std::nullopt;
}

std::optional<std::string> Field::text(std::size_t longest) const {
  if (!present()) return std::nullopt;
  if (!value_->is_string()) {
    fault("string.base", "must be a string");
    return std::nullopt;
  }
  const auto& text = value_->get_ref<const std::string&>();
  if (text.empty()) {
    fault("string.empty", "is not allowed to be empty");
    return std::nullopt;
  }
  if (count_characters(text) <= longest) return text;
  const auto limit = std::to_string(longest);
  fault("string.max", "length must be less than or equal to " + limit + " characters long",
        {{"limit", longest}});
  return std::nullopt;
}

std::optional<std::string> Field::letters(std::size_t longest, std::string_view pattern) const {
  auto read = text(longest);
  if (!read || std::all_of(read->begin(), read->end(), is_letter)) return read;
  fault("string.pattern.base",
        "with value \"" + first_characters(*read, kEchoedCharacters) +
            "\" fails to match the required pattern: " + std::string(pattern),
        {{"regex", Json::object()}});
  return std::nullopt;
}

std::optional<std::string> Field::uri(std::size_t longest, std::string_view type,
                                      std::string_view sentence) const {
  auto read = text(longest);
  if (!read) return std::nullopt;
  const auto why = uri_fault(*read);
  if (!why) return read;
  fault(type, sentence);
  faults_->hint(label_of(path_) + ": " + *why);
  return std::nullopt;
}

std::optional<std::int64_t> Field::integer(std::int64_t lowest, std::int64_t highest) const {
  if (!present()) return std::nullopt;
  const auto number = whole_number(*value_);
  if (!number) {
    if (value_->is_number()) {
      fault("number.integer", "must be an integer");
    } else {
      fault("number.base", "must be a number");
    }
    return std::nullopt;
  }
  if (*number < lowest) {
    fault("number.min", "must be greater than or equal to " + std::to_string(lowest),
          {{"limit", lowest}});
    return std::nullopt;
  }
  if (*number <= highest) return number;
  fault("number.max", "must be less than or equal to " + std::to_string(highest),
        {{"limit", highest}});
  return std::nullopt;
}

std::optional<std::size_t> Field::one_of(std::initializer_list<std::string_view> valids) const {
  if (!present()) return std::nullopt;
  Json list = Json::array();
  std::string names;
  for (const auto valid : valids) {
    if (value_->is_string() && value_->get_ref<const std::string&>() == valid) return list.size();
    list.push_back(valid);
    names += (names.empty() ? "" : ", ") + std::string(valid);
  }
  fault("any.only", "must be one of [" + names + "]", {{"valids", std::move(list)}});
  return std::nullopt;
}

std::optional<std::string> Field::json(std::size_t most) const {
  if (!present()) return std::nullopt;
  auto text = print_json(*value_);
  if (text.size() <= most) return text;
  fault("binary.max", "must be less than or equal to " + std::to_string(most) + " bytes",
        {{"limit", most}});
  return std::nullopt;
}

}  // namespace asyncsim::vendor
