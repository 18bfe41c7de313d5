// The simulator inside a test's own process: one customer's world, driven by calls. No socket: what
// serves it is a TestServer, or a cpp-httplib server of yours (embed/mount.h).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace asyncsim {

namespace http {
class Simulator;
}

/// An instant of the simulated clock. It begins at 2026-01-05T09:00:00Z unless the scenario says
/// otherwise, and never follows the wall clock while a test drives it.
using TestTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// What every call below throws: what was wrong, where, and what to do instead. GoogleTest reports
/// it as the failure of the test, fixture constructors and SetUp included.
class TestDoubleError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Who moves the clock.
enum class TestClock {
  manual,    ///< advance(), and nothing else
  polls,     ///< the client: each poll is taken to come when the documentation has it come
  scenario,  ///< whoever the scenario says, the wall clock at a speed perhaps
};

struct TestDoubleOptions {
  /// The JSON itself if it begins with '{', a file if it has a '/' or ends in .json, else the name
  /// of a built-in world. `ci`: every job succeeds after 30 s, in zones web_unlocker1 and serp1.
  std::string scenario = "ci";
  /// The API key whose world the calls are about. Other keys open worlds of their own, over HTTP.
  std::string key = "asyncsim-test-key";
  TestClock clock = TestClock::manual;
  std::optional<std::uint64_t> seed{};  ///< over the scenario's
};

struct TestJob {
  std::string id;  ///< as in x-response-id
  std::string zone, url;
  std::string state;    ///< "pending", "ready", "failed" or "expired"
  std::string failure;  ///< of a failed one, in the vendor's words: "reject_block"; else empty
  TestTime submitted{};
  std::optional<TestTime> ready;  ///< when it is to be ready; nothing while unknown
  TestTime expires{};
  std::optional<TestTime> collected;  ///< when its result was first read
  unsigned polls = 0;                 ///< reads of its result, 202s included
  unsigned attempts = 0;              ///< webhook attempts so far
};

/// A request that came to a built-in inbox.
struct TestMessage {
  TestTime at{};
  std::string method, url;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names as sent
  std::string body;
};

/// What an advance did.
struct TestAdvance {
  TestTime now{};
  std::uint64_t completed = 0;    ///< jobs that became ready or failed
  std::uint64_t delivered = 0;    ///< webhook attempts answered 2xx
  std::uint64_t undelivered = 0;  ///< webhook attempts that ended otherwise
  std::uint64_t expired = 0;
  std::size_t pending = 0;  ///< jobs that still are
};

/// Any number may live in one process. Calls may come from any thread; all throw TestDoubleError.
class TestDouble {
 public:
  explicit TestDouble(TestDoubleOptions options = {});
  /// Webhooks in flight are cut. Whatever serves it must have stopped serving.
  virtual ~TestDouble();
  TestDouble(const TestDouble&) = delete;
  TestDouble& operator=(const TestDouble&) = delete;

  const std::string& key() const;
  TestTime now() const;

  /// Moves the clock. Returns when every event due has run, in order, and every webhook due has
  /// been answered at its own instant; so a receiver of this process must answer on another thread.
  /// Throws when 30 real seconds do not suffice, and while another thread advances.
  TestAdvance advance(std::chrono::milliseconds by);
  /// Up to where nothing is left to complete or to deliver. Never as far as to expire a result.
  TestAdvance advance_until_settled();

  /// In order of submission. Expired ones are listed while they are remembered.
  std::vector<TestJob> jobs() const;
  TestJob job(const std::string& id) const;
  void complete(const std::string& id);  ///< now, with success
  void fail(const std::string& id, const std::string& code = "reject_block");

  /// What happened: one line of JSON an event. Equal runs give equal lines.
  std::vector<std::string> journal() const;

  /// Give this as webhook URL, and what is delivered there is kept. 1-64 of A-Z a-z 0-9 . _ -
  static std::string inbox_url(const std::string& name) { return "https://sim.test/inbox/" + name; }
  std::vector<TestMessage> inbox(const std::string& name) const;

  /// Back to the beginning: the clock too. The same ids come again.
  void reset();

  /// For what serves it; not for tests.
  http::Simulator& simulator();

 protected:
  /// Ends advances and waits that came over HTTP, so that what serves it can stop.
  void end_waits();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace asyncsim
