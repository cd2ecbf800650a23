// Edits, each held against what the hive then is: sound, as the reader sees it, and after it was
// opened again.
#include "hive/editor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"
#include "base/text.h"
#include "hive/check.h"
#include "hive/testing/edited_hive.h"
#include "hive/testing/hive_builder.h"
#include "hive/testing/oracles.h"
#include "hive/testing/read_hive.h"
#include "hive/testing/sample.h"

namespace repoint::hive {
namespace {

using testing::HasSubstr;

SampleKey SmallTree() {
  SampleKey root{.name = u"ROOT"};
  SampleKey& key = KeyAt(root, u"Software\\Contoso");
  key.values = {SampleText(u"Server", u"OLD"),
                SampleNumber(u"Port", 25),
                {.name = u"", .type = kSampleBinary, .data = Bytes(40, 7)}};
  KeyAt(root, u"Software\\Fabrikam");
  return root;
}

Bytes Pattern(size_t size, uint8_t first = 1) {
  Bytes bytes(size);
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(first + i * 7);
  return bytes;
}

TEST(EditorTest, SetsAValueInItsPlace) {
  EditedHive hive(BuildHive(SmallTree()));
  hive.editor().SetValue(u"software\\CONTOSO", u"SERVER", kSampleSz, Pattern(6)).value();
  hive.ExpectSound();
  EXPECT_EQ(hive.Data(u"Software\\Contoso", u"Server"), Pattern(6));
  EXPECT_THAT(hive.ValueNames(u"Software\\Contoso"), testing::ElementsAre(u"Server", u"Port", u""));
}

class DataSizeTest : public testing::TestWithParam<std::tuple<uint32_t, size_t, size_t>> {};

// From every way of lying to every other.
TEST_P(DataSizeTest, ReplacesDataOfAnySizeByDataOfAnySize) {
  const auto [minor, before, after] = GetParam();
  EditedHive hive(BuildHive(SmallTree(), {.minor = minor}));
  hive.editor().SetValue(u"Software\\Contoso", u"Big", kSampleBinary, Pattern(before)).value();
  hive.ExpectSound();
  EXPECT_EQ(hive.Data(u"Software\\Contoso", u"Big"), Pattern(before));
  hive.editor().SetValue(u"Software\\Contoso", u"Big", kSampleSz, Pattern(after, 9)).value();
  hive.ExpectSound();
  EXPECT_EQ(hive.Data(u"Software\\Contoso", u"Big"), Pattern(after, 9));
  hive.editor().DeleteValue(u"Software\\Contoso", u"Big").value();
  hive.ExpectSound();
  EXPECT_EQ(hive.Data(u"Software\\Contoso", u"Big"), std::nullopt);
  EXPECT_EQ(hive.Data(u"Software\\Contoso", u"Port"), (Bytes{25, 0, 0, 0}));
}

INSTANTIATE_TEST_SUITE_P(
    Sizes, DataSizeTest,
    testing::Combine(testing::Values(3U, 5U),
                     testing::Values<size_t>(0, 1, 4, 5, 100, 16344, 16345, 40000),
                     testing::Values<size_t>(0, 3, 5, 8, 16344, 16345, 32688, 50000)));

TEST(EditorTest, KeepsBigDataInSegmentsOfOneSize) {
  EditedHive hive(BuildHive(SmallTree()));
  hive.editor().SetValue(u"Software", u"Big", kSampleBinary, Pattern(16345)).value();
  const auto value = FindValue(hive.image(), *FindKey(hive.image(), u"Software").value(), u"Big");
  const ByteView head = hive.image().Cell(value->value().data, 8, db::kMagic).value();
  ASSERT_EQ(*LoadU16(head, db::kCount), 2U);
  const ByteView list = hive.image().Cell(*LoadU32(head, db::kList)).value();
  // The last one, too, though one byte of it is used.
  EXPECT_EQ(hive.image().Cell(*LoadU32(list, 4)).value().size(), db::kSegmentContents);
}

TEST(EditorTest, LeavesNothingOfOldDataInTheHive) {
  SampleKey root = SmallTree();
  KeyAt(root, u"Software\\Secret server").values = {
      SampleText(u"Name of secret", u"secret content")};
  EditedHive hive(BuildHive(root));
  hive.editor().SetValue(u"Software\\Contoso", u"Server", kSampleSz, Utf16Bytes("N")).value();
  hive.editor().DeleteKey(u"Software\\Secret server").value();
  hive.ExpectSound();
  const std::string_view bytes = AsChars(hive.image().bytes());
  EXPECT_EQ(bytes.find(AsChars(Utf16Bytes("secret content"))), std::string_view::npos);
  EXPECT_EQ(bytes.find("Name of secret"), std::string_view::npos);
  EXPECT_EQ(bytes.find("Secret server"), std::string_view::npos);
  EXPECT_EQ(bytes.find(AsChars(Utf16Bytes("OLD"))), std::string_view::npos);
}

TEST(EditorTest, MakesKeysWithTheirParentsAndTheirDescriptor) {
  EditedHive hive(BuildHive(SmallTree()));
  const Key parent = FindKey(hive.image(), u"Software").value().value();
  const std::string path = "Software\\A\\\xD0\x96ук";
  hive.editor().CreateKey(ToUtf16(path)).value();
  hive.ExpectSound();
  const Key made = FindKey(hive.image(), ToUtf16(path)).value().value();
  EXPECT_EQ(made.security, parent.security);
  EXPECT_EQ(made.last_written, EditedHive::kNow);
  EXPECT_EQ(FindKey(hive.image(), u"Software").value()->last_written, EditedHive::kNow);
}

TEST(EditorTest, ChangesTheTimeOfNoOtherKey) {
  EditedHive hive(BuildHive(SmallTree()));
  const uint64_t before = FindKey(hive.image(), u"Software").value()->last_written;
  hive.editor().SetValue(u"Software\\Contoso", u"Port", kSampleDword, Pattern(4)).value();
  EXPECT_EQ(FindKey(hive.image(), u"Software").value()->last_written, before);
  EXPECT_EQ(FindKey(hive.image(), u"Software\\Contoso").value()->last_written, EditedHive::kNow);
}

TEST(EditorTest, FreesTheDescriptorThatNobodyUsesAnyMore) {
  SampleKey root = SmallTree();
  KeyAt(root, u"Software\\Own").descriptor = 1;
  EditedHive hive(BuildHive(root));
  EXPECT_EQ(Check(hive.image())->descriptors, 2U);
  hive.editor().DeleteKey(u"Software\\Own").value();
  hive.ExpectSound();
  EXPECT_EQ(Check(hive.image())->descriptors, 1U);
  EXPECT_EQ(Check(hive.image())->oddity_count, 0U);
}

TEST(EditorTest, DeletesAKeyWithAllBelowIt) {
  SampleKey root = SmallTree();
  for (const char16_t* name : {u"a", u"b", u"c"}) {
    KeyAt(root, std::u16string(u"Software\\Contoso\\Deep\\") + name).values = {
        {.name = u"v", .data = Bytes(20000, 1)}};
  }
  EditedHive hive(BuildHive(root));
  const uint64_t cells = Check(EditedHive(BuildHive(SmallTree())).image())->allocated_cells;
  hive.editor().DeleteKey(u"Software\\Contoso\\Deep").value();
  hive.ExpectSound();
  EXPECT_EQ(FindKey(hive.image(), u"Software\\Contoso\\Deep").value(), std::nullopt);
  EXPECT_EQ(Check(hive.image())->allocated_cells, cells);
}

TEST(EditorTest, NothingToDeleteIsNoError) {
  EditedHive hive(BuildHive(SmallTree()));
  EXPECT_THAT(hive.editor().DeleteKey(u"Software\\None"), IsOk());
  EXPECT_THAT(hive.editor().DeleteValue(u"Software\\None", u"v"), IsOk());
  EXPECT_THAT(hive.editor().DeleteValue(u"Software", u"v"), IsOk());
  EXPECT_TRUE(hive.image().DirtyRuns().empty());
}

TEST(EditorTest, RefusesToDeleteWhatMustStay) {
  SampleKey root = SmallTree();
  KeyAt(root, u"Software\\Contoso\\Fixed").flags = nk::kFlagNoDelete;
  EditedHive hive(BuildHive(root));
  EXPECT_THAT(hive.editor().DeleteKey(u""), FailsWith(ErrorCode::kDenied));
  EXPECT_THAT(hive.editor().DeleteKey(u"Software\\Contoso"), FailsWith(ErrorCode::kDenied));
  EXPECT_TRUE(hive.image().DirtyRuns().empty());
}

TEST(EditorTest, ChangesNothingThroughASymbolicLink) {
  SampleKey root = SmallTree();
  KeyAt(root, u"Software\\Link").flags = nk::kFlagSymbolicLink;
  EditedHive hive(BuildHive(root));
  EXPECT_THAT(hive.editor().SetValue(u"Software\\Link", u"v", 1, {}),
              FailsWith(ErrorCode::kUnsupported));
  EXPECT_THAT(hive.editor().DeleteValue(u"Software\\Link", u"v"),
              FailsWith(ErrorCode::kUnsupported));
}

TEST(EditorTest, RefusesNamesAndDepthsThatWindowsCannotHave) {
  EditedHive hive(BuildHive(SmallTree()));
  EXPECT_THAT(hive.editor().CreateKey(std::u16string(256, u'x')), FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(hive.editor().CreateKey(u"Software\\\\x"), FailsWith(ErrorCode::kUsage));
  std::u16string deep = u"x";
  for (int i = 0; i < 512; ++i) deep += u"\\x";
  EXPECT_THAT(hive.editor().CreateKey(deep), FailsWith(ErrorCode::kUsage));
}

TEST(EditorTest, RaisesTheLargestFieldsAndKeepsTheirOtherBits) {
  SampleKey root = SmallTree();
  KeyAt(root, u"Software").odd_bits = 0x1234;
  EditedHive hive(BuildHive(root));
  hive.editor().CreateKey(u"Software\\A rather long name of a key").value();
  hive.editor().SetValue(u"Software", u"A rather long name", 1, Bytes(100)).value();
  const Key key = FindKey(hive.image(), u"Software").value().value();
  const ByteView cell = hive.image().Cell(key.cell).value();
  EXPECT_EQ(*LoadU32(cell, nk::kLargestSubkeyName), 0x12340000U | 2 * 27);
  EXPECT_EQ(*LoadU32(cell, nk::kLargestValueName), 2U * 18);
  EXPECT_EQ(*LoadU32(cell, nk::kLargestValueData), 100U);
}

// What is not understood stays as it is.
TEST(EditorTest, KeepsClassesFlagsAndVolatileCounts) {
  SampleKey root = SmallTree();
  SampleKey& key = KeyAt(root, u"Software\\Contoso");
  key.class_name = u"Some class";
  key.volatile_count = 3;
  EditedHive hive(BuildHive(root));
  const Key before = FindKey(hive.image(), u"Software\\Contoso").value().value();
  hive.editor().SetValue(u"Software\\Contoso", u"New", 1, Pattern(60)).value();
  hive.editor().CreateKey(u"Software\\Contoso\\New").value();
  hive.ExpectSound();
  const Key after = FindKey(hive.image(), u"Software\\Contoso").value().value();
  EXPECT_EQ(after.class_length, before.class_length);
  EXPECT_EQ(after.class_cell, before.class_cell);
  EXPECT_EQ(*LoadU32(hive.image().Cell(after.cell).value(), nk::kVolatileCount), 3U);
}

// Another program wrote a sibling's data into one cell that Windows cannot read.
TEST(EditorTest, LeavesSiblingsWithBigDataAsTheyAre) {
  SampleKey root = SmallTree();
  KeyAt(root, u"Software\\Contoso").values.push_back({.name = u"Big", .data = Pattern(40000)});
  EditedHive hive(BuildHive(root));
  hive.editor().SetValue(u"Software\\Contoso", u"Server", 1, Pattern(80)).value();
  hive.editor().DeleteValue(u"Software\\Contoso", u"Port").value();
  hive.ExpectSound();
  EXPECT_EQ(hive.Data(u"Software\\Contoso", u"Big"), Pattern(40000));
  const Bytes bytes = hive.File();
  EXPECT_EQ(FirstDifferences(HivexText(bytes).value(), EngineText(hive.image()).value()), "");
}

// What we write is what others read.
TEST(EditorTest, WritesWhatHivexAndLibregfRead) {
  EditedHive hive(BuildHive(SmallTree()));
  for (const size_t size : {size_t{0}, size_t{4}, size_t{50}, size_t{20000}}) {
    const std::u16string name = ToUtf16("v" + std::to_string(size));
    hive.editor()
        .SetValue(u"Software\\\u0416\u0443\u043a", name, kSampleBinary, Pattern(size))
        .value();
  }
  for (int i = 0; i < 600; ++i) {
    hive.editor().CreateKey(ToUtf16("Software\\Many\\k" + std::to_string(i))).value();
  }
  hive.editor().DeleteKey(u"Software\\Fabrikam").value();
  const Bytes bytes = hive.File();
  EXPECT_EQ(FirstDifferences(HivexText(bytes).value(), EngineText(hive.image()).value()), "");
  const ReaderLimits limits = RegfLimits(5);
  EXPECT_EQ(
      FirstDifferences(RegfText(bytes, limits).value(), EngineText(hive.image(), limits).value()),
      "");
}

// --- Growth

TEST(EditorTest, ThousandEditsOfOneValueLeaveTheSizeAsItIs) {
  EditedHive hive(BuildHive(SmallTree()));
  hive.editor().SetValue(u"Software\\Contoso", u"Server", 1, Pattern(200)).value();
  const uint32_t size = hive.image().bins_size();
  for (size_t i = 0; i < 1000; ++i) {
    hive.editor().SetValue(u"Software\\Contoso", u"Server", 1, Pattern(1 + i * 37 % 200)).value();
  }
  hive.ExpectSound();
  EXPECT_EQ(hive.image().bins_size(), size);
}

class ManySubkeysTest : public testing::TestWithParam<std::tuple<uint32_t, bool>> {
 protected:
  static std::u16string NameOf(size_t i) { return ToUtf16("Subkey number " + std::to_string(i)); }
};

TEST_P(ManySubkeysTest, GrowByLessThanTwiceTheirOwnBytesAndShrinkToFreeCells) {
  const auto [minor, scattered] = GetParam();
  EditedHive hive(
      BuildHive(SmallTree(), {.minor = minor, .lists = minor < 5 ? ListKind::kLf : ListKind::kLh}));
  const uint32_t before = hive.image().bins_size();
  size_t own = 0;
  for (size_t i = 0; i < 3000; ++i) {
    const std::u16string name = NameOf(scattered ? i * 1301 % 3000 : i);
    own += RoundUp(static_cast<uint32_t>(4 + nk::kName + name.size()), 8) + 8;
    hive.editor().CreateKey(u"Software\\Many\\" + name).value();
  }
  hive.ExpectSound();
  EXPECT_LT(hive.image().bins_size() - before, 2 * own);
  EXPECT_EQ(FindKey(hive.image(), u"Software\\Many").value()->subkey_count, 3000U);
  for (size_t i = 0; i < 3000; ++i) {
    hive.editor().DeleteKey(u"Software\\Many\\" + NameOf(i)).value();
    if (i % 500 == 0) hive.ExpectSound();
  }
  hive.ExpectSound();
  EXPECT_EQ(FindKey(hive.image(), u"Software\\Many").value()->subkey_list, kNone);
}

INSTANTIATE_TEST_SUITE_P(Kinds, ManySubkeysTest,
                         testing::Values(std::tuple(3U, false), std::tuple(5U, true)));

TEST(EditorTest, FollowsTheKindOfAListThatIsThere) {
  SampleKey root = SmallTree();
  for (int i = 0; i < 20; ++i) KeyAt(root, ToUtf16("Many\\k" + std::to_string(i)));
  EditedHive hive(BuildHive(root, {.minor = 3, .lists = ListKind::kLi}));
  hive.editor().CreateKey(u"Many\\k100").value();
  hive.ExpectSound();
  const Key key = FindKey(hive.image(), u"Many").value().value();
  EXPECT_EQ(*LoadU16(hive.image().Cell(key.subkey_list).value(), 0), subkeys::kLi);
}

TEST(EditorTest, FindsNamesBeyondAsciiByTheirHash) {
  EditedHive hive(BuildHive(SmallTree()));
  const std::u16string name = u"\u041f\u0440\u043e\u0444\u0438\u043b\u044c \u00fc";
  hive.editor().CreateKey(u"Software\\" + name).value();
  hive.ExpectSound();
  EXPECT_EQ(Check(hive.image())->oddity_count, 0U);
  const Key key = FindKey(hive.image(), u"Software").value().value();
  const SubkeyList list = ReadSubkeyList(hive.image(), key.subkey_list).value();
  const auto entry = std::ranges::find(list.leaves.front().entries, LhHash(name), &LeafEntry::hint);
  EXPECT_NE(entry, list.leaves.front().entries.end());
}

// Its list begins with the name that belongs at the end, as programs leave it that know no order
// beyond ASCII.
Bytes OutOfOrder() {
  SampleKey root{.name = u"ROOT"};
  for (const char16_t* name : {u"Alpha", u"Beta", u"Gamma", u"\u041f\u0440\u043e"}) {
    KeyAt(root, std::u16string(u"Odd\\") + name);
  }
  KeyAt(root, u"Even\\Alpha");
  Bytes hive = BuildHive(root);
  const Image image = Image::FromBytes(hive).value();
  const Key odd = FindKey(image, u"Odd").value().value();
  const auto first = hive.begin() + kPage + odd.subkey_list + cell::kHeader + subkeys::kEntries;
  std::rotate(first, first + 3 * 8, first + 4 * 8);
  return hive;
}

TEST(EditorTest, MakesAndDeletesNoKeyAmongThoseThatAreOutOfOrder) {
  for (const bool makes : {true, false}) {
    Image image = Image::FromBytes(OutOfOrder()).value();
    Editor editor = Editor::Begin(image, 1).value();
    const Status done = makes ? editor.CreateKey(u"Odd\\Delta") : editor.DeleteKey(u"Odd\\Beta");
    ASSERT_THAT(done, FailsWith(ErrorCode::kUnsupported));
    EXPECT_THAT(done.error().message, HasSubstr("out of order"));
    EXPECT_EQ(done.error().where, "Odd");
  }
}

TEST(EditorTest, SetsValuesThereAndMakesKeysElsewhere) {
  EditedHive hive(OutOfOrder());
  EXPECT_THAT(hive.editor().SetValue(u"Odd\\Beta", u"v", kSampleBinary, Bytes(9)), IsOk());
  EXPECT_THAT(hive.editor().CreateKey(u"Even\\Delta"), IsOk());
  hive.ExpectSound();
}

TEST(EditorTest, DoesNotBeginOnWhatMustNotBeWritten) {
  HiveLayout locked;
  locked.base_flags = base_block::kFlagLocked;
  Image image = Image::FromBytes(BuildHive(SmallTree(), locked)).value();
  EXPECT_THAT(Editor::Begin(image, 1), FailsWith(ErrorCode::kUnsupported));
}

}  // namespace
}  // namespace repoint::hive
