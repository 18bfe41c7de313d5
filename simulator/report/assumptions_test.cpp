#include "report/assumptions.h"

#include <gtest/gtest.h>

namespace asyncsim {
namespace {

TEST(Assumptions, AreCountedByValueAndListedInTheTablesOrder) {
  Assumptions assumptions;
  assumptions.lean(Knob::foreign_id, 0);
  for (int i = 0; i < 3; ++i) assumptions.lean(Knob::expired_answer, 0);
  const auto list = assumptions.undocumented();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].sentence(), "an expired id answered 404 (inferred), 3 times");
  EXPECT_EQ(list[1].sentence(), "another account's id answered 404 (unknown), 1 time");
}

TEST(Assumptions, OfWhatIsDocumentedAreTouchedAndNotListed) {
  Assumptions assumptions;
  assumptions.lean(Knob::pending_answer, 0);
  EXPECT_EQ(assumptions.touched().size(), 1u);
  EXPECT_TRUE(assumptions.undocumented().empty());
}

TEST(Assumptions, AddUpOverAccounts) {
  Assumptions one, other;
  one.lean(Knob::retry_after, 1);
  other.lean(Knob::retry_after, 1);
  EXPECT_EQ((one += other).touched().front().count, 2u);
}

}  // namespace
}  // namespace asyncsim
