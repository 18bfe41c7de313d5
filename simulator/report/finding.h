// What a client did that it should not have done, or could do better: the words of the verdict.
// Ids are stable: tests and people's CI rely on them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asyncsim {

enum class Severity : std::uint8_t { info, warning, error };
std::string_view name_of(Severity severity);

enum class FindingId : std::uint8_t {
  // errors: results or money are lost
  never_collected,
  polled_in_vain,
  took_202_for_result,
  submitted_again,
  gave_up,
  // warnings: the vendor would limit it, or it works by luck
  polled_too_fast,
  no_back_off,
  polled_after_result,
  unknown_ids,
  receiver_failing,
  receiver_slow,
  polled_before_webhook,
  webhook_handled_twice,
  // info: it could be cheaper or quicker
  connection_per_request,
  sequential_submits,
  waited_for_each,
  never_heard_202,
};
inline constexpr std::size_t kFindings = static_cast<std::size_t>(FindingId::never_heard_202) + 1;

/// One line of the table of findings.
struct FindingRow {
  std::string_view id;  ///< "never-collected"
  Severity severity;
  std::string_view about;    ///< what is wrong with it, one sentence
  std::string_view instead;  ///< what to do instead, one sentence
};
const FindingRow& row_of(FindingId finding);

/// What was found of one kind in one account.
struct Finding {
  static constexpr std::size_t kExamples = 3;

  FindingId what = FindingId::never_collected;
  std::uint64_t count = 0;
  std::vector<std::string> examples{};  ///< the first of them, a sentence each
  std::optional<double> cost_usd{};     ///< what it cost, where that is known
};

/// What could not be judged, and why: "polled-too-fast: the clock stood".
struct NotJudged {
  FindingId what = FindingId::never_collected;
  std::string why;
};

}  // namespace asyncsim
