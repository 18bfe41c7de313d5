// A map whose keys are hashes already: one block of memory, one cache line a look-up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace asyncsim {

/// Open addressing with linear probing. Keys are well-mixed hashes, 0 and 1 being one key. Pointers
/// to values hold until the next change. Memory follows the number of keys, down as well as up.
template <class Value>
class HashKeyedMap {
 public:
  Value* find(std::uint64_t key) { return const_cast<Value*>(std::as_const(*this).find(key)); }
  const Value* find(std::uint64_t key) const {
    if (slots_.empty()) return nullptr;
    const Slot& slot = slots_[place_of(stored(key))];
    return slot.key == kEmpty ? nullptr : &slot.value;
  }

  /// The value of that key; a new one if there was none.
  Value& operator[](std::uint64_t key) {
    if ((size_ + 1) * 4 > slots_.size() * 3) resize(slots_.empty() ? kFewest : slots_.size() * 2);
    Slot& slot = slots_[place_of(stored(key))];
    if (slot.key == kEmpty) {
      slot = {stored(key), Value{}};
      ++size_;
    }
    return slot.value;
  }

  void erase(std::uint64_t key) {
    if (slots_.empty()) return;
    std::size_t hole = place_of(stored(key));
    if (slots_[hole].key == kEmpty) return;
    for (std::size_t at = next(hole); slots_[at].key != kEmpty; at = next(at)) {
      if (distance(home_of(slots_[at].key), at) < distance(hole, at)) continue;
      slots_[hole] = std::move(slots_[at]);
      hole = at;
    }
    slots_[hole] = {};
    --size_;
    if (slots_.size() > kFewest && size_ * 8 < slots_.size()) resize(slots_.size() / 2);
  }

  std::size_t size() const { return size_; }

 private:
  static constexpr std::uint64_t kEmpty = 0;
  static constexpr std::size_t kFewest = 16;

  struct Slot {
    std::uint64_t key = kEmpty;
    Value value{};
  };

  static std::uint64_t stored(std::uint64_t key) { return key == kEmpty ? 1 : key; }
  std::size_t home_of(std::uint64_t key) const { return key & (slots_.size() - 1); }
  std::size_t next(std::size_t at) const { return (at + 1) & (slots_.size() - 1); }
  std::size_t distance(std::size_t from, std::size_t to) const {
    return (to - from) & (slots_.size() - 1);
  }

  /// Where that key is, or is to be.
  std::size_t place_of(std::uint64_t key) const {
    std::size_t at = home_of(key);
    while (slots_[at].key != kEmpty && slots_[at].key != key) at = next(at);
    return at;
  }

  void resize(std::size_t count) {
    const auto before = std::exchange(slots_, std::vector<Slot>(count));
    for (const Slot& slot : before) {
      if (slot.key != kEmpty) slots_[place_of(slot.key)] = slot;
    }
  }

  std::vector<Slot> slots_;  ///< as many as a power of two; one in four is empty at least
  std::size_t size_ = 0;
};

}  // namespace asyncsim
