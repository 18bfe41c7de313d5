// What happened, as a record of a few words; its line of text is made when somebody reads it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/virtual_time.h"
#include "job/job.h"
#include "job/response_id.h"
#include "job/zone_table.h"

namespace asyncsim {

enum class Happening : std::uint8_t {
  submitted,  ///< text: the target url
  refused,    ///< a vendor call that reached no job; text: code
  polled,  ///< a read; `answer` says what it heard; count: 1 if it is the first to get the result;
           ///< number: so many of the client's ms earlier than documented, 0: it did not; of
           ///< too_early, count: seconds to wait; of an unknown id, text: its beginning
  completed,  ///< ready or failed
  expired,    ///< `answer` holds the state it expired in
  held,
  released,
  delayed,        ///< number: by how many ms
  webhook_sent,   ///< number: delivery, count: attempt
  webhook_ended,  ///< the same attempt's end; status
  webhook_cancelled,
  webhook_fault,   ///< something goes wrong with a delivery on purpose; number: which
  ruled,           ///< rules hold for a call or a job; text: their names
  timeline,        ///< text: the entry; count: 1 when it ends
  inbox_received,  ///< text: the inbox
  requested,       ///< a sync call; text: the target url, number: how many ms it takes
};
std::string_view name_of(Happening happening);

/// Which of the vendor's calls; `account`: of the account itself.
enum class VendorCall : std::uint8_t { submit, poll, request, account };

/// What a read heard.
enum class Heard : std::uint8_t { pending, ready, failed, expired, unknown, too_early };
std::string_view name_of(Heard heard);

/// A journal entry holds virtual facts only: no addresses, no wall time, so that the same sequence
/// of inputs gives the same bytes. Fields that a happening does not use stay 0.
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

/// One line of JSON without the newline: {"n":1,"at":"…","account":"acct_…","event":"submitted",…}.
std::string print_entry(std::uint64_t number, const Entry& entry, const EntryContext& context);

}  // namespace asyncsim
