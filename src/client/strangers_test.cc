// People who are not listed: the program runs in everyone's logon script and leaves them in peace.
#include "client/render.h"
#include "client/testing/run_tests.h"

namespace repoint {
namespace {

constexpr std::string_view kNewOutlook =
    "\n[HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\16.0\\Outlook\\Preferences]\n"
    "\"UseNewOutlook\"=dword:00000001\n";
// A profile without an Exchange account.
constexpr std::string_view kHome =
    "\n[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging "
    "Subsystem\\Profiles\\Home\\9207f3e0a3b11019908b08002b2a56c2]\n";

World OfBob(std::string_view more = "") {
  return World(ProfileText("Bob", "bob") + std::string(more), {MoveOf("jane")});
}

TEST(StrangersTest, OfTheNewOutlookAndAnOldProfileCostOneLineWithoutAdvice) {
  World world = OfBob(kNewOutlook);
  for (const Mode mode : {Mode::kUpdate, Mode::kVerify}) {
    world.options.mode = mode;
    const Report report = world.Update();
    EXPECT_EQ(Shown(report),
              "not-listed    no mailbox of the 1 profile(s) of jane is in the list\n");
    EXPECT_EQ(report.exit, kExitDone);
  }
}

TEST(StrangersTest, OfTheNewOutlookWithoutAnyProfileCostOneLineWithoutAdvice) {
  World world("[HKEY_CURRENT_USER\\Software]\n" + std::string(kNewOutlook), {MoveOf("jane")});
  for (const Mode mode : {Mode::kUpdate, Mode::kVerify}) {
    world.options.mode = mode;
    const Report report = world.Update();
    EXPECT_EQ(Shown(report),
              "new-outlook   jane uses the new Outlook, which has no profile here\n");
    EXPECT_EQ(report.exit, kExitDone);
  }
}

TEST(StrangersTest, HearNothingOfTheNewOutlookWhenAProfileIsNamed) {
  World world = OfBob(kNewOutlook);
  world.options.profiles = {"Bob"};
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("not-listed Bob"));
}

TEST(NewOutlookTest, StandsBesideProfilesOfTheRegistryWithAdviceForWhoIsListed) {
  World world(ProfileText("Jane", "jane") + std::string(kNewOutlook), {MoveOf("jane")});
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane", "new-outlook (new Outlook)"));
  EXPECT_THAT(Shown(report), HasSubstr("add the new account there by hand"));
  EXPECT_EQ(report.exit, kExitDone);
}

TEST(NewOutlookTest, IsNoMatterOfACheckOfProfiles) {
  World world(ProfileText("Jane", "jane") + std::string(kNewOutlook), {MoveOf("jane")});
  world.options.mode = Mode::kVerify;
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("would-update Jane"));
}

TEST(ProfilesTest, OfTheNewOutlookIsNamed) {
  World world(kNewOutlook, {MoveOf("jane")});
  EXPECT_THAT(Words(world.Update()), HasSubstr("new-outlook"));
}

TEST(StrangersTest, WithoutExchangeAreToldApart) {
  World world(kHome, {MoveOf("jane")});
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("no-exchange Home"));
  EXPECT_EQ(Shown(report), "no-exchange   none of the 1 profile(s) of jane has Exchange\n");
}

TEST(StrangersTest, AreNamedEachWithVerboseAndInTheLog) {
  World world = OfBob(kHome);
  Report report = world.Update();
  EXPECT_THAT(Shown(report), Not(HasSubstr("Bob")));
  EXPECT_THAT(Words(report),
              AllOf(HasSubstr("not-listed    Bob\n"), HasSubstr("no-exchange   Home\n")));
  EXPECT_EQ(world.WriteOutputs(report), kExitDone);
  EXPECT_THAT(*world.files.Text("/state/EMProfileUpdate.log"),
              AllOf(HasSubstr("not-listed    Bob\n"), HasSubstr("no-exchange   Home\n")));
}

TEST(StrangersTest, DoNotWaitForOutlook) {
  World world = OfBob();
  world.outlook.running = true;
  world.options.wait_outlook_minutes = 10;
  const Report report = world.Update();
  EXPECT_EQ(report.exit, kExitDone);
  EXPECT_THAT(Outcomes(report), ElementsAre("not-listed Bob"));
  EXPECT_THAT(world.sleeps, IsEmpty());
}

TEST(StrangersTest, NeitherDoPeopleWhoWereDoneBefore) {
  World world(ProfileText("Jane", "jane"), {MoveOf("jane")});
  world.Update();
  world.outlook.running = true;
  world.options.wait_outlook_minutes = 10;
  const Report report = world.Update();
  EXPECT_EQ(report.exit, kExitDone);
  EXPECT_THAT(Outcomes(report), ElementsAre("done-before Jane"));
  EXPECT_THAT(world.sleeps, IsEmpty());
}

// --- Warnings about the list

constexpr std::string_view kWithoutHeader =
    "/o=Old/cn=jane\t/o=New/cn=jane\tjane@old.example\tjane@new.example\n";

TEST(StrangersTest, DoNotSeeWarningsAboutTheList) {
  World world = OfBob();
  world.files.Put(*world.options.list, kWithoutHeader);
  Report report = world.Update();
  ASSERT_THAT(report.asides, Not(IsEmpty())) << "a list without header is a warning";
  EXPECT_EQ(Shown(report), "not-listed    no mailbox of the 1 profile(s) of jane is in the list\n");
  const std::string warning = "warning: " + report.asides[0];
  EXPECT_THAT(Words(report), HasSubstr(warning));
  EXPECT_THAT(RenderJson(report), HasSubstr(report.asides[0]));
  EXPECT_EQ(world.WriteOutputs(report), kExitDone);
  EXPECT_THAT(*world.files.Text("/state/EMProfileUpdate.log"), HasSubstr(warning));
}

TEST(WarningsTest, AboutTheListAreForThoseWhoAreListed) {
  World world(ProfileText("Jane", "jane"));
  world.files.Put(*world.options.list, kWithoutHeader);
  EXPECT_THAT(Shown(world.Update()), StartsWith("warning: "));
}

TEST(StrangersTest, SeeThatAReportCouldNotBeWritten) {
  World world = OfBob();
  world.options.report = "/not/there";
  Report report = world.Update();
  EXPECT_EQ(world.WriteOutputs(report), kExitReport);
  EXPECT_THAT(Shown(report), HasSubstr("the report or log could not be written"));
}

}  // namespace
}  // namespace repoint
