#include "http/vendor/result_reply.h"

#include <string>

#include "core/json.h"
#include "http/vendor/errors.h"

namespace asyncsim::vendor {
namespace {

http::Reply reply_with(std::string_view content_type, std::string body) {
  http::Reply reply;
  reply.with("content-type", std::string(content_type));
  reply.body = std::move(body);
  return reply;
}

http::Reply envelope(int status_code, Json headers, std::string_view body) {
  Json json;
  json["status_code"] = status_code;
  json["headers"] = std::move(headers);
  json["body"] = body;
  return reply_with(kJsonType, print_json(json));
}

http::Reply failed_reply(const Job& job, const Knobs& knobs) {
  const std::string sentence(sentence_of(job.failure));
  const std::string code(name_of(job.failure));
  const int status = status_of(job.failure);
  const auto shape = knobs.get<FailureShape>();
  if (job.request.format == ResultFormat::json || shape == FailureShape::envelope) {
    return envelope(status, Json::object({{"x-brd-error", sentence}, {"x-brd-error-code", code}}),
                    "");
  }
  auto reply = reply_with(kTextType, "");
  if (shape == FailureShape::status) reply.status = static_cast<unsigned>(status);
  reply.with("x-brd-status-code", std::to_string(status));
  reply.with("x-brd-error", sentence);
  reply.with("x-brd-error-code", code);
  return reply;
}

/// The answer of a sync call, not the read of a job.
bool is_sync(const Job& job) { return job.id.empty(); }

bool is_enveloped(const Job& job, const Knobs& knobs) {
  if (job.request.parsed && !is_sync(job)) return false;
  const bool unlocker = job.zone && job.zone->product == Product::unlocker;
  return job.request.format == ResultFormat::json ||
         (unlocker && knobs.get<ResultShape>() == ResultShape::envelope);
}

http::Reply ready_reply(const Job& job, const Page& page, const Knobs& knobs) {
  if (is_enveloped(job, knobs)) {
    return envelope(page.status, Json::object({{"content-type", page.content_type}}), page.body);
  }
  auto reply = reply_with(page.content_type, page.body);
  if (page.status != 200) reply.with("x-brd-status-code", std::to_string(page.status));
  return reply;
}

/// The vendor does not document this header's text; key=value pairs is what it looks like.
std::string debug_text(const Job& job, std::size_t bytes) {
  const auto took = job.ready ? (*job.ready - job.submitted).count() : 0;
  const auto& country = job.request.country;
  const std::string id = is_sync(job) ? "" : "req_id=" + job.id + "; ";
  return id + "zone=" + (job.zone ? job.zone->name : "") +
         "; country=" + (country.empty() ? "any" : country) + "; bytes=" + std::to_string(bytes) +
         "; total_ms=" + std::to_string(took);
}

}  // namespace

http::Reply pending_reply(const Knobs& knobs) {
  const std::string text = "Request is pending";
  auto reply = reply_with(kTextType, text);
  reply.status = 202;
  switch (knobs.get<PendingAnswer>()) {
    case PendingAnswer::text:
      break;
    case PendingAnswer::quoted:
      reply.body = '"' + text + '"';
      break;
    case PendingAnswer::empty:
      reply.body.clear();
      break;
    case PendingAnswer::no_content:
      reply.status = 204;
      reply.body.clear();
      break;
    case PendingAnswer::processing:
      reply.status = 102;  // an interim answer to whoever knows HTTP: only the close ends it
      reply.body.clear();
      reply.close = true;
      break;
  }
  return reply;
}

http::Reply result_reply(const Job& job, const Page& page, const Knobs& knobs) {
  auto reply =
      job.state == JobState::failed ? failed_reply(job, knobs) : ready_reply(job, page, knobs);
  if (job.request.debug) reply.with("x-brd-debug", debug_text(job, reply.body.size()));
  return reply;
}

}  // namespace asyncsim::vendor
