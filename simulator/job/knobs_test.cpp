#include "job/knobs.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace asyncsim {
namespace {

TEST(Knobs, HaveTheFirstValueOfTheTableUnlessOneIsChosen) {
  Knobs knobs;
  EXPECT_EQ(knobs.get<PendingAnswer>(), PendingAnswer::text);
  EXPECT_FALSE(knobs.says(Knob::pending_answer));
  knobs.choose(Knob::pending_answer, 3);
  EXPECT_EQ(knobs.get<PendingAnswer>(), PendingAnswer::no_content);
  EXPECT_TRUE(knobs.says(Knob::pending_answer));
  knobs.choose(Knob::pending_answer, std::nullopt);
  EXPECT_EQ(knobs, Knobs());
}

TEST(Knobs, GoOverThoseOfTheirBaseWhereTheySaySomething) {
  Knobs base, own;
  base.choose(Knob::pending_answer, 1);
  base.choose(Knob::foreign_id, 1);
  own.choose(Knob::pending_answer, 0);
  const Knobs merged = own.over(base);
  EXPECT_EQ(merged.get<PendingAnswer>(), PendingAnswer::text);
  EXPECT_EQ(merged.get<ForeignId>(), ForeignId::forbidden);
  EXPECT_EQ(merged.get<ResultShape>(), ResultShape::passthrough);
}

TEST(Knobs, HaveARowEachWithAPathOfItsOwnAndAnEnumeratorForEachValue) {
  std::set<std::string_view> paths;
  for (std::size_t i = 0; i < kKnobs; ++i) {
    const KnobRow& row = row_of(static_cast<Knob>(i));
    EXPECT_TRUE(paths.insert(row.path).second) << row.path;
    EXPECT_EQ(row.path.starts_with("knobs."), i < kStoredKnobs) << row.path;
    EXPECT_FALSE(row.about.empty());
  }
  const auto values = [](Knob knob) { return row_of(knob).values.size(); };
  EXPECT_EQ(values(Knob::pending_answer), std::size_t(PendingAnswer::processing) + 1);
  EXPECT_EQ(values(Knob::result_shape), std::size_t(ResultShape::envelope) + 1);
  EXPECT_EQ(values(Knob::failure_shape), std::size_t(FailureShape::status) + 1);
  EXPECT_EQ(values(Knob::expired_answer), std::size_t(ExpiredAnswer::gone) + 1);
  EXPECT_EQ(values(Knob::missing_response_id), std::size_t(MissingResponseId::not_found) + 1);
  EXPECT_EQ(values(Knob::foreign_id), std::size_t(ForeignId::forbidden) + 1);
  EXPECT_EQ(values(Knob::bad_key_text), std::size_t(BadKeyText::credentials) + 1);
  EXPECT_EQ(values(Knob::unknown_zones), std::size_t(UnknownZones::create) + 1);
  EXPECT_EQ(values(Knob::on_sync_zone), std::size_t(OnSyncZone::content) + 1);
  EXPECT_EQ(values(Knob::on_async_zone), std::size_t(OnAsyncZone::reject) + 1);
  EXPECT_EQ(values(Knob::fresh_id), std::size_t(FreshId::unknown_for_10s) + 1);
  EXPECT_EQ(values(Knob::lenient_json), std::size_t(LenientJson::accept) + 1);
  EXPECT_EQ(values(Knob::webhook_data_field), std::size_t(WebhookDataField::both) + 1);
  EXPECT_EQ(values(Knob::webhook_get_layout), std::size_t(WebhookGetLayout::json) + 1);
  EXPECT_EQ(values(Knob::retry_after), std::size_t(RetryAfter::omitted) + 1);
}

}  // namespace
}  // namespace asyncsim
