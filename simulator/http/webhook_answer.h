// Reads a receiver's answer as it comes: its status, the beginning of its body, Retry-After.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace asyncsim::http {

class WebhookAnswer {
 public:
  enum class Step { more, done, broken };

  /// `most_bytes`: of head and body. A body that goes on beyond is cut there, and the answer judged
  /// by its status; a head that does is no answer.
  explicit WebhookAnswer(std::size_t most_bytes);
  ~WebhookAnswer();

  Step take(std::string_view bytes);
  /// The receiver has closed.
  Step end();

  bool began() const { return received_ > 0; }
  int status() const { return status_; }           ///< after done
  bool reusable() const { return reusable_; }      ///< after done: the connection may carry another
  std::string take_body();                         ///< after done: as it was sent, not decoded
  std::string_view retry_after() const;            ///< after done; empty: it says nothing
  const std::string& why() const { return why_; }  ///< after broken: "sent what is not HTTP ..."

 private:
  class Grammar;
  Step broken(std::string why);
  Step finish(bool reusable);

  const std::size_t most_bytes_;
  std::size_t received_ = 0;
  std::string unparsed_;
  std::unique_ptr<std::optional<Grammar>> place_;
  int interim_ = 0;
  int status_ = 0;
  bool reusable_ = false;
  std::string why_;
};

}  // namespace asyncsim::http
