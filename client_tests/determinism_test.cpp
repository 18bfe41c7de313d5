// The same inputs give the same world, byte for byte.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#include "server.h"
#include "vendor_client.h"

namespace client_tests {
namespace {

constexpr int kRequests = 1000;

/// A folder of this test's own, gone with it.
class Folder {
 public:
  Folder() {
    std::string name = std::filesystem::temp_directory_path() / "asyncsim-XXXXXX";
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Some of everything: both products, webhooks, polls before and after, verbs, refusals.
void live_a_little(VendorClient& client) {
  std::vector<std::string> ids;
  for (int i = 0; i < 40; ++i) {
    ids.push_back(client.submit({{"url", "https://shop.example/p/" + std::to_string(i % 30)},
                                 {"webhook_url", "https://sim.test/inbox/all"}}));
  }
  ids.push_back(client.submit({{"query", {{"q", "pizza"}}}}, kSerpZone, "serp"));
  client.post("/unblocker/req?zone=nope", R"({"url":"https://a.example"})");
  client.post("/unblocker/req?zone=web_unlocker1", "{");
  for (const auto& id : ids) client.poll(id);
  client.advance_by("10s");
  // Under a paced clock they may come too late: refused, the same in the replay.
  client.post("/_sim/jobs/" + ids[0] + "/fail?code=captcha");
  client.post("/_sim/jobs/" + ids[1] + "/hold");
  client.post("/_sim/jobs/" + ids[2] + "/delay?by=1h");
  client.advance_by("5m");
  for (const auto& id : ids) client.poll(id);
  client.poll("no-such-id");
}

const Words kTypicalDay = {"--scenario", "typical-day", "--clock", "manual", "--seed", "7"};

TEST(Determinism, TheSameInputsTwiceGiveTheSameJournalBytes) {
  std::string journals[2];
  for (auto& journal : journals) {
    Server server(kTypicalDay);
    VendorClient client(server.url());
    live_a_little(client);
    client.advance_by("48h");
    journal = client.journal();
  }
  EXPECT_GT(journals[0].size(), 1000U);
  EXPECT_EQ(journals[0], journals[1]);
}

TEST(Determinism, AnotherSeedGivesAnotherWorld) {
  std::string journals[2];
  for (int i = 0; i < 2; ++i) {
    Server server({"--clock", "manual", "--seed", std::to_string(i)});
    VendorClient client(server.url());
    live_a_little(client);
    journals[i] = client.journal();
  }
  EXPECT_NE(journals[0], journals[1]);
}

TEST(Determinism, OneAdvanceOf48HoursAnd48OfOneGiveTheSameJournal) {
  std::string journals[2];
  for (int i = 0; i < 2; ++i) {
    Server server(kTypicalDay);
    VendorClient client(server.url());
    live_a_little(client);
    if (i == 0) client.advance_by("48h");
    for (int hour = 0; i == 1 && hour < 48; ++hour) client.advance_by("1h");
    journals[i] = client.journal();
  }
  EXPECT_EQ(journals[0], journals[1]);
}

/// Runs with --record, and returns what replaying the record prints.
struct Recorded {
  std::string lived, replayed;
};

Recorded record_and_replay(const Words& arguments, const std::string& last_step) {
  const Folder folder;
  const auto record = folder.file("record");
  Recorded recorded;
  {
    Server server(arguments + Words{"--record", record});
    VendorClient client(server.url());
    live_a_little(client);
    // The paced clock is stopped, so that nothing happens after the last input.
    EXPECT_EQ(client.put("/_sim/clock", R"({"mode":"manual"})").status, 200);
    if (!last_step.empty()) client.advance_by(last_step);
    recorded.lived = client.journal();
  }
  const auto replay = run_asyncsim({"replay", record});
  EXPECT_EQ(replay.exit_code, 0) << replay.errors;
  recorded.replayed = replay.output;

  const auto journal = folder.file("journal");
  const auto to_file = run_asyncsim({"replay", record, "--journal", journal});
  EXPECT_EQ(to_file.exit_code, 0) << to_file.errors;
  EXPECT_EQ(read_file(journal), replay.output);
  return recorded;
}

TEST(Determinism, AManualRunReplayedFromItsRecordGivesTheSameJournal) {
  const auto [lived, replayed] = record_and_replay(kTypicalDay, "");
  EXPECT_GT(lived.size(), 1000U);
  EXPECT_EQ(lived, replayed);
}

TEST(Determinism, APacedRunReplayedFromItsRecordGivesTheSameJournal) {
  const auto [lived, replayed] = record_and_replay({"--clock", "3600"}, "");
  EXPECT_GT(lived.size(), 1000U);
  EXPECT_EQ(lived, replayed);
}

TEST(Determinism, TheJournalFileHoldsWhatTheControlApiShows) {
  const Folder folder;
  const auto file = folder.file("journal");
  std::string shown;
  {
    Server server(kTypicalDay + Words{"--journal", file});
    VendorClient client(server.url());
    live_a_little(client);
    shown = client.journal();
  }
  EXPECT_EQ(read_file(file), shown);
}

/// What was drawn for each url, by url.
using Fates = std::map<std::string, std::string>;

/// Submits every url once from that many threads, each in an order of its own.
Fates fates_from(int threads) {
  Server server(kTypicalDay);
  std::vector<std::vector<std::pair<std::string, std::string>>> submitted(
      static_cast<std::size_t>(threads));
  std::vector<std::thread> crowd;
  for (int t = 0; t < threads; ++t) {
    crowd.emplace_back([&, t] {
      VendorClient client(server.url());
      for (int i = t; i < kRequests; i += threads) {
        const int shuffled = i * 387 % kRequests;  // 387 and 1,000 have no common factor
        const auto url = "https://shop.example/p/" + std::to_string(shuffled);
        submitted[static_cast<std::size_t>(t)].emplace_back(url, client.submit_url(url));
      }
    });
  }
  for (auto& thread : crowd) thread.join();

  VendorClient client(server.url());
  Fates fates;
  for (const auto& of_thread : submitted) {
    for (const auto& [url, id] : of_thread) fates[url] = client.job(id).at("fate").dump();
  }
  return fates;
}

TEST(Determinism, ARequestsFateDoesNotDependOnWhoSubmitsItWhen) {
  const auto alone = fates_from(1);
  EXPECT_EQ(alone.size(), static_cast<std::size_t>(kRequests));
  EXPECT_NE(alone.begin()->second, alone.rbegin()->second);
  EXPECT_EQ(alone, fates_from(4));
  EXPECT_EQ(alone, fates_from(16));
}

}  // namespace
}  // namespace client_tests
