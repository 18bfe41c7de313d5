// The arguments of a control call: a JSON object as the body (of any content type), or the query.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/json.h"
#include "core/result.h"
#include "core/virtual_time.h"
#include "http/request.h"

namespace asyncsim::control {

/// Each reader answers nothing for an argument that is absent, and for one that is wrong: then
/// error() says what, where and what was expected. Ask it once all are read, before acting.
class Arguments {
 public:
  /// `known` are the names that the call takes, besides `account`; others are an error.
  Arguments(const http::Request& request, std::initializer_list<std::string_view> known);
  /// Those of the query, and these fields of a body that says more.
  Arguments(const http::Request& request, const Json& fields,
            std::initializer_list<std::string_view> known);

  const std::optional<Error>& error() const { return error_; }
  bool has(std::string_view name) const { return find(name) != nullptr; }

  std::optional<std::string> text(std::string_view name);
  std::optional<Span> span(std::string_view name);  ///< "48h"
  std::optional<RealSpan> real_span(std::string_view name, std::chrono::seconds longest);
  std::optional<TimePoint> time(std::string_view name);  ///< RFC 3339
  std::optional<double> number(std::string_view name, double lowest, double highest);
  std::optional<std::uint64_t> count(std::string_view name, std::uint64_t least,
                                     std::uint64_t most);
  /// The value itself, whatever it is; nullptr if absent.
  const Json* value(std::string_view name) const { return find(name); }

  /// Notes an error, unless there is one already.
  void fail(std::string_view name, std::string_view expected);
  void fail(Error error);

 private:
  const Json* find(std::string_view name) const;
  /// The first one that is not known ends the reading.
  void take(const std::string& name, const Json& value,
            std::initializer_list<std::string_view> known);

  Json values_ = Json::object();
  std::optional<Error> error_;
};

/// `limit` of a listing: up to 10,000, and 1,000 unless said.
std::uint64_t read_limit(Arguments& arguments);

}  // namespace asyncsim::control
