// Notices written to a folder, to be looked at before any is sent.
#include <gmock/gmock.h>

#include "base/testing/temp_folder.h"
#include "console/testing/notify_fixture.h"

namespace repoint::console {
namespace {

using testing::HasSubstr;

class NotifyDryRunTest : public NotifyFixture {};

INSTANTIATE_TEST_SUITE_P(Engines, NotifyDryRunTest, testing::ValuesIn(kTestEngines),
                         TestEngineName<testing::TestParamInfo<TestEngine>>);

TEST_P(NotifyDryRunTest, IsRefusedAmongMailsOfAnotherRun) {
  const SmtpServer server;
  const TempFolder folder;
  AddWaiting("a@contoso.example");
  options.dry_run_folder = folder.path();
  ASSERT_THAT(Notify(server), IsOk());
  ASSERT_THAT(Notify(server, "day"), IsOk()) << "the same people: replaced";
  EXPECT_THAT(TextOf(folder / "a@contoso.example.eml"), HasSubstr("tomorrow"));
  for (const char* name : {"b@contoso.example.eml", "notes.txt"}) {
    ASSERT_THAT(SystemFiles().WriteWhole(folder / name, AsBytes("old"), Access::kDefault), IsOk());
  }
  const auto refused = Notify(server);
  ASSERT_THAT(refused, FailsWith(ErrorCode::kConflict));
  EXPECT_THAT(refused.error().message, HasSubstr("a mail of another run, such as b@contoso"));
  EXPECT_THAT(TextOf(folder / "a@contoso.example.eml"), HasSubstr("tomorrow"))
      << "nothing is written";
  AddWaiting("b@contoso.example");
  EXPECT_THAT(Notify(server), IsOk());
}

TEST_P(NotifyDryRunTest, WritesMailsAndSendsAndRemembersNothing) {
  const SmtpServer server;
  const TempFolder folder;
  AddWaiting("sent@contoso.example");
  ASSERT_THAT(Notify(server), IsOk());
  AddWaiting("jane@contoso.example");
  AddWaiting("o/../x@contoso.example");
  AddWaiting("not an address");
  options.dry_run_folder = folder / "out";
  const auto result = Notify(server);
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->already, 1u);
  EXPECT_EQ(result->failed, 2u);
  EXPECT_EQ(result->sent, 1u);
  EXPECT_THAT(SystemFiles().List(folder / "out"),
              IsOkAndHolds(std::vector<std::string>{"jane@contoso.example.eml"}));
  EXPECT_THAT(TextOf(folder / "out/jane@contoso.example.eml"),
              HasSubstr("To: jane@contoso.example\r\n"));
  EXPECT_EQ(server.Mails().size(), 1u);
  EXPECT_EQ(AskDatabase(*database, "SELECT COUNT(*) FROM notice"), "1");
}

TEST_P(NotifyDryRunTest, NamesAreFileNames) {
  const SmtpServer server;
  const TempFolder folder;
  AddWaiting("a/b@contoso.example");
  AddWaiting("nul.a@contoso.example");
  options.dry_run_folder = folder.path();
  ASSERT_THAT(Notify(server), IsOk());
  EXPECT_THAT(SystemFiles().List(folder.path()),
              IsOkAndHolds(std::vector<std::string>{"%6Eul.a@contoso.example.eml",
                                                    "a%2Fb@contoso.example.eml"}));
}

}  // namespace
}  // namespace repoint::console
