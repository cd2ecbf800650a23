#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"
#include "console/results.h"
#include "console/testing/report_text.h"
#include "console/testing/sample_objects.h"

namespace repoint::console {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class StatusTest : public testing::TestWithParam<TestEngine> {
 protected:
  // Migrated from contoso to fabrikam.
  void AddMoved(const std::string& name) {
    AddPair(*database, project, {"/o=C/cn=" + name, name + "@contoso.example", name},
            {"/o=F/cn=" + name, name + "@fabrikam.example", ""});
  }

  // Of 7:00 and so many minutes.
  void Report(const std::string& computer, const std::string& user, int minute,
              const std::vector<ReportedLine>& lines, const std::string& hive = "") {
    const TempFolder folder;
    const std::string name = computer + "_" + user + "_20260331T07" + (minute < 10 ? "0" : "") +
                             std::to_string(minute) + "00Z.json";
    const std::string text =
        ReportText(computer, hive.empty() ? user : hive, lines, hive.empty() ? "" : "hive:" + hive);
    ASSERT_THAT(SystemFiles().WriteWhole(folder / name, AsBytes(text), Access::kDefault), IsOk());
    const auto result = ImportResults(*database, SystemFiles(), folder.path(), {});
    ASSERT_THAT(result, IsOk());
    ASSERT_EQ(result->added, 1u);
  }

  std::vector<StatusLine> Lines() {
    std::vector<StatusLine> lines;
    EXPECT_THAT(VisitStatus(*database, project,
                            [&](const StatusLine& line) -> Status {
                              lines.push_back(line);
                              return {};
                            }),
                IsOk());
    return lines;
  }

  StatusLine Only() {
    const std::vector<StatusLine> lines = Lines();
    EXPECT_THAT(lines, SizeIs(1));
    return lines.empty() ? StatusLine{} : lines[0];
  }

  TestDatabase store{GetParam()};
  std::unique_ptr<Database> database = store.Open();
  Project project = AddProject(*database, "Contoso");
};

INSTANTIATE_TEST_SUITE_P(Engines, StatusTest, testing::ValuesIn(kTestEngines),
                         TestEngineName<testing::TestParamInfo<TestEngine>>);

// Failed on one node of a cluster, and done by another.
TEST_P(StatusTest, HiveCountsByItsNewestReportWhicheverComputerItIsFrom) {
  AddMoved("ann");
  Report("node1", "x", 1, {{.result = "failed", .source_dn = "/o=C/cn=ann", .error = "in use"}},
         "/srv/ann/NTUSER.DAT");
  EXPECT_EQ(Only().state, DoneState::kFailed);
  Report("node2", "x", 2, {{.result = "updated", .source_dn = "/o=C/cn=ann"}},
         "/srv/ann/NTUSER.DAT");
  EXPECT_EQ(Only().state, DoneState::kDone);
  // Another hive of the same person is another place.
  Report("node2", "x", 3, {{.result = "failed", .source_dn = "/o=C/cn=ann", .error = "in use"}},
         "/srv/vdi/ann/NTUSER.DAT");
  EXPECT_EQ(Only().state, DoneState::kFailed);
}

TEST_P(StatusTest, NamesEveryMailboxThatAnExportHoldsInOrder) {
  AddMoved("zoe");
  AddMoved("Bob");
  AddMoved("al");
  AddObject(*database, project, 's', {"/o=C/cn=unmatched", "unmatched@contoso.example"});
  AddPair(*database, project, {"/o=C/cn=waits"}, {"/o=F/cn=waits", "", "", false});
  AddPair(*database, project, {"/o=C/cn=lost"}, {"/o=F/cn=lost", "", "", true, true});
  AddPair(*database, project, {"/o=C/cn=left", "", "", true, true}, {"/o=F/cn=left"});
  AddMatch(*database, project, AddObject(*database, project, 's', {"/o=C/cn=two"}),
           AddObject(*database, project, 't', {"/o=F/cn=two"}), true);
  const Project other = AddProject(*database, "Other");
  AddPair(*database, other, {"/o=X/cn=a"}, {"/o=Y/cn=a"});
  std::vector<std::string> dns;
  for (const StatusLine& line : Lines()) dns.push_back(line.source_dn);
  EXPECT_THAT(dns, ElementsAre("/o=C/cn=al", "/o=C/cn=Bob", "/o=C/cn=left", "/o=C/cn=zoe"));
}

TEST_P(StatusTest, MailboxOfWhichNothingWasHeardWasNeverSeen) {
  AddMoved("jane");
  const StatusLine line = Only();
  EXPECT_EQ(line.source_dn, "/o=C/cn=jane");
  EXPECT_EQ(line.source_smtp, "jane@contoso.example");
  EXPECT_EQ(line.target_smtp, "jane@fabrikam.example");
  EXPECT_EQ(line.display_name, "jane");
  EXPECT_EQ(line.state, DoneState::kNeverSeen);
  EXPECT_EQ(line.reported, 0);
  EXPECT_THAT(line.computers, IsEmpty());
}

TEST_P(StatusTest, EveryResultHasItsState) {
  struct Case {
    const char* result;
    DoneState state;
  };
  for (const Case& c : {Case{"updated", DoneState::kDone},
                        {"current", DoneState::kDone},
                        {"done-before", DoneState::kDone},
                        {"failed", DoneState::kFailed},
                        {"deferred", DoneState::kDeferred},
                        {"would-update", DoneState::kPending},
                        {"rolled-back", DoneState::kPending},
                        {"new-outlook", DoneState::kPending},
                        {"of-a-later-version", DoneState::kPending}}) {
    AddMoved(c.result);
    Report(std::string("PC-") + c.result, "u", 1, {{c.result, std::string("/O=C/CN=") + c.result}});
    for (const StatusLine& line : Lines()) {
      if (line.display_name == c.result) {
        EXPECT_EQ(line.state, c.state) << c.result;
      }
    }
  }
}

TEST_P(StatusTest, FailureComesWithReasonAndComputer) {
  AddMoved("jane");
  Report("PC-1", "jane", 1, {{"failed", "/o=C/cn=jane", "", "no permission"}});
  const StatusLine line = Only();
  EXPECT_EQ(line.state, DoneState::kFailed);
  EXPECT_EQ(line.reason, "PC-1: no permission");
  EXPECT_EQ(line.reported, 1774940460000);
}

TEST_P(StatusTest, NewestReportOfAComputerAndUserCounts) {
  AddMoved("jane");
  Report("PC-1", "jane", 5, {{"updated", "/o=C/cn=jane"}});
  Report("pc-1", "JANE", 3, {{"failed", "/o=C/cn=jane", "", "early"}});
  EXPECT_EQ(Only().state, DoneState::kDone);
  Report("PC-1", "jane", 7, {{"rolled-back", "/o=C/cn=jane"}});
  EXPECT_EQ(Only().state, DoneState::kPending);
  EXPECT_THAT(Only().computers, ElementsAre("PC-1"));
}

TEST_P(StatusTest, UserWithTwoComputersIsDoneWhenBothAre) {
  AddMoved("jane");
  Report("PC-1", "jane", 1, {{"updated", "/o=C/cn=jane"}});
  Report("PC-2", "jane", 2, {{"deferred", "/o=C/cn=jane"}});
  EXPECT_EQ(Only().state, DoneState::kDeferred);
  EXPECT_THAT(Only().computers, ElementsAre("PC-1", "PC-2"));
  Report("PC-2", "jane", 3, {{"updated", "/o=C/cn=jane"}});
  EXPECT_EQ(Only().state, DoneState::kDone);
}

TEST_P(StatusTest, TwoPeopleOfOneMailboxAreDoneWhenBothAre) {
  AddMoved("office");
  Report("PC-1", "ann", 1, {{"updated", "/o=C/cn=office"}});
  Report("PC-1", "bea", 2, {{"failed", "/o=C/cn=office", "", "x"}});
  EXPECT_EQ(Only().state, DoneState::kFailed);
}

TEST_P(StatusTest, WorstProfileOfAReportCounts) {
  AddMoved("jane");
  Report("PC-1", "jane", 1,
         {{"updated", "/o=C/cn=jane"}, {"deferred", "/o=C/cn=jane"}, {"updated", "/o=C/cn=jane"}});
  EXPECT_EQ(Only().state, DoneState::kDeferred);
}

TEST_P(StatusTest, FindsMailboxByAddressAndByTarget) {
  AddPair(*database, project, {"/o=C/cn=jane", "--migrate--Jane@contoso.example"},
          {"/o=F/cn=jane", "jane@fabrikam.example"});
  const std::vector<ReportedLine> namings = {
      {"updated", "", "jane@CONTOSO.example", "", "", ""},
      {"updated", "", "--migrate--jane@contoso.example", "", "", ""},
      {"updated", "", "", "", "X500:/o=f/cn=JANE", ""},
      {"updated", "", "", "", "", "SMTP:Jane@fabrikam.example"},
  };
  for (size_t i = 0; i < namings.size(); ++i) {
    Report("PC-" + std::to_string(i), "jane", 1, {namings[i]});
    EXPECT_THAT(Only().computers, SizeIs(i + 1));
  }
}

TEST_P(StatusTest, AddressThatWentToSomebodyElseDoesNotCount) {
  AddMoved("jane");
  Report("PC-1", "other", 1, {{"updated", "/o=C/cn=other", "jane@contoso.example"}});
  EXPECT_EQ(Only().state, DoneState::kNeverSeen);
}

TEST_P(StatusTest, ProfileWithoutMailboxNamesNone) {
  AddPair(*database, project, {"/o=C/cn=a", "", "a"}, {"/o=F/cn=a", "", ""});
  Report("PC-1", "u", 1, {{"not-listed"}, {"no-exchange"}});
  EXPECT_EQ(Only().state, DoneState::kNeverSeen);
}

TEST_P(StatusTest, ErrorOfTheVisitorEndsTheVisit) {
  AddMoved("a");
  AddMoved("b");
  int visited = 0;
  EXPECT_THAT(VisitStatus(*database, project,
                          [&](const StatusLine&) -> Status {
                            ++visited;
                            return Fail(ErrorCode::kIo, "full");
                          }),
              FailsWith(ErrorCode::kIo));
  EXPECT_EQ(visited, 1);
}

TEST_P(StatusTest, ManyPagesNameEachMailboxOnceAlsoWithoutDns) {
  AddPairs(*database, project, 1, 1100, false);
  AddPairs(*database, project, 1101, 2200, true);
  std::vector<std::string> seen;
  for (const StatusLine& line : Lines()) seen.push_back(line.source_dn + line.source_smtp);
  EXPECT_THAT(seen, SizeIs(2200));
  std::ranges::sort(seen);
  EXPECT_EQ(std::ranges::adjacent_find(seen), seen.end());
}

}  // namespace
}  // namespace repoint::console
