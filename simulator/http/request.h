// A request and a reply as plain values: what handlers see of HTTP. No socket is needed to make
// one.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ascii.h"
#include "core/percent.h"
#include "core/virtual_time.h"
#include "fault/reply_fault.h"

namespace asyncsim::http {

struct Field {
  std::string_view name, value;
};

/// Views into the connection's buffer: valid while the handler runs, no longer.
struct Request {
  std::string_view method;  ///< "GET"; case-sensitive, as sent
  std::string_view target;  ///< origin form as sent: path and query, percent-encoded
  std::vector<Field> fields;
  std::string_view body;
  RealTime received{};  ///< when its head was complete
  /// Whether nothing was answered on its connection before; nothing: that is not known.
  std::optional<bool> first_on_connection{};

  std::string_view path() const { return target.substr(0, target.find('?')); }
  /// The first query parameter of that name, percent-decoded ('+' is a space); nothing if absent.
  std::optional<std::string> query(std::string_view name) const;
  /// All query parameters in order, decoded.
  std::vector<std::pair<std::string, std::string>> query_parameters() const;
  /// The value of the first header field of that name, in any case; nothing if absent.
  std::optional<std::string_view> header(std::string_view name) const;
};

struct Reply {
  unsigned status = 200;
  /// Lower-case names. content-length, date and connection are the front's; content-type is here.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool close = false;  ///< close the connection after this reply
  /// But for dripping its head says what it would without: `connection` too.
  ReplyFault fault = ReplyFault::none;
  /// If given: the reply is written once it answers nothing. Else it says when to ask again; since
  /// that may change, whoever carries it out asks every so often.
  std::function<std::optional<RealTime>(RealTime now)> held;
  /// Called exactly once: when the reply, or what a fault leaves of it, is written, or its
  /// connection is gone.
  std::function<void()> after_written;

  Reply& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

Reply text_reply(unsigned status, std::string body);
Reply json_reply(unsigned status, std::string json);

/// "name: value" and its line end. The one place where headers leave: control characters in a name
/// or value (CR, LF, NUL ...) become spaces, so that nothing can split a message.
void append_field(std::string& out, std::string_view name, std::string_view value);

/// The bytes of a reply for an HTTP/1.1 connection. Framing is the front's: content-length,
/// transfer-encoding, connection and date among the reply's headers are left out.
/// `head_only`: the reply to HEAD, with the content-length of the body it does not send.
/// `date` is an IMF-fixdate; none if empty. Of a fault only wrong_length shows. 1xx, 204 and 304
/// carry neither body nor content-length.
void write_reply(std::string& out, const Reply& reply, std::string_view date, bool keep_alive,
                 bool head_only);

}  // namespace asyncsim::http
