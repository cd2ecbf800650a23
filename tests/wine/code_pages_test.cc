// Names that are not ASCII: in values of the user's ANSI code page, and as names of profiles.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "wine/update_world.h"

namespace repoint {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kLukasz = "\xC5\x81ukasz";            // Łukasz
constexpr std::string_view kTable = "\xE8\xA1\xA8\xE8\x83\xBD";  // 表能, 95 5C 94 5C in 932
constexpr std::string_view kSo = "\xE3\x82\xBD";                 // ソ, 83 5C in 932

class WineCodePageTest : public testing::Test {
 protected:
  WineCodePageTest() {
    world_.Install({FixturePath("ol2007.reg")});
    before_ = Below(world_.Profiles(), kWmsRoot);
  }

  // Moves bobby to a mailbox and a server of these names, on a Windows with this code page.
  Finished Move(int code_page, std::string_view mailbox, std::string_view server) {
    world_.SetAnsiCodePage(code_page);
    const std::string list = world_.List(
        {"/o=Contoso/ou=HQ/cn=Recipients/cn=bobby", "/o=Fabrikam/ou=New/cn=" + std::string(mailbox),
         "Bobby", "bobby", "bobby@contoso.example", "bobby@fabrikam.example", "EXSRC01",
         std::string(server), "new.fabrikam.example", "", "", "", ""});
    const Finished run = world_.Run({world_.wine.WindowsPath(list)});
    after_ = Below(world_.Profiles(), kWmsRoot);
    return run;
  }

  void ExpectMoved(const Finished& run) {
    EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
    EXPECT_THAT(run.out, HasSubstr("1 updated"));
  }

  void ExpectNothingChanged(const Finished& run, std::string_view message) {
    EXPECT_EQ(run.exit_code, 1) << run.out << run.err;
    EXPECT_THAT(run.out, HasSubstr("failed"));
    EXPECT_THAT(run.out, HasSubstr(message));
    EXPECT_THAT(Differences(before_, after_), IsEmpty());
    EXPECT_THAT(world_.Journals(), IsEmpty());
  }

  // Values whose name ends like this and whose data hold these bytes and did not before.
  int NewValuesWith(std::string_view name_end, const std::string& hex) {
    int count = 0;
    for (const auto& [name, value] : after_) {
      if (!name.ends_with(name_end) || value.find(hex) == std::string::npos) continue;
      count += before_.contains(name) && before_[name] == value ? 0 : 1;
    }
    return count;
  }
  // In entry ids and lists of them: "/cn=" and the bytes.
  int NewBinaryDns(const std::string& hex) {
    int count = 0;
    for (const auto& [name, value] : after_) {
      count += value.starts_with("3:") && value.find("2f636e3d" + hex) != std::string::npos ? 1 : 0;
    }
    return count;
  }

  UpdateWorld world_;
  Values before_;
  Values after_;
};

TEST_F(WineCodePageTest, CentralEuropeanNameInCodePage1250) {
  ExpectMoved(Move(1250, kLukasz, "EXNEW"));
  EXPECT_GT(NewBinaryDns("a3756b61737a00"), 0);                               // 0xA3: Ł in 1250
  EXPECT_EQ(NewBinaryDns("c581"), 0);                                         // never UTF-8
  EXPECT_GT(NewValuesWith("\\001e6603", "410175006b00610073007a000000"), 0);  // REG_SZ is UTF-16
}

TEST_F(WineCodePageTest, JapaneseNameWhoseSecondByteIsABackslash) {
  ExpectMoved(Move(932, kTable, std::string(kSo) + "V"));
  EXPECT_GT(NewBinaryDns("955c945c00"), 0);
  // "ncacn_ip_tcp:" has the FQDN, "ncacn_np:" and the others the name.
  EXPECT_GT(NewValuesWith("\\101e6613", "3a835c5600"), 0);
  EXPECT_GT(NewValuesWith("\\001e6603", "6888fd800000"), 0);
}

TEST_F(WineCodePageTest, AnyNameInCodePage65001) {
  ExpectMoved(Move(65001, std::string(kLukasz) + std::string(kTable), "EXNEW"));
  EXPECT_GT(NewBinaryDns("c581756b61737ae8a1a8e883bd00"), 0);
}

TEST_F(WineCodePageTest, JapaneseNameDoesNotFitCodePage1250) {
  ExpectNothingChanged(Move(1250, kTable, "EXNEW"), "code page 1250");
}

TEST_F(WineCodePageTest, CentralEuropeanNameDoesNotFitCodePage932) {
  ExpectNothingChanged(Move(932, kLukasz, "EXNEW"), "code page 932");
}

TEST_F(WineCodePageTest, CentralEuropeanNameDoesNotFitCodePage1252) {
  ExpectNothingChanged(Move(1252, kLukasz, "EXNEW"), "code page 1252");
}

class WineProfileNameTest : public testing::TestWithParam<std::string> {};

TEST_P(WineProfileNameTest, IsTakenFromTheCommandLineAndKeptInTheJournal) {
  UpdateWorld world;
  world.InstallRenamed("ol2016-x64.reg", "Outlook", GetParam());
  const std::string key = std::string(kOffice16Root) + "\\" + GetParam();
  const Values before = world.Profiles();
  ASSERT_THAT(Below(before, key), Not(IsEmpty()));
  const Finished run = world.Update({"-Profile", GetParam(), "-Json"});
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("\"profile\":\"" + GetParam() + "\""));
  EXPECT_THAT(run.out, HasSubstr("\"result\":\"updated\""));
  EXPECT_THAT(Below(world.Profiles(), key), Not(Below(before, key)));
  const std::vector<JournalFile> journals = world.Journals();
  ASSERT_EQ(Count(journals, UnitState::kDone), 1);
  EXPECT_EQ(journals[0].units[0].unit.profiles[0].name, GetParam());
  EXPECT_EQ(world.Run({"-Rollback", "-Profile", GetParam()}).exit_code, 0);
  EXPECT_THAT(Differences(before, world.Profiles()), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Names, WineProfileNameTest,
                         testing::Values("Doe, J\xC3\xB6rg",
                                         "\xD0\x9F\xD0\xBE\xD1\x87\xD1\x82\xD0\xB0 \xE8\xA1\xA8 a"),
                         [](const auto& test) { return test.index == 0 ? "German" : "Cyrillic"; });

}  // namespace
}  // namespace repoint
