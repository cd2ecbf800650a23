#include "update/unit_check.h"

#include <gtest/gtest.h>

#include "registry/registry.h"
#include "update/search_catalog.h"

namespace repoint {
namespace {

const ProfileRef kJane = {RootKind::kOffice16, "Jane", false};
constexpr std::string_view kOst = "C:\\Users\\jane\\jane.ost";
constexpr std::string_view kUtc = ".20260331T070509Z.bak";
const std::string kCatalog = "Software\\Microsoft\\Office\\16.0\\Outlook\\Search\\Catalog";

// A unit that takes the OST out of the profile, with these files and edits besides.
Unit UnitWith(std::vector<FileMove> files, std::vector<Edit> edits = {}) {
  Unit unit;
  unit.profiles = {kJane};
  unit.edits = {{kJane.Key() + "\\13dbb0c8aa05101a9bb000aa002fc45a", "001f6610", SzValue(kOst),
                 std::nullopt, ""}};
  unit.edits.insert(unit.edits.end(), edits.begin(), edits.end());
  unit.files = std::move(files);
  return unit;
}

FileMove MoveOf(const std::string& path, FileKind kind) {
  return {path, path + std::string(kUtc), 0, kind};
}

TEST(UnitCheckTest, AnOstIsTheOneThatTheProfileNames) {
  EXPECT_TRUE(IsOurs(UnitWith({MoveOf(std::string(kOst), FileKind::kOst)})));
  EXPECT_FALSE(IsOurs(UnitWith({MoveOf("C:\\Users\\jane\\jim.ost", FileKind::kOst)})));
}

TEST(UnitCheckTest, AnOstThatWasReRootedHasTheNameThatTheProfileGivesIt) {
  FileMove move = MoveOf("/srv/jane/Jane.OST", FileKind::kOst);
  EXPECT_FALSE(IsOurs(UnitWith({move})));
  move.named = kOst;
  EXPECT_TRUE(IsOurs(UnitWith({move})));
  move.named = "C:\\Users\\jane\\other\\jane.ost";
  EXPECT_FALSE(IsOurs(UnitWith({move}))) << "the profile does not name that";
  move = MoveOf("/etc/passwd", FileKind::kOst);
  move.named = kOst;
  EXPECT_FALSE(IsOurs(UnitWith({move})));
}

TEST(UnitCheckTest, OtherFilesAreThoseOfTheTableInEitherDirection) {
  const std::string srs = "/home/jane/Microsoft/Outlook/Outlook.srs";
  FileMove move = MoveOf(srs, FileKind::kSendReceive);
  EXPECT_TRUE(IsOurs(UnitWith({move})));
  std::swap(move.from, move.to);
  EXPECT_TRUE(IsOurs(UnitWith({move})));
  EXPECT_FALSE(IsOurs(UnitWith({MoveOf("/etc/passwd", FileKind::kSendReceive)})));
  EXPECT_FALSE(IsOurs(UnitWith({MoveOf("/x/Microsoft/Outlook/my.rwz", FileKind::kRules)})));
  EXPECT_FALSE(IsOurs(UnitWith({{srs, "/tmp/Outlook.srs", 0, FileKind::kSendReceive}})));
}

TEST(UnitCheckTest, OnlyNicknamesHaveContentAndADigestIsOne) {
  const std::string digest(64, 'a');
  FileMove nicknames = MoveOf("/x/Microsoft/Outlook/Jane.nk2", FileKind::kNicknames);
  nicknames.digest = digest;
  EXPECT_TRUE(IsOurs(UnitWith({nicknames})));
  for (const std::string& bad : {digest.substr(1), digest + "a", "../" + digest.substr(3)}) {
    nicknames.digest = bad;
    EXPECT_FALSE(IsOurs(UnitWith({nicknames}))) << bad;
  }
  FileMove srs = MoveOf("/x/Microsoft/Outlook/Outlook.srs", FileKind::kSendReceive);
  srs.digest = digest;
  EXPECT_FALSE(IsOurs(UnitWith({srs})));
}

TEST(UnitCheckTest, OutsideOfTheProfileOnlySearchValuesOfItsOstGoAndComeBack) {
  const RegValue value = DwordValue(1);
  const auto with = [&](Edit edit) { return IsOurs(UnitWith({}, {std::move(edit)})); };
  const std::string ost(kOst);
  EXPECT_TRUE(with({kCatalog, "c:\\users\\JANE\\jane.ost", value, std::nullopt, ""}));
  EXPECT_TRUE(with({kCatalog, ost, std::nullopt, value, ""}));
  EXPECT_FALSE(with({kCatalog, ost, value, DwordValue(2), ""})) << "never changed";
  EXPECT_FALSE(with({kCatalog, "C:\\other.ost", value, std::nullopt, ""}));
  EXPECT_FALSE(with({kCatalog, std::nullopt, RegValue{}, std::nullopt, ""})) << "the key itself";
  EXPECT_FALSE(with({kCatalog + "\\Deeper", ost, value, std::nullopt, ""}));
  EXPECT_FALSE(with({"Software\\Run", ost, std::nullopt, value, ""}));
  Unit without = UnitWith({}, {{kCatalog, ost, value, std::nullopt, ""}});
  without.edits.erase(without.edits.begin());
  EXPECT_FALSE(IsOurs(without)) << "the profile does not name the OST";
}

}  // namespace
}  // namespace repoint
