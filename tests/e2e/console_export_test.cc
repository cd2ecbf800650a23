// What an import and an export through the command line refuse, warn of and name.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "e2e/console_way.h"

namespace repoint {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

TEST_F(ConsoleTest, ExportWithADirectoryOutOfReachEndsWith4AndLeavesTheList) {
  Export();
  const std::string before = ReadTestFile(list_);
  fs::remove(Path("target.csv"));
  const Finished run = Console({"export", "berlin", "-o", list_});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, AllOf(HasSubstr("target.csv"), HasSubstr("--from-database")));
  EXPECT_EQ(ReadTestFile(list_), before);
  EXPECT_EQ(Console({"export", "berlin", "-o", list_, "--from-database"}).exit_code, 1);
}

TEST_F(ConsoleTest, ExportIntoAFolderThatIsNotThereIsRefusedBeforeTheDirectoriesAreAsked) {
  Export();
  fs::remove(Path("target.csv"));
  const Finished run = Console({"export", "berlin", "-o", Path("lists/EMAMappings.tab")});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, AllOf(HasSubstr("there is no folder"), HasSubstr("make it"),
                             Not(HasSubstr("target.csv"))));
}

TEST_F(ConsoleTest, ExportOfFarFewerObjectsEndsWith3AndLeavesTheList) {
  WriteDirectories(300);
  Export();
  const std::string before = ReadTestFile(list_);
  WriteDirectories(3);
  const Finished run = Console({"export", "berlin", "-o", list_});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, AllOf(HasSubstr("300"), HasSubstr("--from-database")));
  EXPECT_EQ(ReadTestFile(list_), before);
}

TEST_F(ConsoleTest, EveryTargetWithoutTheX500AddressIsNamedHoweverMany) {
  WriteDirectories(1200, 1200);
  ASSERT_EQ(Do(Way()[0]).exit_code, 0);
  ASSERT_EQ(Console({"import", "berlin"}).exit_code, 0);
  const Finished text = Console({"export", "berlin", "-o", list_, "--from-database"});
  EXPECT_THAT(text.out, HasSubstr("1199 mailboxes without the X500 address"));
  EXPECT_EQ(std::count(text.out.begin(), text.out.end(), '\n'), 1 + 1 + 1199);
  const Finished json = Console({"export", "berlin", "-o", list_, "--from-database", "--json"});
  EXPECT_THAT(json.Events("missing-x500"), SizeIs(1199));
}

TEST_F(ConsoleTest, RequiredX500AddressThatLacksRefusesTheExport) {
  Export();
  const std::string before = ReadTestFile(list_);
  const Finished run = Console({"export", "berlin", "-o", list_, "--require-x500"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("X500:/o=Contoso/cn=u1"));
  EXPECT_EQ(ReadTestFile(list_), before);
}

TEST_F(ConsoleTest, ExportOverAPipeOrADeviceIsRefused) {
  Export();
  ASSERT_EQ(mkfifo(Path("pipe").c_str(), 0600), 0);
  const Finished run = Console({"export", "berlin", "-o", Path("pipe")});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("not a regular file"));
  EXPECT_TRUE(fs::is_fifo(Path("pipe")));
  EXPECT_FALSE(FileExists(Path("pipe.idx")));
}

TEST_F(ConsoleTest, ExportOfStrangersInsteadOfThoseBeforeIsRefused) {
  Export();
  fs::copy_file(Path("target.csv"), Path("source.csv"), fs::copy_options::overwrite_existing);
  const Finished run = Console({"export", "berlin", "-o", list_});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("told 0 of the 3 objects"));
}

TEST_F(ConsoleTest, ImportInWhichManyAreGoneIsWarnedOf) {
  Export();
  WriteDirectories(1);
  const Finished run = Console({"import", "berlin"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("2 of the 3 objects of the source are gone"));
}

}  // namespace
}  // namespace repoint
