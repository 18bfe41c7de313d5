// Builds a Json from the parser's events, and refuses what the policy refuses while it does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"

namespace asyncsim {

class JsonBuilder : public nlohmann::json_sax<Json> {
 public:
  /// `reached` is where the parser has read to; it moves while the parser runs.
  JsonBuilder(std::string_view text, const char* const& reached, std::size_t most_members,
              JsonLines* lines)
      : text_(text), reached_(reached), most_members_(most_members), lines_(lines) {}

  Json take() && { return std::move(root_); }
  const JsonFault& fault() const { return fault_; }

  bool null() override;
  bool boolean(bool value) override;
  bool number_integer(std::int64_t value) override;
  bool number_unsigned(std::uint64_t value) override;
  bool number_float(double value, const std::string& text) override;
  bool string(std::string& value) override;
  bool binary(Json::binary_t& value) override;
  bool start_object(std::size_t size) override;
  bool key(std::string& key) override;
  bool end_object() override;
  bool start_array(std::size_t size) override;
  bool end_array() override;
  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& error) override;

 private:
  /// A container whose end has not come yet.
  struct Open {
    Json* container;
    std::size_t pointer_size;      ///< of its own JSON pointer
    std::set<std::string> keys{};  ///< of an object, once it has many
  };

  Json& place(Json value);
  bool open(Json container);
  bool close();
  bool is_new(Open& object, const std::string& key);
  void note_line();
  bool refuse(std::string message);

  std::string_view text_;
  const char* const& reached_;
  const std::size_t most_members_;
  JsonLines* lines_;
  Json root_;
  std::vector<Open> open_;
  std::string key_;      ///< of the member whose value comes next
  std::string pointer_;  ///< of the value placed last; kept only for `lines`
  int line_ = 1;         ///< at `counted_`
  std::size_t counted_ = 0;
  JsonFault fault_;
};

}  // namespace asyncsim
