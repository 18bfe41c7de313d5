#include "http/request.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace asyncsim::http {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// Appends what came from somewhere, with control characters as spaces.
void append_clean(std::string& out, std::string_view text) {
  const auto start = static_cast<std::ptrdiff_t>(out.size());
  out.append(text);
  std::replace_if(out.begin() + start, out.end(), is_control, ' ');
}

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

/// Calls `visit(name, value)`, still encoded, for each parameter until it returns false.
template <class Visit>
void each_parameter(std::string_view target, Visit visit) {
  const auto mark = target.find('?');
  if (mark == target.npos) return;
  std::string_view rest = target.substr(mark + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const auto value = equals == pair.npos ? std::string_view{} : pair.substr(equals + 1);
    if (!visit(pair.substr(0, equals), value)) return;
  }
}

/// Decoded; a bad escape, which the front has refused before, stays as it is.
std::string decode_leniently(std::string_view text) {
  return percent_decode(text, true).value_or(std::string(text));
}

/// RFC 9110's phrases, and RFC 6585's.
constexpr std::pair<unsigned, std::string_view> kReasonPhrases[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {102, "Processing"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
};

std::string_view reason_phrase(unsigned status) {
  const auto* found =
      std::ranges::find(kReasonPhrases, status, &std::pair<unsigned, std::string_view>::first);
  return found != std::end(kReasonPhrases) ? found->second : "Unknown";
}

/// What content-length says.
std::size_t announced_size(const Reply& reply) {
  const auto size = reply.body.size();
  if (reply.fault != ReplyFault::wrong_length) return size;
  return size == 0 ? 1 : size / 2;
}

bool may_have_body(unsigned status) { return status >= 200 && status != 204 && status != 304; }

/// Fields that only the front may write: a second one would make the framing ambiguous.
bool belongs_to_front(std::string_view name) {
  return same_text(name, "content-length") || same_text(name, "transfer-encoding") ||
         same_text(name, "connection") || same_text(name, "date");
}

Reply reply_of(unsigned status, std::string_view content_type, std::string body) {
  Reply reply;
  reply.status = status;
  reply.headers.emplace_back("content-type", content_type);
  reply.body = std::move(body);
  return reply;
}

}  // namespace

std::optional<std::string> Request::query(std::string_view name) const {
  std::optional<std::string> found;
  each_parameter(target, [&](std::string_view key, std::string_view value) {
    if (key != name && decode_leniently(key) != name) return true;
    found = decode_leniently(value);
    return false;
  });
  return found;
}

std::vector<std::pair<std::string, std::string>> Request::query_parameters() const {
  std::vector<std::pair<std::string, std::string>> parameters;
  each_parameter(target, [&](std::string_view key, std::string_view value) {
    parameters.emplace_back(decode_leniently(key), decode_leniently(value));
    return true;
  });
  return parameters;
}

std::optional<std::string_view> Request::header(std::string_view name) const {
  for (const Field& field : fields) {
    if (same_text(field.name, name)) return field.value;
  }
  return std::nullopt;
}

Reply text_reply(unsigned status, std::string body) {
  return reply_of(status, "text/plain; charset=utf-8", std::move(body));
}

Reply json_reply(unsigned status, std::string json) {
  return reply_of(status, "application/json", std::move(json));
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  append_clean(out, name);
  out += ": ";
  append_clean(out, value);
  out += "\r\n";
}

void write_reply(std::string& out, const Reply& reply, std::string_view date, bool keep_alive,
                 bool head_only) {
  out += "HTTP/1.1 ";
  append_number(out, reply.status);
  out += ' ';
  out += reason_phrase(reply.status);
  out += "\r\n";
  for (const auto& [name, value] : reply.headers) {
    if (!belongs_to_front(name)) append_field(out, name, value);
  }
  const bool has_body = may_have_body(reply.status);
  if (has_body) {
    out += "content-length: ";
    append_number(out, announced_size(reply));
    out += "\r\n";
  }
  if (!date.empty()) {
    out += "date: ";
    out += date;
    out += "\r\n";
  }
  out += keep_alive ? "connection: keep-alive\r\n\r\n" : "connection: close\r\n\r\n";
  if (has_body && !head_only) out += reply.body;
}

}  // namespace asyncsim::http
