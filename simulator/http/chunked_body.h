// Takes a chunked body apart (RFC 9112, 7.1) as its bytes come. To the letter, where leniency lets
// two readers disagree on where a request ends: lines end in CRLF, sizes are digits alone.
// Extensions and trailers must look like such, and are ignored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace asyncsim::http {

class ChunkedBody {
 public:
  /// malformed; or too_large: the data; too_long: extensions and trailers together, or a size.
  enum class Step { more, done, malformed, too_large, too_long };

  ChunkedBody(std::size_t most_data, std::size_t most_else)
      : most_data_(most_data), most_else_(most_else) {}

  /// Takes from the front of `bytes` all that is the body's, and appends its data to `data`, which
  /// nobody else changes meanwhile. After anything but `more` it is over.
  Step read(std::string_view& bytes, std::string& data);

 private:
  enum class Part { size, data, data_cr, data_lf, trailer };

  Step read_end_of_data(char c);
  Step read_line(std::string_view& bytes, std::size_t data_size);
  Step read_size(std::string_view line, std::size_t data_size);
  Step read_trailer(std::string_view line);

  std::size_t most_data_, most_else_;
  Part part_ = Part::size;
  std::size_t left_ = 0;   ///< of the chunk's data
  std::size_t other_ = 0;  ///< bytes of extensions and trailers so far
  std::string line_;       ///< what there is of a line that is not whole yet
};

}  // namespace asyncsim::http
