#include "base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/system.h"

namespace repoint {
namespace {

std::string Formatted(LogLevel level) {
  return FormatLogLine({.unix_millis = 1774940709'123, .level = level, .text = "text"});
}

TEST(Log, FormatsTimeLevelAndText) {
  EXPECT_EQ(Formatted(LogLevel::kDetail), "2026-03-31T07:05:09Z detail   text");
  EXPECT_EQ(Formatted(LogLevel::kInfo), "2026-03-31T07:05:09Z info     text");
  EXPECT_EQ(Formatted(LogLevel::kWarning), "2026-03-31T07:05:09Z warning  text");
  EXPECT_EQ(Formatted(LogLevel::kError), "2026-03-31T07:05:09Z error    text");
}

TEST(Log, KeepsLinesInOrderWithTheirTime) {
  Log log;
  const int64_t before = NowMillis();
  log.Info("one");
  log.Error("two");
  ASSERT_EQ(log.lines().size(), 2u);
  EXPECT_EQ(log.lines()[0].text, "one");
  EXPECT_EQ(log.lines()[0].level, LogLevel::kInfo);
  EXPECT_EQ(log.lines()[1].level, LogLevel::kError);
  EXPECT_GE(log.lines()[0].unix_millis, before);
}

TEST(Log, ATextIsOneLine) {
  Log log;
  log.Warning("a\r\nb\tc\x1B[2J \u00F6");
  EXPECT_EQ(log.lines()[0].text, "a  b c [2J \u00F6");
}

}  // namespace
}  // namespace repoint
