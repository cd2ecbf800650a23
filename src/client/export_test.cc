// Runs on exports: the file of -Out is written whole or not at all, and nothing else is.
#include "client/testing/run_tests.h"
#include "registry/regfile.h"
#include "update/journal.h"

namespace repoint {
namespace {

// The disk refuses to write one path.
class Refusing : public FakeFiles {
 public:
  Refusing(FakeFiles files, std::string path) : FakeFiles(std::move(files)), path_(path) {}
  Result<std::unique_ptr<WholeFile>> CreateWhole(std::string_view path, Access access) override {
    if (path == path_) return Fail(ErrorCode::kDenied, "made to fail", path_);
    return FakeFiles::CreateWhole(path, access);
  }

 private:
  std::string path_;
};

World OfExport(std::string_view profiles) {
  World world("[HKEY_CURRENT_USER\\Software]\n", {MoveOf("jane"), MoveOf("jim")});
  world.files.Put("/x/in.reg", "Windows Registry Editor Version 5.00\n\n" + std::string(profiles));
  world.kind = StoreKind::kExport;
  world.options.reg_file = "/x/in.reg";
  world.options.out = "/x/out.reg";
  return world;
}

Report Update(World& world, FileSystem& files) {
  const auto user = OpenRegFile(files, "/x/in.reg", {world.options.out, std::nullopt}).value();
  return world.Update(*user, files);
}

std::vector<UnitState> States(FileSystem& files) {
  std::vector<std::string> warnings;
  std::vector<UnitState> states;
  const auto journals = ListJournals(files, std::string(kJournals), warnings).value();
  for (const JournalFile& journal : journals) {
    for (const JournalUnit& unit : journal.units) states.push_back(unit.state);
  }
  return states;
}

TEST(ExportTest, IsWrittenWholeToOut) {
  World world = OfExport(ProfileText("Jane", "jane"));
  const Report report = Update(world, world.files);
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  EXPECT_THAT(*world.files.Text("/x/out.reg"), HasSubstr("NEWSRV"));
  EXPECT_THAT(world.FilesIn("/x"), ElementsAre("in.reg", "out.reg")) << "the trial is gone";
}

TEST(ExportTest, OutThatIsAFolderOrLiesInNoneIsExit4BeforeAnything) {
  for (const std::string out : {"/x/folder", "/nowhere/out.reg"}) {
    World world = OfExport(ProfileText("Jane", "jane"));
    world.files.PutFolder("/x/folder");
    world.options.out = out;
    const auto files = world.files.AllFiles();
    const Report report = Update(world, world.files);
    EXPECT_EQ(report.exit, kExitRegistry) << out;
    EXPECT_THAT(Words(report), HasSubstr("-Out")) << out;
    EXPECT_EQ(world.files.AllFiles(), files) << out;
  }
}

TEST(ExportTest, FolderOfOutThatTakesNoFileIsExit4BeforeAnything) {
  struct ReadOnlyFolder : FakeFiles {
    explicit ReadOnlyFolder(FakeFiles files) : FakeFiles(std::move(files)) {}
    Result<std::unique_ptr<WholeFile>> CreateWhole(std::string_view path, Access access) override {
      if (FolderOf(path) == "/x") return Fail(ErrorCode::kDenied, "made to fail");
      return FakeFiles::CreateWhole(path, access);
    }
  };
  World world = OfExport(ProfileText("Jane", "jane"));
  ReadOnlyFolder files(world.files);
  const Report report = Update(world, files);
  EXPECT_EQ(report.exit, kExitRegistry);
  EXPECT_THAT(Words(report), HasSubstr("-Out cannot be written, choose another folder"));
  EXPECT_THAT(files.List(kJournals), IsOkAndHolds(IsEmpty()));
}

TEST(ExportTest, ThatCannotBeFlushedIsUndoneAndExit4) {
  World world = OfExport(ProfileText("Jane", "jane") + ProfileText("Jim", "jim"));
  Refusing files(world.files, "/x/out.reg");
  const Report report = Update(world, files);
  EXPECT_EQ(report.exit, kExitRegistry);
  EXPECT_THAT(Outcomes(report), ElementsAre("failed Jane", "failed Jim"));
  EXPECT_THAT(Words(report), Not(HasSubstr("the next start")));
  EXPECT_THAT(States(files), ElementsAre(UnitState::kUndone)) << "nothing is interrupted for ever";
}

TEST(ExportTest, RollbackThatCannotBeFlushedIsUndoneAndExit4) {
  World world = OfExport(ProfileText("Jane", "jane"));
  Update(world, world.files);
  // What an update wrote is what the rollback reads.
  world.options.out = "/x/back.reg";
  world.options.mode = Mode::kRollback;
  Refusing files(world.files, "/x/back.reg");
  const auto user = OpenRegFile(files, "/x/out.reg", {world.options.out, std::nullopt}).value();
  Log log;
  Environment env = world.MakeEnvironment(*user, files, log);
  env.store = "export:out.reg";
  env.store_out = "export:back.reg";
  world.now += 1000;
  const Report report = RunRollback(world.options, env);
  EXPECT_EQ(report.exit, kExitRegistry) << Words(report);
  EXPECT_THAT(States(files), ElementsAre(UnitState::kDone, UnitState::kUndone));
}

TEST(ExportTest, NothingChangedSaysThatOutWasNotWritten) {
  World world = OfExport(ProfileText("Bob", "bob"));
  EXPECT_THAT(Update(world, world.files).notes,
              ElementsAre("nothing changed, /x/out.reg was not written"));
  world.files.Put("/x/out.reg", "of yesterday");
  EXPECT_THAT(Update(world, world.files).notes,
              ElementsAre("nothing changed, /x/out.reg was not written; the file that is there is "
                          "not of this run"));
  EXPECT_EQ(world.files.Text("/x/out.reg"), "of yesterday");
  world.options.dry_run = true;
  EXPECT_THAT(Update(world, world.files).notes, IsEmpty());
}

TEST(ExportTest, IsNamedInTextsInPlaceOfWhoRunsTheProgram) {
  World stranger = OfExport(ProfileText("Bob", "bob"));
  const std::string line =
      "not-listed    no mailbox of the 1 profile(s) of /x/in.reg is in the list\n";
  stranger.options.dry_run = true;
  const Report report = Update(stranger, stranger.files);
  EXPECT_THAT(Shown(report), HasSubstr(line));
  World none = OfExport("[HKEY_CURRENT_USER\\Software]\n");
  EXPECT_THAT(Words(Update(none, none.files)), HasSubstr("no MAPI profiles found for /x/in.reg"));
}

TEST(ExportTest, KeepsSilentAboutRenamingAnOstThatIsToStay) {
  for (const bool keep : {true, false}) {
    World world = OfExport(ProfileText("Jane", "jane"));
    world.options.rename_ost = !keep;
    world.options.no_files = !keep;
    const std::string words = Words(Update(world, world.files));
    EXPECT_THAT(words, AllOf(Not(HasSubstr("by hand")), HasSubstr("stays where it is")));
  }
}

}  // namespace
}  // namespace repoint
