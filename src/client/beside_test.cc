// The files beside a profile: which are moved, which stay, and what happens to those that cannot be
// moved.
#include "base/testing/faulty_files.h"
#include "base/text.h"
#include "client/testing/run_tests.h"
#include "mapi/autocomplete.h"
#include "mapi/testing/nickname_stream.h"

namespace repoint {
namespace {

using testing::Contains;
using testing::UnorderedElementsAre;

const std::string kRoaming = "/home/jane/Roaming/Microsoft/Outlook/";
const std::string kLocal = "/home/jane/Local/Microsoft/Outlook/";
constexpr std::string_view kUserShell =
    "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders";
constexpr std::string_view kUtc = ".20260331T070510Z.bak";
const std::string kOabGuid = "57721566-4901-4532-8606-065120900824";

void SetFolders(World& world) {
  world.registry.SetValue(kUserShell, "AppData", SzValue("/home/jane/Roaming")).value();
  world.registry.SetValue(kUserShell, "Local AppData", SzValue("/home/jane/Local")).value();
}

World OfJaneAtHome() {
  World world = World::OfJane();
  SetFolders(world);
  return world;
}

std::vector<std::string> Warnings(const Report& report) { return report.profiles.at(0).warnings; }

TEST(BesideTest, OnlyAutodiscoverCachesThatNameTheSourceAreRenamed) {
  World world = OfJaneAtHome();
  world.files.Put(kLocal + "a - Autodiscover.xml", "<Server>oldsrv</Server>");
  world.files.Put(kLocal + "16/b/Autodiscover.xml", "JANE@OLD.EXAMPLE");
  world.files.Put(kLocal + "c - Autodiscover.xml", "jane@old.example.org OLDSRV2");
  world.Update();
  EXPECT_THAT(
      world.FilesIn(kLocal.substr(0, kLocal.size() - 1)),
      UnorderedElementsAre("a - Autodiscover.xml" + std::string(kUtc), "c - Autodiscover.xml"));
  EXPECT_TRUE(world.files.Text(kLocal + "16/b/Autodiscover.xml" + std::string(kUtc)));
}

TEST(BesideTest, TheOfflineAddressBookIsTheAccountsOwnAndStaysWhenAsked) {
  const std::string folder = kLocal + "Offline Address Books/";
  for (const bool keep : {false, true}) {
    World world = OfJaneAtHome();
    world.options.rename_oab = !keep;
    world.registry.SetValue(SettingsKey("Jane"), "001e667c", SzValue("{" + kOabGuid + "}")).value();
    world.files.Put(folder + kOabGuid + "/udetails.oab", "x");
    world.files.Put(folder + "11111111-4901-4532-8606-065120900824/udetails.oab", "x");
    world.Update();
    EXPECT_EQ(world.files.Text(folder + kOabGuid + "/udetails.oab").has_value(), keep);
    EXPECT_EQ(world.files.Text(folder + kOabGuid + std::string(kUtc) + "/udetails.oab").has_value(),
              !keep);
    EXPECT_TRUE(world.files.Text(folder + "11111111-4901-4532-8606-065120900824/udetails.oab"));
    world.Rollback();
    EXPECT_TRUE(world.files.Text(folder + kOabGuid + "/udetails.oab"));
  }
}

TEST(BesideTest, AnOfflineAddressBookThatAnAccountUsesWhichStaysIsNotRenamed) {
  World world(ProfileText("Jane", "jane") + ProfileText("Bob", "bob"), {MoveOf("jane")});
  SetFolders(world);
  for (const char* profile : {"Jane", "Bob"}) {
    world.registry.SetValue(SettingsKey(profile), "001e667c", SzValue("{" + kOabGuid + "}"))
        .value();
  }
  const std::string file = kLocal + "Offline Address Books/" + kOabGuid + "/udetails.oab";
  world.files.Put(file, "x");
  EXPECT_THAT(Outcomes(world.Update()), Contains("updated Jane"));
  EXPECT_TRUE(world.files.Text(file));
}

TEST(BesideTest, UpTo2003TheOfflineAddressBookBesideTheOstIsRenamedUnlessShared) {
  for (const bool shared : {false, true}) {
    World world(ProfileText("Jane", "jane") + (shared ? ProfileText("Bob", "bob") : ""),
                {MoveOf("jane")});
    SetFolders(world);
    world.files.Put("/ost/browse.oab", "x");
    world.Update();
    EXPECT_EQ(world.files.Text("/ost/browse.oab").has_value(), shared);
  }
}

TEST(BesideTest, FavoritesStayUnlessAsked) {
  for (const bool rename : {false, true}) {
    World world = OfJaneAtHome();
    world.options.rename_favorites = rename;
    world.files.Put(kRoaming + "Jane.xml", "x");
    world.files.Put(kRoaming + "Other.xml", "x");
    world.Update();
    EXPECT_EQ(world.files.Text(kRoaming + "Jane.xml").has_value(), !rename);
    EXPECT_TRUE(world.files.Text(kRoaming + "Other.xml"));
  }
}

TEST(BesideTest, SendReceiveGroupsOfAProfileThatStaysAreNotRenamed) {
  for (const bool stays : {false, true}) {
    World world(ProfileText("Jane", "jane") + (stays ? ProfileText("Outlook", "bob") : ""),
                {MoveOf("jane")});
    SetFolders(world);
    world.files.Put(kRoaming + "Jane.srs", "x");
    world.files.Put(kRoaming + "Outlook.srs", "x");
    world.Update();
    EXPECT_FALSE(world.files.Text(kRoaming + "Jane.srs"));
    EXPECT_EQ(world.files.Text(kRoaming + "Outlook.srs").has_value(), stays);
  }
}

TEST(BesideTest, AHeldFileStaysWithAWarningAndTheRegistryIsUpdated) {
  World world = OfJaneAtHome();
  world.files.Put(kRoaming + "Jane.srs", "x");
  world.files.SetInUse(kRoaming + "Jane.srs", true);
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  EXPECT_THAT(Warnings(report), Contains(AllOf(HasSubstr("send/receive groups stay as they are"),
                                               HasSubstr("another program holds it"))));
  EXPECT_TRUE(world.files.Text(kRoaming + "Jane.srs"));
}

// As a folder that cannot be written to: the rename fails, and nothing told so before.
TEST(BesideTest, AFileThatCannotBeRenamedStaysWithAWarningAndTheRegistryIsUpdated) {
  World world = OfJaneAtHome();
  const std::string srs = kRoaming + "Jane.srs";
  world.files.Put(srs, "x");
  world.files.Put(kLocal + "Autodiscover.xml", "OLDSRV");
  class ReadOnlyFolder : public FaultyFiles {
   public:
    using FaultyFiles::FaultyFiles;
    Status Rename(std::string_view from, std::string_view to) override {
      if (!from.ends_with(".srs")) return FaultyFiles::Rename(from, to);
      return Fail(ErrorCode::kDenied, "no permission", std::string(from));
    }
  } read_only(world.files);
  const Report report = world.Update(world.registry, read_only);
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  EXPECT_THAT(Warnings(report), Contains(AllOf(HasSubstr(srs), HasSubstr("no permission"))));
  EXPECT_TRUE(world.files.Text(srs));
  EXPECT_FALSE(world.files.Text(kLocal + "Autodiscover.xml")) << "the others are moved";
  EXPECT_EQ(world.Setting("Jane", "001f6602"), "NEWSRV");
  EXPECT_EQ(world.Rollback().exit, kExitDone);
  EXPECT_TRUE(world.files.Text(kLocal + "Autodiscover.xml"));
}

TEST(BesideTest, AnOstThatCannotBeRenamedFailsTheProfileAndNothingIsChanged) {
  World world = OfJaneAtHome();
  world.files.Put(kRoaming + "Jane.srs", "x");
  const Contents before = world.Profile("Jane");
  class ReadOnlyFolder : public FaultyFiles {
   public:
    using FaultyFiles::FaultyFiles;
    Status Rename(std::string_view from, std::string_view to) override {
      if (!from.ends_with(".ost")) return FaultyFiles::Rename(from, to);
      return Fail(ErrorCode::kDenied, "no permission", std::string(from));
    }
  } read_only(world.files);
  EXPECT_THAT(Outcomes(world.Update(world.registry, read_only)), ElementsAre("failed Jane"));
  EXPECT_EQ(world.Profile("Jane"), before);
  EXPECT_TRUE(world.files.Text(kRoaming + "Jane.srs"));
}

TEST(BesideTest, MissingFoldersAreNoReasonToFailOrToWarn) {
  World world = OfJaneAtHome();
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  EXPECT_THAT(Warnings(report), ElementsAre(HasSubstr("the old OST becomes")));
}

TEST(BesideTest, AnOstThatNoValueNamesIsFoundByItsAddressInTheDefaultFolder) {
  World world = OfJaneAtHome();
  world.registry.DeleteValue(SettingsKey("Jane"), "001f6610").value();
  world.registry.SetValue(SettingsKey("Jane"), "00036601", {kRegBinary, {0x84, 0x11, 0, 0}})
      .value();
  world.files.Put(kLocal + "jane@old.example.ost", "mail");
  world.files.Put(kLocal + "bob@old.example.ost", "mail");
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  EXPECT_TRUE(world.files.Text(kLocal + "jane@old.example.ost" + std::string(kUtc)));
  EXPECT_TRUE(world.files.Text(kLocal + "bob@old.example.ost"));
  EXPECT_THAT(Words(report), Not(HasSubstr("does not say where")));
  EXPECT_EQ(world.Rollback().exit, kExitDone);
  EXPECT_TRUE(world.files.Text(kLocal + "jane@old.example.ost"));
}

TEST(BesideTest, AnOstOfAnotherNameIsTakenOnlyWhereItCanBeNobodyElses) {
  for (const bool alone : {true, false}) {
    World world(ProfileText("Jane", "jane") + (alone ? "" : ProfileText("Bob", "bob")),
                {MoveOf("jane")});
    SetFolders(world);
    world.registry.DeleteValue(SettingsKey("Jane"), "001f6610").value();
    world.registry.SetValue(SettingsKey("Jane"), "00036601", {kRegBinary, {0x84, 0x11, 0, 0}})
        .value();
    world.files.Put(kLocal + "outlook.ost", "mail");
    const Report report = world.Update();
    EXPECT_EQ(world.files.Text(kLocal + "outlook.ost").has_value(), !alone);
    EXPECT_EQ(Words(report).contains("does not say where"), !alone);
  }
}

TEST(BesideTest, SearchValuesOfTheOldOstGoAndComeBack) {
  const std::string catalog = "Software\\Microsoft\\Office\\14.0\\Outlook\\Search\\Catalog";
  for (const bool shared : {false, true}) {
    World world(ProfileText("Jane", "jane") + (shared ? ProfileText("Bob", "jane") : ""),
                {MoveOf("jane")});
    world.options.profiles = {"Jane"};
    world.registry.SetValue(catalog, "/OST/jane.ost", DwordValue(7)).value();
    world.registry.SetValue(catalog, "/ost/bob.ost", DwordValue(7)).value();
    const Report report = world.Update();
    EXPECT_EQ(world.registry.GetValue(catalog, "/OST/jane.ost").value().has_value(), shared);
    EXPECT_TRUE(world.registry.GetValue(catalog, "/ost/bob.ost").value());
    EXPECT_EQ(Words(report).contains("search index of the old OST"), !shared);
    EXPECT_EQ(world.Rollback().exit, kExitDone);
    EXPECT_EQ(world.registry.GetValue(catalog, "/ost/jane.ost").value(), DwordValue(7));
  }
}

TEST(BesideTest, RulesAndAddressBooksThatNameListedPeopleAreReportedAndNeverTouched) {
  World world = OfJaneAtHome();
  world.files.Put(kRoaming + "my.rwz", "EX:/O=OLD/CN=JANE;");
  world.files.Put(kRoaming + "other.rwz", "EX:/o=Old/cn=bob;");
  world.files.Put("/pab/jane.pab", "/o=Old/cn=jane");
  world.registry
      .SetValue(JoinKey(ProfileKey("Jane"), "77777777777777777777777777777777"), "001f6600",
                SzValue("/pab/jane.pab"))
      .value();
  const Report report = world.Update();
  EXPECT_THAT(Warnings(report), Contains(HasSubstr("rules file " + kRoaming + "my.rwz")));
  EXPECT_THAT(Warnings(report), Contains(HasSubstr("address book /pab/jane.pab")));
  EXPECT_THAT(Words(report), Not(HasSubstr("other.rwz")));
  EXPECT_EQ(world.files.Text(kRoaming + "my.rwz"), "EX:/O=OLD/CN=JANE;");
  EXPECT_EQ(world.files.Text("/pab/jane.pab"), "/o=Old/cn=jane");
}

TEST(BesideTest, NothingBesideAProfileThatIsNotListedIsTouched) {
  World world(ProfileText("Bob", "bob"), {MoveOf("jane")});
  SetFolders(world);
  world.files.Put(kRoaming + "Bob.srs", "x");
  world.files.Put(kLocal + "Autodiscover.xml", "OLDSRV jane@old.example");
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("not-listed Bob"));
  EXPECT_TRUE(world.files.Text(kRoaming + "Bob.srs"));
  EXPECT_TRUE(world.files.Text(kLocal + "Autodiscover.xml"));
}

TEST(BesideTest, AFileThatNoJournalCouldNameStays) {
  World world = OfJaneAtHome();
  world.files.Put(kLocal + "\xe4 Autodiscover.xml", "OLDSRV jane@old.example");
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  EXPECT_THAT(Warnings(report), Contains(HasSubstr("is not UTF-8")));
  EXPECT_TRUE(world.files.Text(kLocal + "\xe4 Autodiscover.xml"));
}

TEST(BesideTest, AForcedRollbackSaysWhichFilesDoNotComeBack) {
  World world = OfJaneAtHome();
  world.files.Put(kRoaming + "Jane.srs", "groups");
  world.Update();
  ASSERT_THAT(world.files.Remove(kRoaming + "Jane.srs" + std::string(kUtc)), IsOk());
  world.options.force = true;
  const Report report = world.Rollback();
  EXPECT_EQ(report.exit, kExitDone);
  EXPECT_THAT(report.warnings, Contains(AllOf(HasSubstr("Jane.srs"), HasSubstr("come back"))));
}

TEST(BesideTest, NoNameOfAFileSteersATerminalOrMakesALine) {
  World world = OfJaneAtHome();
  world.files.Put(kLocal + "\x1b[2J\nupdated Autodiscover.xml", "OLDSRV jane@old.example");
  const std::string words = Words(world.Update());
  EXPECT_THAT(words, HasSubstr("?[2J?updated Autodiscover.xml"));
  EXPECT_THAT(words, Not(HasSubstr("\x1b")));
}

// --- nicknames

const std::string kNicknames = kRoaming + "Jane.nk2";
const std::string kStream = kLocal + "RoamCache/Stream_Autocomplete_0.dat";

// A stream with these people of Exchange.
std::string StreamOf(const std::vector<const char*>& dns) {
  mapi::NicknameStream stream;
  for (const char* dn : dns) mapi::AddExRow(stream, {.name = "Somebody", .dn = dn});
  return std::string(AsChars(stream.Build()));
}
const std::string kBefore = StreamOf({"/o=Old/cn=jane", "/o=Old/cn=jim", "/o=Old/cn=bob"});
const std::string kAfter = StreamOf({"/o=New/cn=jane", "/o=New/cn=jim", "/o=Old/cn=bob"});

World OfNicknames() {
  World world = OfJaneAtHome();
  world.PutList({MoveOf("jane"), MoveOf("jim")});
  world.files.Put(kNicknames, kBefore);
  world.files.Put(kStream, kBefore);
  return world;
}

TEST(NicknameFileTest, ListedRecipientsAreReaddressedAndTheOldFileIsKept) {
  World world = OfNicknames();
  const Report report = world.Update();
  EXPECT_EQ(world.files.Text(kNicknames), kAfter);
  EXPECT_EQ(world.files.Text(kNicknames + std::string(kUtc)), kBefore);
  EXPECT_EQ(world.files.Text(kStream), kBefore) << "only when asked";
  EXPECT_THAT(Words(report), HasSubstr("Jane.nk2" + std::string(kUtc) + ", re-addressed"));
}

TEST(NicknameFileTest, TheAutocompleteCacheIsReaddressedWhenAsked) {
  World world = OfNicknames();
  world.options.update_nicknames = false;
  world.options.update_autocomplete = true;
  world.Update();
  EXPECT_EQ(world.files.Text(kNicknames), kBefore);
  EXPECT_EQ(world.files.Text(kStream), kAfter);
}

TEST(NicknameFileTest, ACacheThatProfilesShareIsReaddressedOnce) {
  World world = World::OfSharedOst();
  SetFolders(world);
  world.files.Put(kStream, StreamOf({"/o=Old/cn=jane"}));
  world.options.update_autocomplete = true;
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated A", "updated B"));
  EXPECT_EQ(world.files.Text(kStream), StreamOf({"/o=New/cn=jane"}));
  EXPECT_THAT(Words(report), Not(HasSubstr("stays as it is")));
}

TEST(NicknameFileTest, OneThatDoesNotDecodeOrNamesNobodyStays) {
  World world = OfNicknames();
  const std::string damaged = kBefore.substr(0, kBefore.size() - 30);
  world.files.Put(kNicknames, damaged);
  EXPECT_THAT(Warnings(world.Update()),
              Contains(AllOf(HasSubstr("Jane.nk2: "), HasSubstr("is left alone"))));
  EXPECT_EQ(world.files.Text(kNicknames), damaged);
  World nobody = OfNicknames();
  nobody.files.Put(kNicknames, StreamOf({"/o=Old/cn=bob"}));
  nobody.Update();
  EXPECT_FALSE(nobody.files.Text(kNicknames + std::string(kUtc)));
}

TEST(NicknameFileTest, OneThatIsTooLargeOrCannotBeReadStaysAndTheWarningSaysWhatToDo) {
  class Unreadable : public FaultyFiles {
   public:
    using FaultyFiles::FaultyFiles;
    Result<std::unique_ptr<ReadableFile>> Open(std::string_view path) override {
      if (!path.ends_with(".nk2")) return FaultyFiles::Open(path);
      return Fail(ErrorCode::kDenied, "no permission", std::string(path));
    }
  };
  World denied = OfNicknames();
  Unreadable unreadable(denied.files);
  EXPECT_THAT(Warnings(denied.Update(denied.registry, unreadable)),
              Contains(AllOf(StartsWith(kNicknames + ": no permission; it is left alone: "),
                             HasSubstr("give it to -NicknameFile"))));
  World large = OfNicknames();
  large.files.Put(kNicknames, std::string(mapi::kMaxAutocompleteSize + 1, 'x'));
  EXPECT_THAT(Warnings(large.Update()), Contains(AllOf(StartsWith(kNicknames + ": larger than "),
                                                       HasSubstr("rename it by hand"))));
}

TEST(NicknameFileTest, IsTakenBackAndTheRollbackTakenBack) {
  World world = OfNicknames();
  world.Update();
  const Report back = world.Rollback();
  EXPECT_EQ(back.exit, kExitDone);
  EXPECT_EQ(world.files.Text(kNicknames), kBefore);
  EXPECT_THAT(world.FilesIn(kRoaming.substr(0, kRoaming.size() - 1)), ElementsAre("Jane.nk2"));
  world.options.rollback_id = back.profiles.at(0).journal;
  EXPECT_EQ(world.Rollback().exit, kExitDone);
  EXPECT_EQ(world.files.Text(kNicknames), kAfter);
}

// Nothing can be written beside a nickname file.
class NoRoomForNicknames : public FaultyFiles {
 public:
  NoRoomForNicknames(FileSystem& files, Error error)
      : FaultyFiles(files), error_(std::move(error)) {}
  Result<std::unique_ptr<WholeFile>> CreateWhole(std::string_view path, Access access) override {
    if (!path.ends_with(".nk2")) return FaultyFiles::CreateWhole(path, access);
    return std::unexpected(error_);
  }

 private:
  Error error_;
};

TEST(NicknameFileTest, WhereNothingCanBeWrittenTheOldFileStaysAndTheRegistryIsUpdated) {
  // A folder without permission is told of by a temporary name that nobody has heard of.
  for (const Error& error :
       {Error{ErrorCode::kIo, "no room is left on the disk", kNicknames},
        Error{ErrorCode::kDenied, "cannot be made", kRoaming + "repoint-7-1-ab.tmp"}}) {
    World world = OfNicknames();
    NoRoomForNicknames files(world.files, error);
    const Report report = world.Update(world.registry, files);
    EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
    EXPECT_THAT(Warnings(report), Contains(AllOf(HasSubstr("Jane.nk2"), HasSubstr("stays as it is"),
                                                 HasSubstr(error.message))));
    EXPECT_EQ(world.files.Text(kNicknames), kBefore);
    EXPECT_EQ(world.Setting("Jane", "001f6602"), "NEWSRV");
  }
}

// Each side as a whole: profile, files of every kind, search values.
std::string SideOf(World& world, const World& old_world, const World& new_world) {
  World before = old_world, after = new_world;
  const auto state = [](World& w) {
    std::string text;
    for (const std::string& path : w.files.AllFiles()) {
      if (path.starts_with("/home/") || path.starts_with("/ost/")) {
        // Runs of another second name their .bak otherwise.
        const size_t end = std::min(path.find(".2026"), path.size());
        text += path.substr(0, end) + (end < path.size() ? ".bak" : "") + "=" +
                *w.files.Text(path) + "\n";
      }
    }
    for (const auto& [name, value] : w.Profile("Jane")) text += name + value + "\n";
    for (const auto& [name, value] : ContentsOf(w.registry, "Software\\Microsoft\\Office")) {
      text += name + value + "\n";
    }
    return text;
  };
  const std::string now = state(world);
  return now == state(before) ? "old" : now == state(after) ? "new" : now;
}

TEST(BesideCrashTest, InterruptedAtAnyStepAllIsOldOrAllIsNewAfterTheNextStart) {
  World start = OfNicknames();
  start.files.Put(kRoaming + "Jane.srs", "x");
  start.files.Put(kLocal + "Autodiscover.xml", "OLDSRV");
  start.registry
      .SetValue("Software\\Microsoft\\Office\\14.0\\Outlook\\Search\\Catalog", "/ost/jane.ost",
                DwordValue(1))
      .value();
  World done = start;
  done.Update();
  ASSERT_EQ(SideOf(done, start, done), "new");
  for (const Mode mode : {Mode::kUpdate, Mode::kRollback}) {
    const World& from = mode == Mode::kUpdate ? start : done;
    for (const Fault fault :
         {Fault::kFailFromHere, Fault::kDoneThenFailing, Fault::kStop, Fault::kStopTorn}) {
      for (size_t step = 0;; ++step) {
        World world = from;
        {
          FaultyFiles files(world.files, fault, step);
          (void)(mode == Mode::kUpdate ? world.Update(world.registry, files)
                                       : world.Rollback(world.registry, files));
          if (!files.fired()) break;
        }
        ASSERT_LT(step, 200u);
        ASSERT_THAT(world.Recover(world.registry, world.files), IsOk());
        const std::string side = SideOf(world, start, done);
        EXPECT_TRUE(side == "old" || side == "new")
            << "step " << step << " of fault " << static_cast<int>(fault) << ":\n"
            << side;
        if (testing::Test::HasFailure()) return;
      }
    }
  }
}

}  // namespace
}  // namespace repoint
