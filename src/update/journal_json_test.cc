#include "update/journal_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace repoint {
namespace {

Unit OneEdit(Edit edit) {
  Unit unit;
  unit.profiles = {{RootKind::kOffice16, "Doe, Jörg", false}};
  unit.edits = {std::move(edit)};
  return unit;
}

void ExpectKept(const Edit& edit) {
  const auto record = ParseRecord(FormatRecord(BeginRecord{3, OneEdit(edit)}));
  ASSERT_TRUE(record.has_value());
  const auto& begin = std::get<BeginRecord>(*record);
  EXPECT_EQ(begin.unit, 3u);
  EXPECT_EQ(begin.content.edits, std::vector<Edit>{edit});
  EXPECT_EQ(begin.content.profiles.at(0).name, "Doe, Jörg");
}

TEST(JournalJsonTest, KeepsEveryTypeAndByteOfAValue) {
  Bytes all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<uint8_t>(byte));
  ExpectKept({"k", "n", RegValue{0xfffffff0, all}, RegValue{kRegBinary, {}}, "r"});
}

TEST(JournalJsonTest, TellsAbsentFromEmptyAndTheDefaultValueFromAKey) {
  ExpectKept({"k", "", std::nullopt, RegValue{}, ""});
  ExpectKept({"k", std::nullopt, RegValue{}, std::nullopt, ""});
  ExpectKept({"k", "", RegValue{}, std::nullopt, ""});
}

TEST(JournalJsonTest, KeepsNamesThatAreNotUtf8) {
  const auto lone_surrogate = Utf8FromUtf16Bytes(Bytes{0x41, 0x00, 0x00, 0xd8});
  ASSERT_TRUE(lone_surrogate.has_value());
  ExpectKept({*lone_surrogate, *lone_surrogate, std::nullopt, RegValue{}, ""});
  ExpectKept(
      {"tab\tquote\"line\nzero" + std::string(1, '\0'), "\xd0\x96", std::nullopt, RegValue{}, ""});
}

TEST(JournalJsonTest, KeepsAllOfAFileButItsContent) {
  Unit unit = OneEdit({"k", "n", RegValue{}, std::nullopt, ""});
  FileMove plain{"/a.ost", "/a.ost.20260331T070509Z.bak", 0};
  plain.named = "C:\\x\\a.ost";
  FileMove content{"/a.nk2", "/a.nk2.20260331T070509Z.bak", 0, FileKind::kNicknames};
  content.digest = std::string(64, 'a');
  unit.files = {plain, content};
  unit.files[1].content = {1};
  const auto record = ParseRecord(FormatRecord(BeginRecord{0, unit}));
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(std::get<BeginRecord>(*record).content.files, (std::vector{plain, content}));
}

std::optional<Record> ParseWithChecksum(const std::string& json) {
  return ParseRecord(fmt::format("{:016x} {}", Fnv1a(json), json));
}

TEST(JournalJsonTest, AFileOfNoKindIsAnOstAndOneOfAnUnknownKindIsRefused) {
  const auto begin = [](const std::string& more) {
    return ParseWithChecksum(
        R"({"record":"begin","unit":0,"profiles":[],"edits":[],"marks":[],"files":)"
        R"([{"from":"/a.ost","to":"/b","profile":0)" +
        more + "}]}");
  };
  ASSERT_TRUE(begin("").has_value());
  EXPECT_EQ(std::get<BeginRecord>(*begin("")).content.files.at(0).kind, FileKind::kOst);
  EXPECT_TRUE(begin(R"(,"kind":"oab")").has_value());
  EXPECT_FALSE(begin(R"(,"kind":"anything")").has_value());
}

TEST(JournalJsonTest, ARecordIsOneLine) {
  const std::string line =
      FormatRecord(BeginRecord{0, OneEdit({"a\nb", "c\rd", std::nullopt, RegValue{}, "e\nf"})});
  EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
}

TEST(JournalJsonTest, EveryPrefixOfARecordIsTorn) {
  const std::string line = FormatRecord(StateRecord{0, UnitState::kDone});
  for (size_t size = 0; size < line.size(); ++size) {
    EXPECT_FALSE(ParseRecord(std::string_view(line).substr(0, size)).has_value()) << size;
  }
  EXPECT_TRUE(ParseRecord(line).has_value());
}

}  // namespace
}  // namespace repoint
