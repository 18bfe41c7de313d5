// Values numbered from 0 in the order of their arrival, mostly erased in that order too.
#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <deque>
#include <memory>
#include <utility>

namespace asyncsim {

/// No index is kept: the ordinal is the place. Memory is given back chunk by chunk, from the front,
/// once all values of a chunk are erased. References stay valid until their value is erased.
template <class T>
class OrdinalStore {
 public:
  std::uint64_t push(T value) {
    const std::uint64_t ordinal = next_++;
    if (ordinal % kChunk == 0) chunks_.push_back(std::make_unique<Chunk>());
    Chunk& chunk = *chunks_.back();
    chunk.values[ordinal % kChunk] = std::move(value);
    chunk.present.set(ordinal % kChunk);
    ++size_;
    return ordinal;
  }

  T* find(std::uint64_t ordinal) { return const_cast<T*>(std::as_const(*this).find(ordinal)); }
  const T* find(std::uint64_t ordinal) const {
    if (ordinal >= next_ || ordinal / kChunk < first_chunk_) return nullptr;
    const auto& chunk = chunks_[ordinal / kChunk - first_chunk_];
    if (!chunk || !chunk->present.test(ordinal % kChunk)) return nullptr;
    return &chunk->values[ordinal % kChunk];
  }

  void erase(std::uint64_t ordinal) {
    T* value = find(ordinal);
    if (!value) return;
    *value = T{};
    auto& chunk = chunks_[ordinal / kChunk - first_chunk_];
    chunk->present.reset(ordinal % kChunk);
    --size_;
    const bool full = next_ >= (ordinal / kChunk + 1) * kChunk;
    if (full && chunk->present.none()) chunk.reset();
    while (!chunks_.empty() && !chunks_.front()) {
      chunks_.pop_front();
      ++first_chunk_;
    }
  }

  /// Calls visit(ordinal, value) in order, from `from` on, while it returns true.
  template <class Visit>
  void each(std::uint64_t from, Visit visit) const {
    for (std::uint64_t i = std::max(from, first_chunk_ * kChunk); i < next_; ++i) {
      const T* value = find(i);
      if (value && !visit(i, *value)) return;
    }
  }

  std::uint64_t next() const { return next_; }  ///< the ordinal that the next push gets
  std::size_t size() const { return size_; }

 private:
  static constexpr std::uint64_t kChunk = 256;
  struct Chunk {
    std::array<T, kChunk> values{};
    std::bitset<kChunk> present;
  };

  std::deque<std::unique_ptr<Chunk>> chunks_;
  std::uint64_t first_chunk_ = 0;
  std::uint64_t next_ = 0;
  std::size_t size_ = 0;
};

}  // namespace asyncsim
