#include "core/csv.h"

#include <gtest/gtest.h>

#include "core/time_text.h"

namespace asyncsim {
namespace {

using Cells = std::vector<std::string_view>;

Cells only_row(std::string_view csv) {
  const auto rows = read_csv(csv);
  return rows && rows->size() == 1 ? rows->front().cells : Cells{};
}

TEST(Csv, CellsAreWithoutTheSpacesAndTheQuotesAroundThem) {
  EXPECT_EQ(only_row("a, b ,\" c \"\r\n"), (Cells{"a", "b", "c"}));
  EXPECT_EQ(only_row("a,,"), (Cells{"a", "", ""}));
  EXPECT_EQ(only_row("a"), (Cells{"a"}));
}

TEST(Csv, ACommaInQuotesIsPartOfItsCell) {
  EXPECT_EQ(only_row("1,\"https://shop.example/?a=1,2\",x"),
            (Cells{"1", "https://shop.example/?a=1,2", "x"}));
  EXPECT_EQ(only_row("\"a,b\""), (Cells{"a,b"}));
  EXPECT_EQ(only_row("\"a"), (Cells{"\"a"}));
  EXPECT_EQ(only_row("\"a\"\"b\",c"), (Cells{"\"a\"\"b\"", "c"}));
}

TEST(Csv, RowsAreNumberedByTheirLinesAndAGapIsAnError) {
  const auto rows = read_csv("a\nb\n\n");
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ(rows->back().number, 2u);
  EXPECT_TRUE(read_csv("")->empty());
  const auto gap = read_csv("a\n\nb");
  ASSERT_FALSE(gap);
  EXPECT_EQ(gap.error().message, "row 2: it is empty");
}

TEST(Csv, WhatIsShownOfItCannotSteerATerminal) {
  EXPECT_EQ(csv_quoted(std::string_view("a\0\33\xff", 4)), "\"a???\"");
  EXPECT_EQ(csv_quoted(std::string(41, 'x')), '"' + std::string(40, 'x') + "...\"");
}

TEST(CsvColumn, IsReadInOneWayOnly) {
  CsvColumn column;
  EXPECT_FALSE(column.in_seconds());
  EXPECT_EQ(*column.read("1.5", "after", "units", parse_span), Span{1'500});
  EXPECT_TRUE(*column.in_seconds());
  const auto mixed = column.read("2m", "after", "units", parse_span);
  ASSERT_FALSE(mixed);
  EXPECT_EQ(mixed.error().message, "\"2m\" mixes seconds with units; write all rows in one way");
  EXPECT_FALSE(column.read("nan", "after", "units", parse_span));
  EXPECT_FALSE(column.read("-1", "after", "units", parse_span));
  EXPECT_FALSE(column.read("", "after", "units", parse_span));
}

}  // namespace
}  // namespace asyncsim
