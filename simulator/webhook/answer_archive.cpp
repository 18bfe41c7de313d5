#include "webhook/answer_archive.h"

#include <iterator>

namespace asyncsim {
namespace {

constexpr std::size_t kOverhead = 160;  ///< of an entry in the list and the map

}  // namespace

std::size_t AnswerArchive::size_of(const Answer& answer) {
  return kOverhead + answer.text.capacity();
}

void AnswerArchive::keep(std::uint64_t delivery, std::uint32_t attempt, std::string answer) {
  if (answer.empty()) return;
  if (answer.size() > kLongBytes) answer.resize(kLongBytes);
  answer.shrink_to_fit();
  const Key key{delivery, attempt};
  if (const auto known = places_.find(key); known != places_.end()) drop(known->second);
  const Place place = answers_.insert(answers_.end(), {key, std::move(answer)});
  places_.emplace(key, place);
  bytes_ += size_of(*place);
  if (long_ones_++ == 0) oldest_long_ = place;
  if (long_ones_ > kLongOnes) shorten_oldest_long_one();
  while (bytes_ > kMaxBytes && answers_.size() > 1) drop(answers_.begin());
}

void AnswerArchive::shorten_oldest_long_one() {
  Answer& answer = *oldest_long_;
  bytes_ -= size_of(answer);
  if (answer.text.size() > kShortBytes) answer.text.resize(kShortBytes);
  answer.text.shrink_to_fit();
  answer.long_one = false;
  bytes_ += size_of(answer);
  ++oldest_long_;
  --long_ones_;
}

void AnswerArchive::drop(Place place) {
  bytes_ -= size_of(*place);
  if (place->long_one) {
    --long_ones_;
    if (place == oldest_long_) ++oldest_long_;
  }
  places_.erase(place->key);
  answers_.erase(place);
}

std::string_view AnswerArchive::find(std::uint64_t delivery, std::uint32_t attempt) const {
  const auto found = places_.find({delivery, attempt});
  return found == places_.end() ? std::string_view() : std::string_view(found->second->text);
}

void AnswerArchive::forget(std::uint64_t delivery) {
  auto next = places_.lower_bound({delivery, 0});
  while (next != places_.end() && next->first.first == delivery) drop((next++)->second);
}

}  // namespace asyncsim
