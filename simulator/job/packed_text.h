// A string of one pointer: what a million jobs can afford.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace asyncsim {

class PackedText {
 public:
  PackedText() = default;
  explicit PackedText(std::string_view text)
      : bytes_(new char[sizeof(std::uint32_t) + text.size()]) {
    const auto size = static_cast<std::uint32_t>(text.size());
    std::memcpy(bytes_.get(), &size, sizeof size);
    std::memcpy(bytes_.get() + sizeof size, text.data(), text.size());
  }

  std::string_view view() const {
    if (!bytes_) return {};
    std::uint32_t size = 0;
    std::memcpy(&size, bytes_.get(), sizeof size);
    return {bytes_.get() + sizeof size, size};
  }

 private:
  std::unique_ptr<char[]> bytes_;
};

}  // namespace asyncsim
