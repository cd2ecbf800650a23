#include "outlook/outlook.h"

#include <gtest/gtest.h>

namespace repoint {
namespace {

constexpr std::string_view kProgram = R"(C:\Program Files\Office16\OUTLOOK.EXE)";

// What CommandLineToArgvW makes of the same line is written in the comment above each expectation.
TEST(OutlookCommandLineTest, QuotesProgramAndProfile) {
  // C:\Program Files\Office16\OUTLOOK.EXE | /profile | Doe, Jörg
  EXPECT_EQ(OutlookCommandLine(kProgram, "Doe, Jörg", ""),
            R"("C:\Program Files\Office16\OUTLOOK.EXE" /profile "Doe, Jörg")");
}

TEST(OutlookCommandLineTest, QuotesAProfileWithoutSpacesToo) {
  EXPECT_EQ(OutlookCommandLine("o.exe", "Outlook", ""), R"("o.exe" /profile "Outlook")");
}

TEST(OutlookCommandLineTest, PassesOptionsAsTheyAre) {
  EXPECT_EQ(OutlookCommandLine("o.exe", "Outlook", R"(/cleanviews  /select "outlook:Inbox")"),
            R"("o.exe" /profile "Outlook" /cleanviews  /select "outlook:Inbox")");
}

TEST(OutlookCommandLineTest, EscapesAQuoteInTheProfile) {
  // o.exe | /profile | the "new" one
  EXPECT_EQ(OutlookCommandLine("o.exe", R"(the "new" one)", ""),
            R"("o.exe" /profile "the \"new\" one")");
}

TEST(OutlookCommandLineTest, DoublesBackslashesBeforeAQuote) {
  // o.exe | /profile | a\"b
  EXPECT_EQ(OutlookCommandLine("o.exe", R"(a\"b)", ""), R"("o.exe" /profile "a\\\"b")");
}

TEST(OutlookCommandLineTest, DoublesBackslashesAtTheEndOfTheProfile) {
  // o.exe | /profile | CORP\ | /x
  EXPECT_EQ(OutlookCommandLine("o.exe", R"(CORP\)", "/x"), R"("o.exe" /profile "CORP\\" /x)");
}

TEST(OutlookCommandLineTest, LeavesBackslashesInsideTheProfile) {
  EXPECT_EQ(OutlookCommandLine("o.exe", R"(CORP\jdoe)", ""), R"("o.exe" /profile "CORP\jdoe")");
}

TEST(OutlookCommandLineTest, GivesAnEmptyProfileItsQuotes) {
  EXPECT_EQ(OutlookCommandLine("o.exe", "", ""), R"("o.exe" /profile "")");
}

}  // namespace
}  // namespace repoint
