#include "job/job_request.h"

#include <algorithm>
#include <array>

#include "core/random.h"

namespace asyncsim {
namespace {

// A packed request is a varint of flags, then what the flags announce, in this order. What a plain
// submit sends has the low bits, so that its flags fit one byte.
constexpr std::array kTexts{&JobRequest::url,         &JobRequest::query,
                            &JobRequest::country,     &JobRequest::data_format,
                            &JobRequest::webhook_url, &JobRequest::webhook_data};
enum Flag : std::uint32_t {
  // bit i, for i < kTexts.size(): text i is not empty
  method_flag = 1U << 6,  ///< the method is not GET
  json_flag = 1U << 7,
  parsed_flag = 1U << 8,
  debug_flag = 1U << 9,
  units_flag = 1U << 10,  ///< units are not 1
  hook_flag = 1U << 11,   ///< a webhook method was sent
  hook_get_flag = 1U << 12,
};
static_assert(1U << kTexts.size() == method_flag);

const JobRequest& defaults() {
  static const JobRequest request;
  return request;
}

std::uint32_t flags_of(const JobRequest& request) {
  std::uint32_t flags = 0;
  for (std::size_t i = 0; i < kTexts.size(); ++i) {
    if (!(request.*kTexts[i]).empty()) flags |= 1U << i;
  }
  if (request.method != defaults().method) flags |= method_flag;
  if (request.format == ResultFormat::json) flags |= json_flag;
  if (request.parsed) flags |= parsed_flag;
  if (request.debug) flags |= debug_flag;
  if (request.units != defaults().units) flags |= units_flag;
  if (request.webhook_method) flags |= hook_flag;
  if (request.webhook_method == HookMethod::get) flags |= hook_get_flag;
  return flags;
}

void put_number(std::string& packed, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) packed += static_cast<char>(value | 0x80);
  packed += static_cast<char>(value);
}

void put_text(std::string& packed, std::string_view text) {
  put_number(packed, text.size());
  packed += text;
}

std::uint64_t take_number(std::string_view& packed) {
  std::uint64_t value = 0;
  for (int shift = 0; !packed.empty() && shift < 64; shift += 7) {
    const auto byte = static_cast<unsigned char>(packed.front());
    packed.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) break;
  }
  return value;
}

std::string take_text(std::string_view& packed) {
  const auto size = take_number(packed);
  const std::string_view text = packed.substr(0, size);
  packed.remove_prefix(text.size());
  return std::string(text);
}

}  // namespace

std::uint64_t JobRequest::key() const {
  return hash_text(query.empty() ? url : query, hash_text(method));
}

std::string pack(const JobRequest& request) {
  const std::uint32_t flags = flags_of(request);
  std::string packed;
  put_number(packed, flags);
  for (const auto text : kTexts) {
    if (!(request.*text).empty()) put_text(packed, request.*text);
  }
  if (flags & method_flag) put_text(packed, request.method);
  if (flags & units_flag) packed += static_cast<char>(request.units);
  packed.shrink_to_fit();
  return packed;
}

JobRequest unpack(std::string_view packed) {
  JobRequest request;
  const auto flags = static_cast<std::uint32_t>(take_number(packed));
  for (std::size_t i = 0; i < kTexts.size(); ++i) {
    if (flags & 1U << i) request.*kTexts[i] = take_text(packed);
  }
  if (flags & method_flag) request.method = take_text(packed);
  if (flags & json_flag) request.format = ResultFormat::json;
  request.parsed = (flags & parsed_flag) != 0;
  request.debug = (flags & debug_flag) != 0;
  if (flags & units_flag && !packed.empty()) {
    request.units = static_cast<std::uint8_t>(packed.front());
  }
  if (flags & hook_flag) {
    request.webhook_method = flags & hook_get_flag ? HookMethod::get : HookMethod::post;
  }
  return request;
}

}  // namespace asyncsim
