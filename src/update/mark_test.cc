#include "update/mark.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"
#include "registry/testing/reg_text.h"
#include "update/edits.h"

namespace repoint {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

constexpr const char* kMark = "Software\\EMProfileUpdate\\Profiles\\NT\\Jane";
const ProfileRef kProfile = {RootKind::kOffice16, "Doe, Jörg", false};

TEST(MarkTest, LiesUnderRootAndProfile) {
  EXPECT_EQ(MarkKey(kProfile), "Software\\EMProfileUpdate\\Profiles\\16.0\\Doe, Jörg");
  EXPECT_EQ(MarkKey({RootKind::kWin9x, "A", false}), "Software\\EMProfileUpdate\\Profiles\\9x\\A");
  EXPECT_EQ(MarkKey({RootKind::kNt, "A", false}), "Software\\EMProfileUpdate\\Profiles\\NT\\A");
  EXPECT_EQ(MarkKey({RootKind::kOffice15, "A", false}),
            "Software\\EMProfileUpdate\\Profiles\\15.0\\A");
}

TEST(MarkTest, ComesBackAsWritten) {
  MemoryRegistry user = LoadRegText("[HKEY_CURRENT_USER\\Software]\n");
  EXPECT_EQ(ReadMark(user, kProfile)->has_value(), false);
  Mark mark;
  mark.updated = "2026-03-31T07:05:09Z";
  mark.list = "digest";
  mark.rows = "r1; r2";
  mark.journal = "20260331T070509Z-01";
  const auto edits = MarkEdits(user, kProfile, mark).value();
  ASSERT_THAT(WriteEdits(user, edits), IsOk());
  const Mark read = ReadMark(user, kProfile).value().value();
  EXPECT_EQ(read.updated, mark.updated);
  EXPECT_EQ(read.list, mark.list);
  EXPECT_EQ(read.rows, mark.rows);
  EXPECT_EQ(read.journal, mark.journal);
}

TEST(MarkTest, EditsCanBeTakenBackToTheMarkBefore) {
  MemoryRegistry user = LoadRegText("[HKEY_CURRENT_USER\\Software]\n");
  Mark first, second;
  first.list = "first";
  second.list = "second";
  ASSERT_THAT(WriteEdits(user, MarkEdits(user, kProfile, first).value()), IsOk());
  const auto edits = MarkEdits(user, kProfile, second).value();
  ASSERT_THAT(WriteEdits(user, edits), IsOk());
  EXPECT_EQ(ReadMark(user, kProfile).value()->list, "second");
  ASSERT_THAT(WriteEdits(user, InverseOf(edits)), IsOk());
  EXPECT_EQ(ReadMark(user, kProfile).value()->list, "first");
}

TEST(RowFingerprintTest, ChangesWithEveryFieldOfBothRows) {
  const list::Move base;
  const std::string before = RowFingerprint(base);
  for (std::string list::Row::* field :
       {&list::Row::source_dn, &list::Row::target_dn, &list::Row::display_name, &list::Row::alias,
        &list::Row::source_smtp, &list::Row::target_smtp, &list::Row::source_server,
        &list::Row::target_server, &list::Row::target_server_fqdn, &list::Row::target_server_dn,
        &list::Row::target_public_server, &list::Row::target_proxy}) {
    list::Move first = base, last = base;
    first.first.*field = "x";
    last.last.*field = "x";
    EXPECT_NE(RowFingerprint(first), before);
    EXPECT_NE(RowFingerprint(last), before);
    EXPECT_NE(RowFingerprint(first), RowFingerprint(last));
  }
  list::Move proxies = base;
  proxies.first.proxies = {"smtp:a@b"};
  EXPECT_NE(RowFingerprint(proxies), before);
}

TEST(RowFingerprintTest, DoesNotConfuseTextAtTheBorderOfTwoFields) {
  list::Move one, two;
  one.first.source_dn = "ab";
  two.first.source_dn = "a";
  two.first.target_dn = "b";
  EXPECT_NE(RowFingerprint(one), RowFingerprint(two));
}

TEST(MarkListTest, SplitsWhatItJoined) {
  EXPECT_EQ(JoinMarkList({"a", "b"}), "a; b");
  EXPECT_THAT(SplitMarkList("a; b"), ElementsAre("a", "b"));
  EXPECT_THAT(SplitMarkList(""), ElementsAre());
  EXPECT_THAT(SplitMarkList(" ; a;;"), ElementsAre("a"));
}

TEST(PruneMarkKeysTest, TakesOurEmptyKeysAndNothingAbove) {
  MemoryRegistry user = LoadRegText("[HKEY_CURRENT_USER\\" + std::string(kMark) + "]\n");
  ASSERT_THAT(PruneMarkKeys(user, {{kMark, "x", {}, {}, ""}}), IsOk());
  EXPECT_EQ(user.Values("Software\\EMProfileUpdate").value(), std::nullopt);
  EXPECT_NE(user.Values("Software").value(), std::nullopt);
}

TEST(PruneMarkKeysTest, LeavesKeysThatHoldSomething) {
  MemoryRegistry user = LoadRegText("[HKEY_CURRENT_USER\\" + std::string(kMark) +
                                    "]\n[HKEY_CURRENT_USER\\Software\\EMProfileUpdate]\n"
                                    "\"Policy\"=\"x\"\n");
  ASSERT_THAT(PruneMarkKeys(user, {{kMark, "x", {}, {}, ""}}), IsOk());
  EXPECT_EQ(user.Subkeys("Software\\EMProfileUpdate").value()->size(), 0u);
  EXPECT_EQ(user.Values("Software\\EMProfileUpdate").value()->size(), 1u);
}

TEST(PruneMarkKeysTest, EndsForAKeyThatIsNotOurs) {
  MemoryRegistry user = LoadRegText("[HKEY_CURRENT_USER\\Softwarexxxxxxxxxxxxxxxxxxxxxxxxxxxxx]\n");
  EXPECT_THAT(PruneMarkKeys(user, {{"Softwarexxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "x", {}, {}, ""}}),
              IsOk());
  EXPECT_THAT(*user.Subkeys("").value(), SizeIs(1));
}

}  // namespace
}  // namespace repoint
