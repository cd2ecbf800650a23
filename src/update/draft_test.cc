#include "update/draft.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"
#include "registry/testing/reg_text.h"
#include "update/edits.h"

namespace repoint {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

MemoryRegistry Before() {
  return LoadRegText(
      "[HKEY_CURRENT_USER\\P\\s1]\n\"a\"=\"1\"\n\"b\"=\"2\"\n"
      "[HKEY_CURRENT_USER\\P\\s2]\n\"x\"=\"3\"\n[HKEY_CURRENT_USER\\P\\s2\\deep]\n\"y\"=\"4\"\n");
}

Draft DraftOf(MemoryRegistry& user) { return Draft("P", *user.ReadTree("P").value()); }

TEST(DraftTest, SettingWhatIsThereAndDeletingWhatIsNotChangesNothing) {
  MemoryRegistry user = Before();
  Draft draft = DraftOf(user);
  draft.Set("s1", "A", SzValue("1"), "r");
  draft.Delete("s1", "none", "r");
  draft.Delete("none", "a", "r");
  draft.Set("none", "a", SzValue("1"), "r");
  draft.DeleteSection("none", "r");
  EXPECT_THAT(draft.Edits(), IsEmpty());
}

TEST(DraftTest, AnEditHasBothSidesAndTheReason) {
  MemoryRegistry user = Before();
  Draft draft = DraftOf(user);
  draft.Set("s1", "a", SzValue("new"), "why");
  EXPECT_THAT(draft.Edits(), ElementsAre(Edit{"P\\s1", "a", SzValue("1"), SzValue("new"), "why"}));
}

TEST(DraftTest, ChangingThereAndBackIsNoEdit) {
  MemoryRegistry user = Before();
  Draft draft = DraftOf(user);
  draft.Set("s1", "a", SzValue("new"), "r");
  draft.Set("s1", "a", SzValue("1"), "r");
  EXPECT_THAT(draft.Edits(), IsEmpty());
}

TEST(DraftTest, ADeletedSectionGoesValueByValueChildrenFirst) {
  MemoryRegistry user = Before();
  Draft draft = DraftOf(user);
  draft.DeleteSection("S2", "r");
  std::vector<std::string> places;
  for (const Edit& edit : draft.Edits()) {
    EXPECT_TRUE(edit.before && !edit.after);
    places.push_back(edit.key + (edit.name ? " " + *edit.name : ""));
  }
  EXPECT_THAT(places, ElementsAre("P\\s2 x", "P\\s2\\deep y", "P\\s2\\deep", "P\\s2"));
}

TEST(DraftTest, InverseEditsGiveBackTheWholeTree) {
  MemoryRegistry user = Before();
  const KeyTree before = *user.ReadTree("P").value();
  Draft draft = DraftOf(user);
  draft.DeleteSection("s2", "r");
  draft.Set("s1", "a", SzValue("new"), "r");
  draft.Set("s1", "c", SzValue("made"), "r");
  const auto edits = draft.Edits();
  ASSERT_THAT(WriteEdits(user, edits), IsOk());
  EXPECT_EQ(*user.ReadTree("P").value(), draft.tree());
  ASSERT_THAT(WriteEdits(user, InverseOf(edits)), IsOk());
  EXPECT_EQ(*user.ReadTree("P").value(), before);
}

}  // namespace
}  // namespace repoint
