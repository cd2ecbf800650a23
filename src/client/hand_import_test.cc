// The .reg beside the journal.
#include "client/hand_import.h"

#include "client/testing/run_tests.h"
#include "regtext/regtext.h"

namespace repoint {
namespace {

TEST(HandImportTest, RestoresTheProfileWhenImportedOverTheUpdatedOne) {
  World world = World::OfJane();
  const Contents before = world.Profile("Jane");
  world.Update();
  // Outlook makes more.
  ASSERT_THAT(world.registry.SetValue(ProfileKey("Jane") + "\\new", "x", SzValue("y")), IsOk());
  std::string name;
  for (const std::string& file : world.FilesIn(kJournals)) {
    if (file.ends_with(".reg")) name = file;
  }
  EXPECT_EQ(name, "20260331T070510Z-01-NT-4a616e65.reg");
  const std::string path = std::string(kJournals) + "/" + name;
  EXPECT_EQ(world.files.AccessOf(path), Access::kUserOnly);
  const std::string bytes = *world.files.Text(path);
  const auto document = regtext::Parse(AsBytes(bytes));
  ASSERT_THAT(document, IsOk());
  for (const regtext::Section& section : document->sections) {
    const std::string key = section.key.substr(std::string("HKEY_CURRENT_USER\\").size());
    ASSERT_THAT(section.deletes ? world.registry.DeleteKey(key) : world.registry.CreateKey(key),
                IsOk());
    for (const regtext::ValueLine& line : section.values) {
      ASSERT_THAT(world.registry.SetValue(key, line.name, {line.type, line.data}), IsOk());
    }
  }
  EXPECT_EQ(world.Profile("Jane"), before);
}

TEST(HandImportTest, LongNamesThatBeginAlikeHaveFilesOfTheirOwn) {
  const std::string a = "A long profile name that begins alike 1";
  const std::string b = "A long profile name that begins alike 2";
  World world(ProfileText(a, "jane") + ProfileText(b, "jim"), {MoveOf("jane"), MoveOf("jim")});
  world.Update();
  EXPECT_THAT(world.FilesIn(kJournals),
              ElementsAre(EndsWith(".reg"), EndsWith(".reg"), EndsWith(".journal")));
}

}  // namespace
}  // namespace repoint
