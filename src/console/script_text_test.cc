#include "console/script_text.h"

#include <gmock/gmock.h>

#include "base/testing/result_matchers.h"

namespace repoint::console {
namespace {

TEST(ScriptTextTest, VariablesStayAndOtherPercentSignsAreDoubledForCmd) {
  EXPECT_EQ(CmdText("\\\\%USERDNSDOMAIN%\\NETLOGON"), "\\\\%USERDNSDOMAIN%\\NETLOGON");
  EXPECT_EQ(CmdText("%ProgramFiles(x86)%\\a"), "%ProgramFiles(x86)%\\a");
  EXPECT_EQ(CmdText("100% sure"), "100%% sure");
  EXPECT_EQ(CmdText("50%-60% of %A%"), "50%%-60%% of %A%");
  EXPECT_EQ(CmdText("5%%A%"), "5%%%A%") << "a percent sign, and a variable";
}

TEST(ScriptTextTest, ArgumentsAreQuotedWhereCmdOrAProgramWouldCutThem) {
  EXPECT_EQ(CmdArgument("-RunOutlook"), "-RunOutlook");
  EXPECT_EQ(CmdArgument("/cleanReminders"), "/cleanReminders");
  EXPECT_EQ(CmdArgument("/a /b"), "\"/a /b\"");
  EXPECT_EQ(CmdArgument("a&b"), "\"a&b\"");
  EXPECT_EQ(CmdArgument("a^b!"), "\"a^b!\"");
  EXPECT_EQ(CmdArgument("\\\\srv\\r\\"), "\"\\\\srv\\r\\\\\"")
      << "the last one would hide the mark";
  EXPECT_EQ(CmdArgument("a;b,c=d"), "\"a;b,c=d\"");
  EXPECT_EQ(CmdArgument(""), "\"\"");
}

TEST(ScriptTextTest, LiteralsOfPowerShellAndYamlDoubleTheirMark) {
  EXPECT_EQ(PowerShellText("O'Hara $x `n"), "'O''Hara $x `n'");
  EXPECT_EQ(YamlText("O'Hara: #1"), "'O''Hara: #1'");
}

TEST(ScriptTextTest, WhatNoScriptCanHoldIsRefused) {
  for (const char* text : {"a\"b", "a\nb", "a\tb", "M\u00FCller", "{{ x }}", "{% x %}", "\x7F"}) {
    const Status status = CheckScriptText("the share", text);
    ASSERT_THAT(status, FailsWith(ErrorCode::kUsage)) << text;
    EXPECT_THAT(status.error().message, testing::StartsWith("the share "));
  }
  EXPECT_THAT(CheckScriptText("the share", "\\\\srv\\A & B ^ (C)! 'x' %Y% 5%"), IsOk());
}

TEST(ScriptTextTest, PlacesOfATemplateAreFilledOnce) {
  EXPECT_THAT(FillTemplate("a @@X@@ b@@Y@@", {{"X", "@@Y@@"}, {"Y", ""}}),
              IsOkAndHolds("a @@Y@@ b"));
  EXPECT_THAT(FillTemplate("a @@Z@@", {{"X", "1"}}), FailsWith(ErrorCode::kInternal));
  EXPECT_THAT(FillTemplate("a @@X", {{"X", "1"}}), FailsWith(ErrorCode::kInternal));
}

TEST(ScriptTextTest, LineEndsBecomeThoseOfWindows) { EXPECT_EQ(WithCrlf("a\nb\n"), "a\r\nb\r\n"); }

}  // namespace
}  // namespace repoint::console
