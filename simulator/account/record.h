// A recorded sequence of inputs, one JSON line each: what --record writes and replay reads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "account/inputs.h"
#include "core/result.h"
#include "scenario/scenario.h"

namespace asyncsim {

/// Where in an account's life a line belongs: its virtual time, and how many events had run.
struct RecordStamp {
  std::string account;  ///< handle
  TimePoint at{};
  std::uint64_t events_run = 0;
  bool operator==(const RecordStamp&) const = default;
};

/// An account's first touch, the inputs that followed, and how far it came in the end.
struct RecordOpening {
  std::shared_ptr<const Scenario> scenario;
};
struct RecordEnd {};

struct RecordLine {
  RecordStamp stamp;
  std::variant<RecordOpening, Input, RecordEnd> what;
};

std::string print_opening(const RecordStamp& stamp, const Scenario& scenario);
std::string print_input(const RecordStamp& stamp, const Input& input);
std::string print_end(const RecordStamp& stamp);

/// Reads one line; the error says what is wrong with it.
Result<RecordLine> read_record_line(std::string_view line);

}  // namespace asyncsim
