#include "hive/testing/oracles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"
#include "hive/testing/hive_builder.h"

namespace repoint::hive {
namespace {

using testing::HasSubstr;

TEST(CanonicalText, NamesEveryKeyAndValueOnALine) {
  SampleKey root = {.name = u"ROOT"};
  KeyAt(root, u"b\\Müller").values = {SampleNumber(u"", 5), SampleText(u"a<b", u"x")};
  EXPECT_EQ(CanonicalText(root),
            "key\t\n"
            "key\tb\n"
            "key\tb\\M<00fc>ller\n"
            "value\tb\\M<00fc>ller\t\t4\t05000000\n"
            "value\tb\\M<00fc>ller\ta<003c>b\t1\t78000000\n");
}

TEST(Oracles, RefuseWhatIsNoHive) {
  const Bytes zeros(8192);
  EXPECT_THAT(HivexText(zeros), FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(RegfText(zeros), FailsWith(ErrorCode::kDamaged));
}

TEST(Oracles, SeeOneChangedByte) {
  SampleKey tree = {.name = u"ROOT"};
  KeyAt(tree, u"a").values = {{.name = u"v", .data = {1, 2, 3, 4, 5}}};
  const Bytes hive = BuildHive(tree);
  KeyAt(tree, u"a").values[0].data[4] = 6;
  EXPECT_EQ(FirstDifferences(CanonicalText(tree), HivexText(hive).value()),
            "- value\ta\tv\t3\t0102030406\n"
            "+ value\ta\tv\t3\t0102030405\n");
  EXPECT_EQ(HivexText(hive), RegfText(hive));
}

TEST(HivexMade, HoldsWhatTheTextSays) {
  const Result<Bytes> hive = HivexMade(
      "Windows Registry Editor Version 5.00\n\n"
      "[HKEY_CURRENT_USER\\Software]\n\n"
      "[HKEY_CURRENT_USER\\Software\\Müller]\n"
      "@=\"text\"\n"
      "\"number\"=dword:0000002a\n"
      "\"bytes\"=hex(3):01,02,03,04,05\n");
  ASSERT_THAT(hive, IsOk());
  SampleKey tree = {.name = u"ROOT"};
  KeyAt(tree, u"Software\\Müller").values = {
      SampleText(u"", u"text"),
      SampleNumber(u"number", 42),
      {.name = u"bytes", .type = kSampleBinary, .data = {1, 2, 3, 4, 5}}};
  const Result<std::string> hivex = HivexText(*hive, kHivexLimits);
  ASSERT_THAT(hivex, IsOk());
  EXPECT_EQ(*hivex, CanonicalText(tree, kHivexLimits));
  const ReaderLimits limits = RegfLimits(5);
  const Result<std::string> regf = RegfText(*hive, limits);
  ASSERT_THAT(regf, IsOk());
  EXPECT_EQ(*regf, CanonicalText(tree, limits));
}

TEST(HivexMade, SaysWhatIsWrongWithTheText) {
  const Result<Bytes> hive = HivexMade("nonsense\n");
  ASSERT_THAT(hive, FailsWith(ErrorCode::kIo));
  EXPECT_THAT(hive.error().message, HasSubstr("hivexregedit"));
}

}  // namespace
}  // namespace repoint::hive
