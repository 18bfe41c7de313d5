// Host names to addresses, by c-ares on an io_context: no thread, and no look-up that a dead name
// or a dead server holds up. /etc/hosts counts; so do IP literals and localhost.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"
#include "http/asio.h"

struct ares_channeldata;
struct ares_addrinfo;

namespace asyncsim::http {

class NameLookup {
 public:
  using Addresses = std::vector<asio::ip::address>;
  using Names = std::map<std::string, std::vector<std::string>>;  ///< to IP literals
  using Found = std::function<void(const Result<Addresses>&)>;

  /// `known` names are not asked about.
  explicit NameLookup(asio::io_context& context, Names known = {})
      : context_(context), timer_(context), known_(std::move(known)) {}
  ~NameLookup();  ///< who waits hears nothing any more
  NameLookup(const NameLookup&) = delete;
  NameLookup& operator=(const NameLookup&) = delete;

  /// Calls `found` later, on the context's thread: the addresses in the order to try them, or a
  /// sentence that says why there are none. Look-ups of one name at one time are one.
  void resolve(const std::string& host, Found found);

 private:
  struct Watch;
  struct Question;

  bool open();
  void watch(int socket, bool readable, bool writable);
  void arm(const std::shared_ptr<Watch>& watch, bool write);
  void arm_timer();
  void answer(const std::string& host, int status, const ares_addrinfo* found);

  asio::io_context& context_;
  Timer timer_;
  const Names known_;
  ares_channeldata* channel_ = nullptr;  ///< made on first need
  std::map<int, std::shared_ptr<Watch>> watches_;
  std::map<std::string, std::vector<Found>> waiting_;
};

}  // namespace asyncsim::http
