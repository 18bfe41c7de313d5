// A value, or the error that took its place.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace asyncsim {

/// Kinds of error. One place, http/errors, maps them to the wire.
enum class ErrorKind {
  invalid,       ///< the caller's input is wrong (400)
  unauthorized,  ///< no or bad key (401)
  forbidden,     ///< understood and refused (403)
  not_found,     ///< names nothing (404)
  conflict,      ///< right input, wrong moment (409)
  gone,          ///< it was there; its epoch is over (410)
  too_many,      ///< a limit of the caller's (429)
  unavailable,   ///< a limit of ours (503)
};

struct Error {
  ErrorKind kind = ErrorKind::invalid;
  std::string message;           ///< what was wrong and where
  std::string hint{};            ///< what to do instead; may be empty
  std::int64_t retry_after = 0;  ///< seconds of the caller's after which it may do; 0: not said
};

inline Error invalid(std::string message, std::string hint = {}) {
  return {ErrorKind::invalid, std::move(message), std::move(hint), 0};
}
inline Error not_found(std::string message, std::string hint = {}) {
  return {ErrorKind::not_found, std::move(message), std::move(hint), 0};
}
inline Error conflict(std::string message, std::string hint = {}) {
  return {ErrorKind::conflict, std::move(message), std::move(hint), 0};
}

/// A T or an Error. `value()` and `error()` require that the right one is asked for.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return ok(); }
  bool ok() const { return state_.index() == 0; }

  const T& value() const& { return std::get<0>(state_); }
  T& value() & { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

/// The result of something that yields nothing but may fail.
using Outcome = Result<std::monostate>;
inline Outcome success() { return std::monostate{}; }

}  // namespace asyncsim
