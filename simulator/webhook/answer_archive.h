// What receivers answered: the newest hundred answers at length, the beginning of older ones, all
// within one budget of an account.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace asyncsim {

class AnswerArchive {
 public:
  static constexpr std::size_t kLongBytes = 64 * 1024;  ///< of each of the newest kLongOnes
  static constexpr std::size_t kShortBytes = 1024;      ///< of one that is older
  static constexpr std::size_t kLongOnes = 100;
  static constexpr std::size_t kMaxBytes = 16 * 1024 * 1024;  ///< then the oldest go

  /// Keeps the beginning of what that attempt of that delivery was answered.
  void keep(std::uint64_t delivery, std::uint32_t attempt, std::string answer);
  /// As much of it as is still kept.
  std::string_view find(std::uint64_t delivery, std::uint32_t attempt) const;
  /// All answers to that delivery go.
  void forget(std::uint64_t delivery);

  std::size_t bytes() const { return bytes_; }

 private:
  using Key = std::pair<std::uint64_t, std::uint32_t>;
  struct Answer {
    Key key;
    std::string text;
    bool long_one = true;
  };
  using Place = std::list<Answer>::iterator;

  static std::size_t size_of(const Answer& answer);
  void shorten_oldest_long_one();
  void drop(Place place);

  std::list<Answer> answers_;  ///< the oldest first; all long ones come after all short ones
  std::map<Key, Place> places_;
  Place oldest_long_ = answers_.end();
  std::size_t long_ones_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace asyncsim
