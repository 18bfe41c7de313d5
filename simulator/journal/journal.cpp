#include "journal/journal.h"

#include <algorithm>

namespace asyncsim {
namespace {

// The fixed part of a packed entry; its text follows.
struct Words {
  TimePoint::rep at, submitted;
  JobOrdinal job;
  std::uint64_t number;
  std::uint32_t count, text_size;
  std::uint16_t status;
  ZoneIndex zone;
  Happening happening;
  std::uint8_t word;
};

}  // namespace

void Journal::pack(std::string& bytes, const Entry& entry) {
  Words words{};
  words.at = entry.at.time_since_epoch().count();
  words.submitted = entry.submitted.time_since_epoch().count();
  words.job = entry.job;
  words.number = entry.number;
  words.count = entry.count;
  words.text_size = static_cast<std::uint32_t>(entry.text.size());
  words.status = entry.status;
  words.zone = entry.zone;
  words.happening = entry.happening;
  words.word = entry.word;
  bytes.append(reinterpret_cast<const char*>(&words), sizeof words);
  bytes.append(entry.text);
}

Entry Journal::unpack(const std::string& bytes, std::size_t& offset) {
  Words words;
  std::memcpy(&words, bytes.data() + offset, sizeof words);
  Entry entry;
  entry.at = TimePoint{Span{words.at}};
  entry.submitted = TimePoint{Span{words.submitted}};
  entry.job = words.job;
  entry.number = words.number;
  entry.count = words.count;
  entry.status = words.status;
  entry.zone = words.zone;
  entry.happening = words.happening;
  entry.word = words.word;
  entry.text = std::string_view(bytes).substr(offset + sizeof words, words.text_size);
  offset += sizeof words + words.text_size;
  return entry;
}

void Journal::push(const Entry& entry) {
  const std::size_t size = sizeof(Words) + entry.text.size();
  if (blocks_.empty() || blocks_.back().bytes.size() + size > kBlockBytes) {
    while (!blocks_.empty() && bytes() + std::max(size, kBlockBytes) > max_bytes_) {
      blocks_.pop_front();
    }
    const bool busy = !blocks_.empty();  // the first block of a small account grows as it needs
    blocks_.push_back({next_, 0, {}});
    if (busy) blocks_.back().bytes.reserve(std::max(size, kBlockBytes));
  }
  pack(blocks_.back().bytes, entry);
  ++blocks_.back().count;
  ++next_;
}

std::uint64_t Journal::first() const { return blocks_.empty() ? 1 : blocks_.front().first; }

std::size_t Journal::bytes() const {
  std::size_t sum = 0;
  for (const Block& block : blocks_) sum += block.bytes.capacity();
  return sum;
}

}  // namespace asyncsim
