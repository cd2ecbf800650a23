// Marks: what was updated is not updated again, until the mailbox moves on.
#include "client/testing/run_tests.h"

namespace repoint {
namespace {

TEST(MarkTest, AMarkedProfileIsDoneBefore) {
  World world = World::OfJane();
  world.Update();
  const Contents after = world.All();
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("done-before Jane"));
  EXPECT_EQ(world.All(), after);
}

TEST(MarkTest, SitsUnderTheRootAndNameOfTheProfileAndNamesTheJournal) {
  World world = World::OfJane();
  world.Update();
  const std::string key = "Software\\EMProfileUpdate\\Profiles\\NT\\Jane";
  const auto text = [&](const char* name) {
    return SzText(world.registry.GetValue(key, name).value().value_or(RegValue{})).value_or("");
  };
  EXPECT_EQ(text("Updated"), "2026-03-31T07:05:10Z");
  EXPECT_EQ(text("Version"), "1.0.0");
  EXPECT_EQ(text("Source"), "/o=Old/cn=jane");
  EXPECT_EQ(text("Target"), "/o=New/cn=jane");
  EXPECT_EQ(text("Journal"), "20260331T070510Z-01");
  EXPECT_THAT(text("List"), Not(IsEmpty()));
}

TEST(MarkTest, AMailboxThatMovedOnIsUpdatedAgain) {
  World world = World::OfJane();
  world.Update();
  world.PutList({MoveOnOf("jane")});
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("updated Jane"));
  EXPECT_EQ(world.Setting("Jane", "001f6603"), "/o=Third/cn=jane");
  EXPECT_EQ(world.Setting("Jane", "001f6602"), "SRV3");
}

TEST(MarkTest, IsNeverRedoneWhileRowAndListAreUnchanged) {
  World world = World::OfJane();
  world.Update();
  // Somebody put the old mailbox back by hand.
  ASSERT_THAT(world.registry.SetValue(SettingsKey("Jane"), "001f6603", SzValue("/o=Old/cn=jane")),
              IsOk());
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("done-before Jane"));
  world.options.reprocess = true;
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("updated Jane"));
  EXPECT_EQ(world.Setting("Jane", "001f6603"), "/o=New/cn=jane");
}

// Outlook has written DN and OST of the new mailbox, and the list does not tell the DN.
TEST(MarkTest, TheOstThatOutlookHasMadeSinceStaysWhenTheListIsANewOne) {
  list::Row jane = MoveOf("jane");
  jane.target_dn = "";
  World world = World::OfJane();
  world.PutList({jane});
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("updated Jane"));
  const std::string key = SettingsKey("Jane");
  ASSERT_THAT(world.registry.SetValue(key, "001f6603", SzValue("/o=Old/cn=jane")), IsOk());
  ASSERT_THAT(world.registry.SetValue(key, "001f6610", SzValue("/ost/new.ost")), IsOk());
  world.PutList({jane, MoveOf("jim")});
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("updated Jane"));
  EXPECT_EQ(world.Setting("Jane", "001f6610"), "/ost/new.ost");
}

}  // namespace
}  // namespace repoint
