#include "report/event_condition.h"

#include <algorithm>

#include "fault/rule.h"
#include "scenario/expectation_fields.h"

namespace asyncsim {
namespace {

/// The fields of a match and what they ask for, gathered by describe().
class Gathered {
 public:
  template <class Kind>
  void operator()(const Field& field, Kind kind) {
    if (!kind.unsaid() && field.key != "event") wanted.emplace_back(field.key, kind.print());
  }
  std::vector<std::pair<std::string_view, Json>> wanted;
};

std::string plain(const Json& value) {
  return value.is_string() ? value.get<std::string>() : print_json(value);
}

/// What a line says of that; early and collected are left out where they are not so.
Json said(const Json& line, std::string_view key) {
  if (const auto found = line.find(key); found != line.end()) return *found;
  return key == "early" || key == "collected" ? Json(false) : Json();
}

}  // namespace

EventCondition::EventCondition(const EventMatch& match) : event_(match.event.value()) {
  Gathered gathered;
  EventMatch copy = match;
  asyncsim::describe(gathered, copy);
  wanted_ = std::move(gathered.wanted);
}

bool EventCondition::fits(const Wanted& wanted, const Json& line) {
  const Json found = said(line, wanted.first);
  if (!wanted.second.is_string() || !found.is_string()) return found == wanted.second;
  return glob_matches(wanted.second.get_ref<const std::string&>(),
                      found.get_ref<const std::string&>());
}

bool EventCondition::holds(const Happened& happened) const {
  if (happened.entry().happening != event_) return false;
  return wanted_.empty() || std::ranges::all_of(wanted_, [&](const Wanted& wanted) {
           return fits(wanted, happened.line());
         });
}

std::vector<std::string> EventCondition::misfits(const Happened& happened) const {
  std::vector<std::string> misfits;
  for (const Wanted& wanted : wanted_) {
    if (fits(wanted, happened.line())) continue;
    const Json found = said(happened.line(), wanted.first);
    misfits.push_back(std::string(wanted.first) + " is " +
                      (found.is_null() ? "not there" : plain(found)) + ", not " +
                      plain(wanted.second));
  }
  return misfits;
}

std::string EventCondition::describe() const {
  std::string text(name_of(event_));
  for (const auto& [key, value] : wanted_) {
    text += &key == &wanted_.front().first ? " (" : ", ";
    text.append(key).append(" ").append(plain(value));
  }
  return wanted_.empty() ? text : text + ')';
}

}  // namespace asyncsim
