// Files that an update had to leave: -Verify finds them, and -reprocess catches up with them.
#include "base/text.h"
#include "client/testing/run_tests.h"
#include "mapi/testing/nickname_stream.h"

namespace repoint {
namespace {

const std::string kRoaming = "/home/jane/Roaming/Microsoft/Outlook/";
const std::string kLocal = "/home/jane/Local/Microsoft/Outlook/";
constexpr std::string_view kUtc = ".20260331T070511Z.bak";  // of the second run
const std::string kNicknames = kRoaming + "Jane.nk2";
const std::string kAutodiscover = kLocal + "a - Autodiscover.xml";
const std::string kGroups = kRoaming + "Jane.srs";

std::string StreamOf(const char* dn) {
  mapi::NicknameStream stream;
  mapi::AddExRow(stream, {.name = "Somebody", .dn = dn});
  return std::string(AsChars(stream.Build()));
}
const std::string kBefore = StreamOf("/o=Old/cn=jane");
const std::string kAfter = StreamOf("/o=New/cn=jane");

void SetFolders(World& world) {
  constexpr std::string_view kUserShell =
      "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders";
  world.registry.SetValue(kUserShell, "AppData", SzValue("/home/jane/Roaming")).value();
  world.registry.SetValue(kUserShell, "Local AppData", SzValue("/home/jane/Local")).value();
}

// Jane's profile was updated while another program held the files.
World OfHeldFiles() {
  World world = World::OfJane();
  SetFolders(world);
  world.files.Put(kNicknames, kBefore);
  world.files.Put(kAutodiscover, "<Server>oldsrv</Server>");
  for (const std::string& path : {kNicknames, kAutodiscover}) world.files.SetInUse(path, true);
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("updated Jane"));
  for (const std::string& path : {kNicknames, kAutodiscover}) world.files.SetInUse(path, false);
  world.files.Put(kGroups, "made anew by Outlook");
  return world;
}

Report Verify(World& world) {
  world.options.mode = Mode::kVerify;
  Report report = world.Update();
  world.options.mode = Mode::kUpdate;
  return report;
}

Report Reprocess(World& world) {
  world.options.reprocess = true;
  Report report = world.Update();
  world.options.reprocess = false;
  return report;
}

TEST(FilesLaterTest, TheWarningOfAHeldFileNamesReprocess) {
  World world = OfHeldFiles();
  world.files.SetInUse(kNicknames, true);
  EXPECT_THAT(Reprocess(world).profiles.at(0).warnings,
              Contains(AllOf(HasSubstr("Jane.nk2"), HasSubstr("run with -reprocess"))));
}

TEST(FilesLaterTest, VerifyNamesFilesThatStillNameTheSource) {
  World world = OfHeldFiles();
  const Report report = Verify(world);
  EXPECT_EQ(report.exit, kExitLeftovers);
  EXPECT_THAT(report.profiles.at(0).leftovers,
              ElementsAre(Leftover{kAutodiscover, "the old mailbox or server"},
                          Leftover{kNicknames, "old addresses in 1 row(s)"}));
  world.options.no_files = true;
  EXPECT_EQ(Verify(world).exit, kExitDone);
}

TEST(FilesLaterTest, ARunWithoutReprocessLeavesThem) {
  World world = OfHeldFiles();
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("done-before Jane"));
  EXPECT_EQ(world.files.Text(kNicknames), kBefore);
}

TEST(FilesLaterTest, ReprocessChangesWhatStillNamesTheSourceAndNothingElse) {
  World world = OfHeldFiles();
  EXPECT_THAT(Outcomes(Reprocess(world)), ElementsAre("updated Jane"));
  EXPECT_EQ(world.files.Text(kNicknames), kAfter);
  EXPECT_EQ(world.files.Text(kNicknames + std::string(kUtc)), kBefore);
  EXPECT_FALSE(world.files.Text(kAutodiscover));
  EXPECT_EQ(world.files.Text(kGroups), "made anew by Outlook");
  const Report report = Verify(world);
  EXPECT_THAT(report.profiles.at(0).leftovers, IsEmpty());
  EXPECT_EQ(report.exit, kExitDone);
}

// Outlook has filled in a value since that an update deletes: the registry changes once more, but
// the mailbox does not move again.
TEST(FilesLaterTest, ReprocessRenamesNothingOfTheNewMailboxAlsoWhenTheRegistryChanges) {
  World world = OfHeldFiles();
  const std::string oab = kLocal + "Offline Address Books/57721566-4901-4532-8606-065120900824/a";
  world.files.Put(oab, "downloaded anew");
  world.registry
      .SetValue(SettingsKey("Jane"), "001e667c", SzValue("57721566-4901-4532-8606-065120900824"))
      .value();
  EXPECT_THAT(Outcomes(Reprocess(world)), ElementsAre("updated Jane"));
  EXPECT_EQ(world.Setting("Jane", "001e667c"), "(none)");
  EXPECT_EQ(world.files.Text(kGroups), "made anew by Outlook");
  EXPECT_EQ(world.files.Text(oab), "downloaded anew");
  EXPECT_EQ(world.files.Text(kNicknames), kAfter);
}

// Neither the list nor the profile tells it any more.
TEST(FilesLaterTest, NamesThatOnlyTheOldProfileToldAreKnownByTheMark) {
  World world = World::OfJane();
  list::Row row = MoveOf("jane");
  row.source_smtp.clear();
  world.PutList({row});
  SetFolders(world);
  world.registry.SetValue(SettingsKey("Jane"), "001e6641", SzValue("jane@old.example")).value();
  world.files.Put(kAutodiscover, "<a>jane@old.example</a>");
  world.files.SetInUse(kAutodiscover, true);
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("updated Jane"));
  world.files.SetInUse(kAutodiscover, false);
  EXPECT_THAT(Verify(world).profiles.at(0).leftovers,
              ElementsAre(Leftover{kAutodiscover, "the old mailbox or server"}));
  for (int times = 0; times < 2; ++times) Reprocess(world);
  EXPECT_FALSE(world.files.Text(kAutodiscover));
  world.files.Put(kAutodiscover, "<a>jane@old.example</a>");
  EXPECT_EQ(Verify(world).exit, kExitLeftovers) << "the mark keeps them";
}

TEST(FilesLaterTest, AMailboxThatHasItsOldAddressAgainIsNotSearchedForIt) {
  World world = OfHeldFiles();
  list::Row back = MoveOf("jane");
  back.source_smtp.clear();
  back.target_smtp = "jane@old.example";
  world.PutList({back});
  world.files.Put(kAutodiscover, "<a>jane@old.example</a>");
  const Report report = Verify(world);
  EXPECT_THAT(report.profiles.at(0).leftovers,
              Not(Contains(testing::Field(&Leftover::place, kAutodiscover))));
}

TEST(FilesLaterTest, ALeftFileSteersNoTerminalAndMakesNoLine) {
  World world = OfHeldFiles();
  world.files.Put(kLocal + "\x1b[2J\ncurrent Autodiscover.xml", "OLDSRV");
  const std::string words = Words(Verify(world));
  EXPECT_THAT(words, HasSubstr("left: " + kLocal + "?[2J?current Autodiscover.xml"));
  EXPECT_THAT(words, Not(HasSubstr("\x1b")));
}

TEST(FilesLaterTest, ReprocessWithNothingLeftWritesNothing) {
  World world = OfHeldFiles();
  Reprocess(world);
  const std::string before = world.Runs();
  EXPECT_THAT(Outcomes(Reprocess(world)), ElementsAre("current Jane"));
  EXPECT_THAT(world.FilesIn(kRoaming.substr(0, kRoaming.size() - 1)),
              ElementsAre("Jane.nk2", "Jane.nk2" + std::string(kUtc), "Jane.srs"));
  EXPECT_EQ(world.Runs(), before) << "no journal";
}

TEST(FilesLaterTest, ADryRunOfReprocessSaysWhatItWouldDo) {
  World world = OfHeldFiles();
  world.options.dry_run = true;
  const Report report = Reprocess(world);
  EXPECT_THAT(Outcomes(report), ElementsAre("would-update Jane"));
  EXPECT_THAT(Words(report), HasSubstr("Jane.nk2" + std::string(kUtc) + ", re-addressed"));
  EXPECT_EQ(world.files.Text(kNicknames), kBefore);
}

TEST(FilesLaterTest, FilesHeldStillLeaveTheProfileCurrent) {
  World world = OfHeldFiles();
  for (const std::string& path : {kNicknames, kAutodiscover}) world.files.SetInUse(path, true);
  const Report report = Reprocess(world);
  EXPECT_THAT(Outcomes(report), ElementsAre("current Jane"));
  EXPECT_THAT(report.profiles.at(0).warnings, Contains(HasSubstr("another program holds it")));
}

TEST(FilesLaterTest, ItsRollbackBringsTheFilesBackAndTheNextOneTheRegistry) {
  World world = OfHeldFiles();
  Reprocess(world);
  EXPECT_THAT(Outcomes(world.Rollback()), ElementsAre("rolled-back Jane"));
  EXPECT_EQ(world.files.Text(kNicknames), kBefore);
  EXPECT_TRUE(world.files.Text(kAutodiscover));
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("done-before Jane"));
  EXPECT_THAT(Outcomes(world.Rollback()), ElementsAre("rolled-back Jane"));
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("updated Jane"));
}

TEST(FilesLaterTest, ReprocessIsDeferredWhileOutlookRuns) {
  World world = OfHeldFiles();
  world.outlook.running = true;
  EXPECT_THAT(Outcomes(Reprocess(world)), ElementsAre("deferred Jane"));
  EXPECT_EQ(world.files.Text(kNicknames), kBefore);
}

}  // namespace
}  // namespace repoint
