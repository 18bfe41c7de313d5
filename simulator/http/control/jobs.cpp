#include "core/time_text.h"
#include "http/control/answer.h"
#include "http/control/handlers.h"
#include "http/control/job_filter.h"
#include "http/control/job_json.h"
#include "pacer/real_time.h"

namespace asyncsim::control {
namespace {

using http::Call;
using http::error_reply;
using http::Reply;

struct Page {
  std::vector<Job> jobs;
  bool more = false;
};

Page read_page(const World& world, const JobFilter& filter, JobOrdinal from, std::size_t limit) {
  Page page;
  world.jobs().each(from, [&](JobOrdinal ordinal, const JobRecord& record) {
    if (!filter.fits(world, record)) return true;
    page.more = page.jobs.size() == limit;
    if (!page.more) page.jobs.push_back(world.job(ordinal, record));
    return !page.more;
  });
  return page;
}

Json fate_json(const Fate& fate) {
  return {{"service", fate.service ? Json(format_span(*fate.service)) : Json()},
          {"outcome", fate.failure == FailCode::none ? "ready" : name_of(fate.failure)}};
}

/// One job in full; `gone` when it fell out of memory meanwhile.
Result<Json> full_job(World& world, JobOrdinal ordinal) {
  const JobRecord* record = world.jobs().find(ordinal);
  if (!record) return Error{ErrorKind::gone, "the job has expired and is forgotten"};
  Json json = job_json(world.job(ordinal, *record));
  json["fate"] = fate_json(world.fate(*record));
  json["explain"] = world.explain(*record, world.turn_of(ordinal));
  return json;
}

bool has_reached(const JobRecord* record, std::string_view state) {
  if (!record) return true;
  if (state == "ended") return record->state != JobState::pending;
  return name_of(record->state) == state;
}

}  // namespace

Json job_json(const Job& job) {
  return {{"id", job.id},
          {"zone", job.zone->name},
          {"url", job.request.url},
          {"state", name_of(job.state)},
          {"submitted", format_time(job.submitted)},
          {"ready", time_json(job.ready)},
          {"expires", format_time(job.expires)},
          {"collected", time_json(job.collected)},
          {"polls", job.polls},
          {"attempts", job.attempts}};
}

Reply list_jobs(Call& call) {
  Arguments arguments(call.request, {"state", "zone", "limit", "after"});
  const JobFilter filter = read_filter(arguments);
  const auto limit = read_limit(arguments);
  const auto after = arguments.text("after");
  if (arguments.error()) return error_reply(*arguments.error());
  const auto account = account_of(call, Touch::read);
  if (!account) return error_reply(account.error());

  const auto page = (*account)->read(call.now(), [&](World& world) -> Result<Page> {
    JobOrdinal from = 0;
    if (after) {
      const auto parts = world.ids().read(*after);
      if (!parts) return invalid("after: no job of this account has that id");
      from = parts->job + 1;
    }
    return read_page(world, filter, from, static_cast<std::size_t>(limit));
  });
  if (!page) return error_reply(page.error());
  Json jobs = Json::array();
  for (const Job& job : page->jobs) jobs.push_back(job_json(job));
  const Json next = page->more && !page->jobs.empty() ? Json(page->jobs.back().id) : Json();
  return answer(call, **account, {{"jobs", std::move(jobs)}, {"next", next}});
}

Reply get_job(Call& call) {
  Arguments arguments(call.request, {"until", "wait"});
  const auto until = arguments.text("until").value_or("ended");
  const auto wait = arguments.real_span("wait", kLongestWait);
  constexpr std::string_view kStates[] = {"ended", "ready", "failed", "expired"};
  if (std::ranges::find(kStates, until) == std::end(kStates)) {
    arguments.fail("until", "ended, ready, failed or expired");
  }
  if (arguments.error()) return error_reply(*arguments.error());
  const auto account = account_of(call, Touch::read);
  if (!account) return error_reply(account.error());

  const auto ordinal =
      (*account)->read(call.now(), [&](World& world) { return world.find_job(call.captured[0]); });
  if (!ordinal) return error_reply(ordinal.error());
  if (wait) {
    const auto waited = (*account)->wait(call.now() + wait->value, call.now(), [&](World& world) {
      return has_reached(world.jobs().find(*ordinal), until);
    });
    if (waited == Account::Waited::gone) return error_reply(epoch_over());
  }
  const auto json =
      (*account)->read(real_now(), [&](World& world) { return full_job(world, *ordinal); });
  if (!json) return error_reply(json.error());
  return answer(call, **account, *json);
}

}  // namespace asyncsim::control
