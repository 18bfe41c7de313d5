#include "report/finding.h"

#include <array>

namespace asyncsim {
namespace {

constexpr std::array<FindingRow, kFindings> kRows{{
    {"never-collected", Severity::error,
     "results were paid for and never fetched before they expired",
     "fetch each result within 48 hours of its submit; keep the ids where a restart finds them"},
    {"polled-in-vain", Severity::error, "an id that is answered 404 or another 4xx was polled on",
     "stop at the first 4xx and report it: such an id never comes back"},
    {"took-202-for-result", Severity::error, "the pending answer was taken for the result",
     "a result is a 200; on 202 wait and ask again"},
    {"submitted-again", Severity::error,
     "a request was submitted again while the first was pending",
     "wait for the first one, or for its webhook: each submit is billed"},
    {"gave-up", Severity::error,
     "a job was given up before it was ready, and nobody came back for it",
     "keep its id and come back: at peak hours a job takes up to 8 hours"},
    {"polled-too-fast", Severity::warning, "polls came faster than documented",
     "wait 20 s after the submit, then 10 s, then 5 s between polls"},
    {"no-back-off", Severity::warning, "calls went on after a 429, before its Retry-After was over",
     "wait as long as Retry-After says"},
    {"polled-after-result", Severity::warning, "a result that was had already was fetched again",
     "keep the result of the first read"},
    {"unknown-ids", Severity::warning, "ids were read that this account never issued",
     "store the id that the submit answers, whole"},
    {"receiver-failing", Severity::warning, "the receiver of webhooks failed, or answered no 2xx",
     "answer 2xx at once and do the work afterwards"},
    {"receiver-slow", Severity::warning, "the receiver of webhooks took more than half of its time",
     "answer 2xx at once and do the work afterwards"},
    {"polled-before-webhook", Severity::warning, "a job with a webhook was polled for as well",
     "wait for the webhook; poll only when it is overdue"},
    {"webhook-handled-twice", Severity::warning, "a webhook that came again was acted on again",
     "remember the ids that were handled: webhooks may come twice"},
    {"connection-per-request", Severity::info,
     "nearly every request opened a connection of its own",
     "keep connections open, with a session or an agent"},
    {"sequential-submits", Severity::info, "submits waited for each other",
     "submit concurrently: 10,000 a minute are possible"},
    {"waited-for-each", Severity::info, "each job was waited for before the next was submitted",
     "submit all, then collect; for answers within seconds the sync API is meant"},
    {"never-heard-202", Severity::info,
     "no poll ever heard 202, so the waiting loop was not tested",
     "let time pass by `--clock polls`, `--warp` or advance, or make jobs slower"},
}};

}  // namespace

std::string_view name_of(Severity severity) {
  constexpr std::string_view kNames[]{"info", "warning", "error"};
  return kNames[static_cast<std::size_t>(severity)];
}

const FindingRow& row_of(FindingId finding) { return kRows[static_cast<std::size_t>(finding)]; }

}  // namespace asyncsim
