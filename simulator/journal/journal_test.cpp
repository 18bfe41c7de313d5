#include "journal/journal.h"

#include <gmock/gmock.h>

#include <vector>

#include "webhook/transport.h"

namespace asyncsim {
namespace {

using testing::ElementsAre;

Entry submitted(JobOrdinal job, std::string_view url) {
  Entry entry;
  entry.at = entry.submitted = kDefaultStart;
  entry.job = job;
  entry.text = url;
  return entry;
}

std::vector<std::uint64_t> numbers_after(const Journal& journal, std::uint64_t after) {
  std::vector<std::uint64_t> numbers;
  journal.each(after, [&](std::uint64_t n, const Entry&) {
    numbers.push_back(n);
    return true;
  });
  return numbers;
}

TEST(Journal, NumbersItsEntriesFromOneAndReadsOnFromAnyOfThem) {
  Journal journal;
  for (JobOrdinal job = 0; job < 3; ++job) journal.push(submitted(job, "https://shop.example/"));
  EXPECT_THAT(numbers_after(journal, 0), ElementsAre(1, 2, 3));
  EXPECT_THAT(numbers_after(journal, 2), ElementsAre(3));
  EXPECT_THAT(numbers_after(journal, 3), ElementsAre());
  EXPECT_EQ(journal.last(), 3u);
}

TEST(Journal, ReturnsAnEntryAsItWasPushed) {
  Journal journal;
  Entry entry;
  entry.at = kDefaultStart + Span{5};
  entry.submitted = kDefaultStart;
  entry.job = 7;
  entry.number = 1ull << 40;
  entry.count = 3;
  entry.status = 503;
  entry.zone = 2;
  entry.happening = Happening::webhook_ended;
  entry.word = 1;
  entry.text = "text";
  journal.push(entry);
  journal.each(0, [&](std::uint64_t, const Entry& read) {
    EXPECT_EQ(read.at, entry.at);
    EXPECT_EQ(read.submitted, entry.submitted);
    EXPECT_EQ(read.job, entry.job);
    EXPECT_EQ(read.number, entry.number);
    EXPECT_EQ(read.count, entry.count);
    EXPECT_EQ(read.status, entry.status);
    EXPECT_EQ(read.zone, entry.zone);
    EXPECT_EQ(read.happening, entry.happening);
    EXPECT_EQ(read.word, entry.word);
    EXPECT_EQ(read.text, entry.text);
    return true;
  });
}

TEST(Journal, StaysWithinItsBytesAndSaysWhichEntriesItStillHas) {
  Journal journal(256 * 1024);
  for (JobOrdinal job = 0; job < 100'000; ++job) {
    journal.push(submitted(job, "https://shop.example/p"));
  }
  EXPECT_LE(journal.bytes(), 256u * 1024);
  EXPECT_EQ(journal.last(), 100'000u);
  EXPECT_GT(journal.first(), 1u);
  EXPECT_EQ(numbers_after(journal, 0).front(), journal.first());
  EXPECT_EQ(numbers_after(journal, 0).back(), 100'000u);
}

class EntryText : public testing::Test {
 protected:
  std::string line(const Entry& entry) { return print_entry(9, entry, {"acct_1", ids_, zones_}); }
  std::string with_job(std::string_view tail) {
    return R"({"n":9,"at":"2026-01-05T09:00:00.000Z","account":"acct_1",)" + std::string(tail);
  }

  ResponseIds ids_{1, "acct_1"};
  ZoneTable zones_{{default_zone("z", Product::unlocker)}};
  std::string id_ = ids_.make(0, kDefaultStart);
};

TEST_F(EntryText, OfASubmitNamesJobZoneAndUrl) {
  EXPECT_EQ(line(submitted(0, "https://a/\"")), with_job(R"("event":"submitted","job":")" + id_ +
                                                         R"(","zone":"z","url":"https://a/\""})"));
}

TEST_F(EntryText, OfAWebhookNamesDeliveryAttemptAndEnd) {
  Entry entry = submitted(0, "");
  entry.happening = Happening::webhook_ended;
  entry.count = 1;
  entry.word = static_cast<std::uint8_t>(AttemptEnd::answered);
  entry.status = 204;
  EXPECT_EQ(line(entry),
            with_job(R"("event":"webhook_ended","job":")" + id_ +
                     R"(","delivery":"dlv_1","attempt":1,"end":"answered","status":204})"));
}

TEST_F(EntryText, OfARefusalNamesNoJob) {
  Entry entry;
  entry.at = kDefaultStart;
  entry.happening = Happening::refused;
  entry.status = 400;
  entry.text = "validation";
  EXPECT_EQ(line(entry),
            with_job(R"("event":"refused","call":"submit","status":400,"code":"validation"})"));
}

}  // namespace
}  // namespace asyncsim
