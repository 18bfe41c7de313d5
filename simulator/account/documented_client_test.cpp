// Nothing is wrong with a client that does what the documentation says, whatever its jobs do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <queue>

#include "account/found.h"
#include "report/report_json.h"
#include "scenario/scenario_file.h"

namespace asyncsim {
namespace {

using testing::IsEmpty;

struct Clocked {
  const char* name;
  ClockMode mode;
  ClientTime client_time;
  int speed = 1;  ///< virtual seconds in one of the client's

  friend std::ostream& operator<<(std::ostream& out, const Clocked& clocked) {
    return out << clocked.name;
  }
};

/// Submits a batch at the beginning of the peak hours, in which a page stands twice, and a second
/// one ten minutes later. Every third job has a webhook and is read when that comes; the others are
/// polled after 20 s, 10 s, then every 5 s.
class DocumentedClient {
 public:
  DocumentedClient(std::uint64_t seed, const Clocked& clocked)
      : clocked_(clocked), test_(world(seed, clocked)) {}

  void live() {
    run_to(kDefaultStart + span("8h30m"));
    submit(9);
    for (bool second = true; !polls_.empty() || second;) {
      if (second && (polls_.empty() || polls_.top().at > began_ + span("10m"))) {
        run_to(began_ + span("10m"));
        submit(6);
        second = false;
        continue;
      }
      const Next next = polls_.top();
      polls_.pop();
      poll(next);
    }
    run_to(test_.world.now() + span("9h"));  // the webhooks that are still to come
  }

  TestWorld& test() { return test_; }

 private:
  struct Next {
    TimePoint at{};
    std::string id;
    int polls = 0;
    bool operator>(const Next& other) const { return at > other.at; }
  };

  static Scenario world(std::uint64_t seed, const Clocked& clocked) {
    Scenario scenario = load_scenario("typical-day").value();
    scenario.seed = seed;
    scenario.clock.mode = clocked.mode;
    scenario.clock.speed = 60;
    scenario.clock.client_time = clocked.client_time;
    return scenario;
  }

  void submit(int jobs) {
    if (began_ == TimePoint{}) began_ = test_.world.now();
    for (int i = 0; i < jobs; ++i, ++submitted_) {
      const int page = submitted_ == 1 ? 0 : submitted_;
      const bool told = submitted_ % 3 == 0;
      Submit submit = submit_of("https://shop.example/" + std::to_string(page),
                                told ? "http://127.0.0.1:9/hook" : "");
      submit.zone = "web_unlocker1";
      const auto answer = test_.world.apply(submit).value();
      if (answer.tell_when_written) (void)test_.world.apply(AnswerWritten{answer.job});
      test_.settle_instant();
      if (!told) polls_.push({test_.world.now() + pause(0), answer.id});
    }
  }

  Span pause(int polls) const {
    const int seconds = polls == 0 ? 20 : polls == 1 ? 10 : 5;
    return std::chrono::seconds{seconds * clocked_.speed};
  }

  void poll(Next next) {
    if (clocked_.mode == ClockMode::polls) {
      next.at = test_.world.moment_of({next.id}).value_or(test_.world.now());
    }
    run_to(std::max(next.at, test_.world.now()));
    if (test_.poll(next.id) != PollAnswer::Kind::pending) return;
    polls_.push({test_.world.now() + pause(next.polls + 1), next.id, next.polls + 1});
  }

  /// The receiver reads the result of each webhook as it comes, then answers it.
  void run_to(TimePoint to) {
    do {
      const auto next = test_.world.next_event();
      (void)test_.advance_to(next ? std::min(to, next->at) : to);
      for (const OutgoingAttempt& attempt : test_.world.take_outgoing()) {
        const auto job = test_.world.webhooks().find(attempt.id.delivery)->job;
        test_.poll(test_.world.ids().make(job, test_.world.jobs().find(job)->submitted));
        test_.answer(attempt);
      }
    } while (test_.world.now() < to);
    test_.settle_instant();
  }

  Clocked clocked_;
  TestWorld test_;
  std::priority_queue<Next, std::vector<Next>, std::greater<>> polls_;
  TimePoint began_{};
  int submitted_ = 0;
};

class DocumentedClientOf : public testing::TestWithParam<Clocked> {};

TEST_P(DocumentedClientOf, IsFoundGuiltyOfNothingOver100Seeds) {
  std::uint64_t heard_202 = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    DocumentedClient client(seed, GetParam());
    client.live();
    EXPECT_THAT(found(client.test()), IsEmpty());
    client.test().advance("48h");
    EXPECT_THAT(found(client.test()), IsEmpty());
    const Tally tally = client.test().world.report().tally;
    EXPECT_EQ(tally.collected, 15U);
    heard_202 += tally.pending_answers;
  }
  EXPECT_GT(heard_202, 0U);
}

TEST_P(DocumentedClientOf, GetsTheSameReportTwiceByteForByte) {
  std::string reports[2];
  for (std::string& report : reports) {
    DocumentedClient client(7, GetParam());
    client.live();
    report = print_json(report_json(client.test().world.report(), {}));
  }
  EXPECT_GT(reports[0].size(), 500U);
  EXPECT_EQ(reports[0], reports[1]);
}

INSTANTIATE_TEST_SUITE_P(EachClock, DocumentedClientOf,
                         testing::Values(Clocked{"Manual", ClockMode::manual, ClientTime::real},
                                         Clocked{"Polls", ClockMode::polls, ClientTime::real},
                                         Clocked{"Paced", ClockMode::paced, ClientTime::real, 60},
                                         Clocked{"Warped", ClockMode::paced,
                                                 ClientTime::virtual_time}),
                         [](const auto& given) { return given.param.name; });

}  // namespace
}  // namespace asyncsim
