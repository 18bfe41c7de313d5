// What happened, as a record of a few words; its line of text is made when somebody reads it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/json.h"
#include "core/virtual_time.h"
#include "job/job.h"
#include "job/response_id.h"
#include "job/zone_table.h"
#include "scenario/happening.h"

namespace asyncsim {

/// Which of the vendor's calls; `account`: of the account itself.
enum class VendorCall : std::uint8_t { submit, poll, request, account };

/// What a read heard.
enum class Heard : std::uint8_t { pending, ready, failed, expired, unknown, too_early };
std::string_view name_of(Heard heard);

/// A journal entry holds virtual facts only: no addresses, no wall time, so that the same sequence
/// of inputs gives the same bytes. Fields that a happening does not use stay 0:
///   submitted, requested: text is the target's url; requested: number, how many ms it takes
///   refused: text is the code
///   polled: word is what it heard; count: 1 if it is the first to get the result; number: so many
///     of the client's ms earlier than documented, 0: it was not; of too_early, count: seconds to
///     wait; of an unknown id, text: its beginning
///   expired: word is the state it expired in, count: whether it was collected
///   delayed: number is by how many ms
///   webhook_sent, webhook_ended: number is the delivery, count the attempt, status its answer
///   webhook_fault: number is the delivery, word what goes wrong
///   ruled: text has the rules' names; timeline: the entry's, count 1 when it ends
///   inbox_received: text is the inbox
struct Entry {
  TimePoint at{};
  TimePoint submitted{};  ///< of the job: its id is made from it
  JobOrdinal job = kNoJob;
  std::uint64_t number = 0;
  std::uint32_t count = 0;
  std::uint16_t status = 0;
  ZoneIndex zone = 0;
  Happening happening = Happening::submitted;
  std::uint8_t word = 0;    ///< a FailCode, Heard, AttemptEnd, VendorCall, JobState ...
  std::string_view text{};  ///< valid during the call that it came with

  static constexpr JobOrdinal kNoJob = ~JobOrdinal{0};
};

/// What a reader needs to turn an entry into a line.
struct EntryContext {
  std::string_view account;  ///< handle
  const ResponseIds& ids;
  const ZoneTable& zones;
};

/// What its line says.
Json entry_json(std::uint64_t number, const Entry& entry, const EntryContext& context);
/// One line of JSON without the newline: {"n":1,"at":"…","account":"acct_…","event":"submitted",…}.
std::string print_entry(std::uint64_t number, const Entry& entry, const EntryContext& context);

}  // namespace asyncsim
