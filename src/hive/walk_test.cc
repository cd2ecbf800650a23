#include "hive/walk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"
#include "base/text.h"
#include "hive/testing/canonical.h"
#include "hive/testing/hive_builder.h"
#include "hive/testing/sample_trees.h"

namespace repoint::hive {
namespace {

using testing::ElementsAre;

SampleKey Tree() {
  SampleKey root{.name = u"ROOT"};
  KeyAt(root, u"Software\\Contoso").values = {SampleNumber(u"n", 1),
                                              {.name = u"big", .data = Bytes(3000, 1)}};
  KeyAt(root, u"Software\\Fabrikam\\Deep");
  KeyAt(root, u"Console");
  return root;
}

Image Of(const SampleKey& tree) { return Image::FromBytes(BuildHive(tree)).value(); }

Result<std::vector<std::string>> PathsOf(const Image& image, std::u16string_view path = {}) {
  std::vector<std::string> paths;
  const Key from = FindKey(image, path).value().value();
  REPOINT_TRY(Walk(image, from, path, [&](WalkedKey& key) -> Status {
    paths.push_back(std::to_string(key.depth) + " " + ToUtf8(key.path));
    return {};
  }));
  return paths;
}

TEST(WalkTest, MeetsParentsBeforeChildrenInTheOrderOfTheLists) {
  const Image image = Of(Tree());
  EXPECT_THAT(PathsOf(image).value(),
              ElementsAre("0 ", "1 Console", "1 Software", "2 Software\\Contoso",
                          "2 Software\\Fabrikam", "3 Software\\Fabrikam\\Deep"));
  EXPECT_THAT(PathsOf(image, u"software\\fabrikam").value(),
              ElementsAre("0 software\\fabrikam", "1 software\\fabrikam\\Deep"));
}

TEST(WalkTest, MeetsEverything) {
  const SampleKey tree = RandomTree(4);
  const Image image = Of(tree);
  CanonicalLines lines;
  ASSERT_THAT(Walk(image, ReadRoot(image).value(), u"",
                   [&](WalkedKey& key) -> Status {
                     lines.Key(key.path);
                     for (const auto& [value, data] : key.values) {
                       lines.Value(key.path, value.name, value.type, data);
                     }
                     return {};
                   }),
              IsOk());
  EXPECT_EQ(FirstDifferences(lines.Text(), CanonicalText(tree)), "");
}

TEST(WalkTest, EndsWithTheErrorOfTheVisit) {
  const Image image = Of(Tree());
  EXPECT_THAT(Walk(image, ReadRoot(image).value(), u"",
                   [](WalkedKey&) -> Status { return Fail(ErrorCode::kDenied, "no"); }),
              FailsWith(ErrorCode::kDenied));
}

void Put32(Image& image, uint32_t cell, size_t at, uint32_t number) {
  const auto offset = static_cast<uint32_t>(cell + cell::kHeader + at);
  ASSERT_THAT(image.Write(offset, ByteWriter().U32(number).Release()), IsOk());
}

TEST(WalkTest, EndsWhereKeysLeadToEachOtherInACircle) {
  Image image = Of(Tree());
  const Key deep = FindKey(image, u"Software\\Fabrikam\\Deep").value().value();
  const Key software = FindKey(image, u"Software").value().value();
  Put32(image, deep.cell, nk::kSubkeyCount, software.subkey_count);
  Put32(image, deep.cell, nk::kSubkeyList, software.subkey_list);
  EXPECT_THAT(PathsOf(image), FailsWith(ErrorCode::kDamaged));
}

TEST(WalkTest, EndsWhereValuesShareTheirDataAgainAndAgain) {
  SampleKey root{.name = u"ROOT"};
  KeyAt(root, u"K").values = {{.name = u"big", .data = Bytes(3000, 1)}};
  for (int i = 0; i < 100; ++i) {
    KeyAt(root, u"K").values.push_back(SampleNumber(u"n", 1));
  }
  Image image = Of(root);
  const Key key = FindKey(image, u"K").value().value();
  const auto cells = ValueCells(image, key).value();
  for (size_t i = 1; i < cells.size(); ++i) {
    Put32(image, key.value_list, i * 4, cells[0]);
  }
  EXPECT_THAT(PathsOf(image), FailsWith(ErrorCode::kDamaged));
}

}  // namespace
}  // namespace repoint::hive
