#include "console/results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "base/testing/result_matchers.h"
#include "console/testing/report_text.h"
#include "console/testing/sample_objects.h"

namespace repoint::console {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class ResultsTest : public testing::TestWithParam<TestEngine> {
 protected:
  void Put(const std::string& name, const std::string& text) {
    std::ofstream(folder / name, std::ios::binary) << text;
  }
  Result<ResultsImport> Import() {
    return ImportResults(*database, SystemFiles(), folder.path(), {});
  }
  std::string Ask(const std::string& query) { return AskDatabase(*database, query); }
  std::vector<std::string> Names(const std::string& path) {
    return SystemFiles().List(path).value();
  }

  TestDatabase store{GetParam()};
  std::unique_ptr<Database> database = store.Open();
  TempFolder folder;
};

INSTANTIATE_TEST_SUITE_P(Engines, ResultsTest, testing::ValuesIn(kTestEngines),
                         TestEngineName<testing::TestParamInfo<TestEngine>>);

TEST_P(ResultsTest, StoresWhatAReportSays) {
  Put("PC-1_Jane_20260331T070509Z.json",
      ReportText("PC-1", "Jane",
                 {{"failed", "/o=C/cn=Jane", "Jane@contoso.example", "no \"way\""}}));
  const auto result = Import();
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->read, 1u);
  EXPECT_EQ(result->added, 1u);
  EXPECT_THAT(result->set_aside, IsEmpty());
  EXPECT_EQ(
      Ask("SELECT computer || '|' || computer_folded || '|' || user_name || '|' || user_folded "
          "|| '|' || CAST(reported AS TEXT) || '|' || file_name FROM report"),
      "PC-1|pc-1|Jane|jane|1774940709000|PC-1_Jane_20260331T070509Z.json");
  EXPECT_EQ(Ask("SELECT result || '|' || source_dn_folded || '|' || source_smtp_folded || '|' || "
                "error || '|' || profile FROM report_profile"),
            "failed|/o=c/cn=jane|jane@contoso.example|no \"way\"|Outlook");
}

TEST_P(ResultsTest, CountsAFileOnceHoweverOftenItIsReadOrCalled) {
  const std::string text = ReportText("PC", "u", {{"updated", "/o=C/cn=u", "", ""}});
  Put("a.json", text);
  Put("b.json", text);
  const auto first = Import();
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->added, 1u);
  EXPECT_EQ(first->known, 1u);
  Put("c.json", ReportText("PC", "v", {}));
  const auto second = Import();
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->added, 1u);
  EXPECT_EQ(second->known, 2u);
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM report"), "2");
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM report_profile"), "1");
  EXPECT_THAT(Names(folder.path()), ElementsAre("a.json", "b.json", "c.json"));
}

TEST_P(ResultsTest, SetsMalformedFilesAsideAndReadsTheRest) {
  Put("a.json", "{");
  Put("b.json", ReportText("PC", "u", {}));
  Put("c.json", std::string(100000, '['));
  Put("d.json", "");
  const auto result = Import();
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->read, 4u);
  EXPECT_EQ(result->added, 1u);
  EXPECT_EQ(result->set_aside_count, 3u);
  EXPECT_THAT(result->set_aside, ElementsAre(HasSubstr("a.json: not JSON"), HasSubstr("c.json: "),
                                             HasSubstr("d.json: not JSON")));
  EXPECT_THAT(Names(folder.path()), ElementsAre("b.json", "rejected"));
  EXPECT_THAT(Names(folder / "rejected"), ElementsAre("a.json", "c.json", "d.json"));
  EXPECT_THAT(Import()->set_aside, IsEmpty());
}

TEST_P(ResultsTest, SetsAsideFileOfANameThatWasSetAsideBefore) {
  for (const char* text : {"{", "[", "x"}) {
    Put("a.json", text);
    ASSERT_THAT(Import(), IsOk());
  }
  EXPECT_THAT(Names(folder / "rejected"), ElementsAre("a.json", "a.json.2", "a.json.3"));
}

TEST_P(ResultsTest, SetsAsideWhatIsTooLarge) {
  Put("a.json", "");
  ASSERT_EQ(truncate((folder / "a.json").c_str(), (16 << 20) + 1), 0);
  EXPECT_THAT(Import()->set_aside, ElementsAre("a.json: larger than 16 MiB"));
  EXPECT_THAT(Names(folder / "rejected"), ElementsAre("a.json"));
}

TEST_P(ResultsTest, PassesOverFoldersLinksAndOtherNames) {
  const TempFolder elsewhere;
  ASSERT_THAT(SystemFiles().WriteWhole(elsewhere / "secret", AsBytes("{"), Access::kDefault),
              IsOk());
  ASSERT_EQ(symlink((elsewhere / "secret").c_str(), (folder / "link.json").c_str()), 0);
  ASSERT_EQ(symlink("nowhere", (folder / "dangling.json").c_str()), 0);
  ASSERT_THAT(SystemFiles().CreateFolders(folder / "folder.json", Access::kDefault), IsOk());
  Put("repoint-1-2.tmp", "{");
  Put("notes.txt", "{");
  const auto result = Import();
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->read, 0u);
  EXPECT_THAT(result->set_aside, IsEmpty());
  EXPECT_THAT(Names(folder.path()), ElementsAre("dangling.json", "folder.json", "link.json",
                                                "notes.txt", "repoint-1-2.tmp"));
  EXPECT_THAT(result->passed_over, IsEmpty()) << "they are no reports";
}

TEST_P(ResultsTest, NamesAPipeThatItPassesOverApartFromWhatItSetsAside) {
  ASSERT_EQ(mkfifo((folder / "pipe.json").c_str(), 0600), 0);
  Put("a.json", "{");
  const auto result = Import();
  ASSERT_THAT(result, IsOk());
  EXPECT_THAT(result->passed_over, ElementsAre(StartsWith("pipe.json: ")));
  EXPECT_EQ(result->passed_over_count, 1u);
  EXPECT_THAT(result->set_aside, ElementsAre(StartsWith("a.json: ")));
  EXPECT_THAT(Names(folder.path()), ElementsAre("pipe.json", "rejected"));
}

TEST_P(ResultsTest, MovesNothingThroughALink) {
  const TempFolder elsewhere;
  ASSERT_EQ(symlink(elsewhere.path().c_str(), (folder / "rejected").c_str()), 0);
  Put("a.json", "{");
  EXPECT_THAT(Import()->set_aside, ElementsAre(HasSubstr("cannot be moved")));
  EXPECT_THAT(Names(elsewhere.path()), IsEmpty());
}

TEST_P(ResultsTest, NamesOfFilesCannotForgeLines) {
  Put("a\nb.json", "{");
  EXPECT_THAT(Import()->set_aside, ElementsAre(StartsWith("a b.json: ")));
}

TEST_P(ResultsTest, FolderThatIsNotThereIsAnError) {
  EXPECT_THAT(ImportResults(*database, SystemFiles(), folder / "absent", {}),
              FailsWith(ErrorCode::kNotFound));
}

TEST_P(ResultsTest, ReadsMoreThanOneTransactionTakes) {
  std::vector<ReportedLine> lines(3, {"updated", "/o=C/cn=u", "u@contoso.example", ""});
  for (int i = 0; i < 1203; ++i) {
    Put(std::to_string(i) + ".json", ReportText("PC-" + std::to_string(i), "u", lines));
  }
  uint64_t told = 0;
  const auto result =
      ImportResults(*database, SystemFiles(), folder.path(), [&](uint64_t read) { told = read; });
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->added, 1203u);
  EXPECT_EQ(told, 1203u);
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM report_profile"), "3609");
}

// Kills itself when so many microseconds are over.
void KillIn(int microseconds) {
  signal(SIGALRM, [](int) { kill(getpid(), SIGKILL); });
  itimerval timer{};
  timer.it_value.tv_usec = microseconds;
  setitimer(ITIMER_REAL, &timer, nullptr);
}

TEST_P(ResultsTest, KilledAtAnyMomentNoReportIsHalfThere) {
  const std::vector<ReportedLine> lines(4, {"updated", "/o=C/cn=u", "", ""});
  for (int i = 0; i < 600; ++i) {
    Put(std::to_string(i) + ".json", ReportText("PC-" + std::to_string(i), "u", lines));
  }
  for (int i = 0; i < 6; ++i) Put("bad" + std::to_string(i) + ".json", "{");
  database.reset();
  int killed = 0;
  for (int round = 1; round <= 25; ++round) {
    const pid_t child = fork();
    if (child == 0) {
      const std::unique_ptr<Database> own = store.Open();
      KillIn(round * 3000);
      _exit(ImportResults(*own, SystemFiles(), folder.path(), {}) ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    killed += WIFSIGNALED(status) ? 1 : 0;
    database = store.Open();
    ASSERT_EQ(Ask("SELECT COUNT(*) FROM report r WHERE (SELECT COUNT(*) FROM report_profile p "
                  "WHERE p.report_id = r.id) <> 4"),
              "0");
    database.reset();
  }
  EXPECT_GE(killed, 3);
  database = store.Open();
  ASSERT_THAT(Import(), IsOk());
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM report"), "600");
  EXPECT_EQ(Ask("SELECT COUNT(*) FROM report_profile"), "2400");
  EXPECT_EQ(Names(folder / "rejected").size(), 6u);
}

}  // namespace
}  // namespace repoint::console
