// Texts without a terminator and of odd length, which Windows lets programs store: what an update
// leaves alone, and what a rollback puts back, is not a byte longer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wine/update_world.h"

namespace repoint {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// The update deletes this section, an online archive, and leaves the profile's own key.
const std::string kProfile = std::string(kOffice16Root) + "\\Outlook";
const std::string kArchive = kProfile + "\\32b0627c3cd3f2cc6825789ae54fe4ac";

struct RawValue {
  const char* name;
  const char* type;
  const char* hex;
};
constexpr RawValue kValues[] = {
    {"unterminated", "1", "41004200"}, {"odd", "1", "410042"},     {"single", "1", "41"},
    {"expand", "2", "25004100"},       {"multi", "7", "41004200"}, {"terminated", "1", "41000000"},
};

class WineRawValuesTest : public testing::Test {
 protected:
  WineRawValuesTest() {
    world_.Install({FixturePath("ol2016-x64.reg")});
    for (const std::string& key : {kProfile, kArchive}) {
      for (const RawValue& value : kValues) {
        const Finished run =
            world_.wine.Run(RawValueTool(), {key, value.name, value.type, value.hex});
        EXPECT_EQ(run.exit_code, 0) << run.err;
      }
      ExpectTheyAreThere(key, "as they were written");
    }
  }

  void ExpectTheyAreThere(const std::string& key, const char* when) {
    for (const RawValue& value : kValues) {
      EXPECT_EQ(world_.wine.Run(RawValueTool(), {key, value.name}).out,
                std::string(value.type) + ":" + value.hex)
          << value.name << " " << when;
    }
  }

  UpdateWorld world_;
};

TEST_F(WineRawValuesTest, SurviveAnUpdateAndItsRollback) {
  const Finished update = world_.Update();
  EXPECT_EQ(update.exit_code, 0) << update.out << update.err;
  EXPECT_EQ(world_.wine.RegExport("HKEY_CURRENT_USER\\" + kArchive), "");
  ExpectTheyAreThere(kProfile, "after the update");
  const Finished rollback = world_.Run({"-Rollback"});
  EXPECT_EQ(rollback.exit_code, 0) << rollback.out << rollback.err;
  ExpectTheyAreThere(kProfile, "after the rollback");
  ExpectTheyAreThere(kArchive, "after the rollback");
}

TEST_F(WineRawValuesTest, AreReadBackByTheRecoveryOfARunThatWasInterrupted) {
  const Values before = world_.Profiles();
  ASSERT_EQ(world_.Update().exit_code, 0);
  // The journal as a killed process leaves it: begun, nothing more.
  const std::vector<JournalFile> journals = world_.Journals();
  ASSERT_EQ(journals.size(), 1u);
  const std::string text = ReadTestFile(journals[0].path);
  WriteTestFile(journals[0].path, text.substr(0, text.find("\"record\":\"applied\"") - 18));
  const Finished run = world_.Run({"-Rollback"});
  EXPECT_THAT(run.out, HasSubstr("recovered: "));
  ExpectTheyAreThere(kProfile, "after the recovery");
  ExpectTheyAreThere(kArchive, "after the recovery");
  EXPECT_THAT(Differences(before, world_.Profiles()), IsEmpty());
}

}  // namespace
}  // namespace repoint
