#include "hive/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"
#include "base/text.h"
#include "hive/intent.h"
#include "hive/testing/hive_builder.h"
#include "hive/testing/sample_trees.h"

namespace repoint::hive {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

SampleKey Tree() {
  SampleKey root{.name = u"ROOT"};
  KeyAt(root, u"Software\\Contoso").values = {SampleText(u"Server", u"old"),
                                              {.name = u"Big", .data = Bytes(30000, 1)}};
  KeyAt(root, u"Software\\Fabrikam").values = {SampleNumber(u"n", 1)};
  return root;
}

Image Of(const SampleKey& tree, const HiveLayout& layout = {}) {
  return Image::FromBytes(BuildHive(tree, layout)).value();
}

TEST(CompareTest, SeesNoDifferenceInHowTheSameTreeLies) {
  const SampleKey tree = RandomTree(3, {.odd = false});
  EXPECT_THAT(Compare(Of(tree, {.minor = 3, .lists = ListKind::kLf}),
                      Of(tree, {.minor = 5, .leaf_entries = 40, .free_every = 3}))
                  .value(),
              IsEmpty());
}

TEST(CompareTest, NamesWhatBecameOfKeysAndValues) {
  SampleKey after = Tree();
  KeyAt(after, u"Software\\Contoso").values.front() = SampleText(u"server", u"new");
  KeyAt(after, u"Software\\Contoso").values.push_back(SampleNumber(u"x", 1));
  KeyAt(after, u"Software").subkeys.pop_back();
  KeyAt(after, u"Software\\Northwind\\Deep").values = {SampleNumber(u"y", 2)};
  EXPECT_THAT(
      Compare(Of(Tree()), Of(after)).value(),
      UnorderedElementsAre(Change{ChangeKind::kValueChanged, u"Software\\Contoso", u"server"},
                           Change{ChangeKind::kValueAdded, u"Software\\Contoso", u"x"},
                           Change{ChangeKind::kKeyRemoved, u"Software\\Fabrikam", u""},
                           Change{ChangeKind::kValueRemoved, u"Software\\Fabrikam", u"n"},
                           Change{ChangeKind::kKeyAdded, u"Software\\Northwind", u""},
                           Change{ChangeKind::kKeyAdded, u"Software\\Northwind\\Deep", u""},
                           Change{ChangeKind::kValueAdded, u"Software\\Northwind\\Deep", u"y"}));
}

TEST(CompareTest, SeesTypesBigDataClassesAndDescriptors) {
  SampleKey after = Tree();
  SampleKey& key = KeyAt(after, u"Software\\Contoso");
  key.values[0].type = kSampleExpandSz;
  key.values[1].data.back() = 2;
  key.class_name = u"Class";
  KeyAt(after, u"Software\\Fabrikam").descriptor = 1;
  EXPECT_THAT(
      Compare(Of(Tree()), Of(after)).value(),
      UnorderedElementsAre(Change{ChangeKind::kValueChanged, u"Software\\Contoso", u"Server"},
                           Change{ChangeKind::kValueChanged, u"Software\\Contoso", u"Big"},
                           Change{ChangeKind::kClassChanged, u"Software\\Contoso", u""},
                           Change{ChangeKind::kSecurityChanged, u"Software\\Fabrikam", u""}));
}

// --- Intent

Intent SetsServer() {
  Intent intent;
  intent.SetValue(u"software\\contoso", u"SERVER", kSampleSz, SampleText(u"", u"new").data);
  return intent;
}

SampleKey WithServer(std::u16string_view text) {
  SampleKey tree = Tree();
  KeyAt(tree, u"Software\\Contoso").values.front() = SampleText(u"Server", text);
  return tree;
}

TEST(IntentTest, HoldsWhenExactlyThatWasDone) {
  EXPECT_THAT(SetsServer().Check(Of(Tree()), Of(WithServer(u"new"))), IsOk());
}

TEST(IntentTest, FailsWhenItWasNotDone) {
  EXPECT_THAT(SetsServer().Check(Of(Tree()), Of(Tree())), FailsWith(ErrorCode::kInternal));
  EXPECT_THAT(SetsServer().Check(Of(Tree()), Of(WithServer(u"other"))),
              FailsWith(ErrorCode::kInternal));
}

TEST(IntentTest, FailsWhenAnythingElseChanged) {
  const auto after = [](const std::function<void(SampleKey&)>& also) {
    SampleKey tree = WithServer(u"new");
    also(tree);
    return Of(tree);
  };
  const std::vector<std::function<void(SampleKey&)>> others = {
      [](SampleKey& tree) { KeyAt(tree, u"Software\\Contoso").values.pop_back(); },
      [](SampleKey& tree) { KeyAt(tree, u"Software\\Contoso").values[1].data[0] = 9; },
      [](SampleKey& tree) { KeyAt(tree, u"Software\\Contoso\\More"); },
      [](SampleKey& tree) { KeyAt(tree, u"Software").subkeys.pop_back(); },
      [](SampleKey& tree) { KeyAt(tree, u"Software\\Contoso").class_name = u"c"; },
      [](SampleKey& tree) { KeyAt(tree, u"Software\\Contoso").descriptor = 1; },
  };
  for (const auto& other : others) {
    EXPECT_THAT(SetsServer().Check(Of(Tree()), after(other)), FailsWith(ErrorCode::kInternal));
  }
}

TEST(IntentTest, FollowsTheOrderOfItsSteps) {
  Intent intent;
  intent.DeleteKey(u"Software\\Contoso");
  intent.SetValue(u"Software\\Contoso", u"x", 4, Bytes{1, 0, 0, 0});
  intent.DeleteValue(u"Software\\Fabrikam", u"N");
  SampleKey after{.name = u"ROOT"};
  KeyAt(after, u"Software\\Contoso").values = {SampleNumber(u"x", 1)};
  KeyAt(after, u"Software\\Fabrikam");
  EXPECT_THAT(intent.Check(Of(Tree()), Of(after)), IsOk());
  intent.DeleteKey(u"Software\\Contoso");
  EXPECT_THAT(intent.Check(Of(Tree()), Of(after)), FailsWith(ErrorCode::kInternal));
}

}  // namespace
}  // namespace repoint::hive
