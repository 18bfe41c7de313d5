// Checks the fields of a JSON body and words what is wrong as Joi does: the validator whose types
// and sentences the vendor's answers show.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/json.h"
#include "http/vendor/errors.h"

namespace asyncsim::vendor {

/// What is wrong with a body: all of it, not only the first.
class Faults {
 public:
  /// `path` is a JSON array of keys and indexes; `sentence` follows the quoted label; `value`
  /// (nullptr: absent) is echoed, cut to 100 characters; `context` adds what the type has of its
  /// own.
  void add(const Json& path, std::string_view type, std::string_view sentence, const Json* value,
           Json context = Json::object());
  /// What to do instead, in ASCII; the first one is kept.
  void hint(std::string text);

  bool none() const { return details_.empty(); }
  /// 400 {"error":"Request validation failed","error_code":"validation","details":[...]}
  VendorError error() const;

 private:
  Json details_ = Json::array();
  std::string hint_;
};

/// A place in the body and what stands there, perhaps nothing. Every check notes its fault and
/// then, as for an absent field, answers nothing: absence alone is no fault, see required().
class Field {
 public:
  Field(const Json& body, Faults& faults) : value_(&body), faults_(&faults) {}

  /// The member of an object; absent if this is no object.
  Field operator[](std::string_view key) const;
  /// The element of an array; it must exist.
  Field operator[](std::size_t index) const;

  bool present() const { return value_ != nullptr; }
  bool is_null() const { return present() && value_->is_null(); }
  const Json& value() const { return *value_; }

  bool required() const;  ///< any.required
  bool is_object() const;
  bool is_array_of(std::size_t length) const;
  std::optional<bool> boolean() const;
  /// Not empty, at most `longest` characters.
  std::optional<std::string> text(std::size_t longest) const;
  /// The same, ASCII letters only; `pattern` is what the fault shows.
  std::optional<std::string> letters(std::size_t longest, std::string_view pattern) const;
  /// An absolute http or https URI. `type` and `sentence` are for one that is none.
  std::optional<std::string> uri(std::size_t longest, std::string_view type,
                                 std::string_view sentence) const;
  /// An integer or its decimal text.
  std::optional<std::int64_t> integer(std::int64_t lowest, std::int64_t highest) const;
  /// The position of the text among `valids`.
  std::optional<std::size_t> one_of(std::initializer_list<std::string_view> valids) const;
  /// Any JSON as compact text of at most `most` bytes.
  std::optional<std::string> json(std::size_t most) const;

  void fault(std::string_view type, std::string_view sentence, Json context = Json::object()) const;

 private:
  Field(const Field& parent, const Json* value, Json step);

  const Json* value_;
  Faults* faults_;
  Json path_ = Json::array();
};

}  // namespace asyncsim::vendor
