#include "profile/graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "registry/testing/reg_text.h"

namespace repoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kProfile = "Software\\Profiles\\Outlook";

// The profile whose sections are these lines of a version 5 export; "[name]" is a section.
Profile Read(std::string lines) {
  for (size_t at = lines.find('['); at != std::string::npos; at = lines.find('[', at)) {
    const std::string key = "[HKEY_CURRENT_USER\\" + std::string(kProfile) + "\\";
    lines.replace(at, 1, key);
    at += key.size();
  }
  MemoryRegistry registry = LoadRegText(lines);
  return MakeProfile({RootKind::kNt, "Outlook"}, *registry.ReadTree(kProfile).value(), {});
}

// The admin section with one service, which is Exchange's.
constexpr std::string_view kService =
    "[9207f3e0a3b11019908b08002b2a56c2]\n"
    "\"01023d0e\"=hex:a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1\n"
    "[a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1]\n"
    "\"001f3d09\"=hex:4d,00,53,00,45,00,4d,00,53,00,00,00\n";
constexpr std::string_view kGlobal =
    "[13dbb0c8aa05101a9bb000aa002fc45a]\n\"001e6603\"=\"/o=Old/cn=bob\"\n";
constexpr std::string_view kOwnSection =
    "[b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2]\n\"001e6602\"=\"EXSRC01\"\n";
constexpr std::string_view kNamesOwn = "=hex:b2,b2,b2,b2,b2,b2,b2,b2,b2,b2,b2,b2,b2,b2,b2,b2\n";

std::string Text(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

std::string SettingsOf(const Profile& profile) {
  return profile.accounts.size() == 1 ? profile.accounts[0].settings : "not one account";
}

TEST(SettingsTest, LieWhere01023d15Points) {
  const auto profile = Read(Text({kService, "\"01023d15\"", kNamesOwn, kOwnSection, kGlobal}));
  EXPECT_EQ(SettingsOf(profile), "b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2");
}

TEST(SettingsTest, LieInTheExtraSectionThatHoldsSettings) {
  const auto profile =
      Read(Text({kService,
                 "\"01023d0d\"=hex:c3,c3,c3,c3,c3,c3,c3,c3,c3,c3,c3,c3,c3,c3,c3,c3,"
                 "b2,b2,b2,b2,b2,b2,b2,b2,b2,b2,b2,b2,b2,b2,b2,b2\n",
                 kOwnSection, "[c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3]\n\"001e3001\"=\"no settings\"\n",
                 kGlobal}));
  EXPECT_EQ(SettingsOf(profile), "b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2");
}

TEST(SettingsTest, EachOfFourPropertiesTellsTheExtraSection) {
  for (const std::string_view value :
       {"\"001e6602\"=\"x\"\n", "\"001e6603\"=\"x\"\n", "\"001f6607\"=hex:78,00,00,00\n",
        "\"001f6641\"=hex:78,00,00,00\n"}) {
    const auto profile = Read(Text({kService, "\"01023d0d\"", kNamesOwn,
                                    "[b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2]\n", value, kGlobal}));
    EXPECT_EQ(SettingsOf(profile), "b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2") << value;
  }
}

TEST(SettingsTest, LieInTheGlobalSectionOtherwise) {
  EXPECT_EQ(SettingsOf(Read(Text({kService, kOwnSection, kGlobal}))),
            "13dbb0c8aa05101a9bb000aa002fc45a");
}

TEST(SettingsTest, ASectionThatIsNotThereIsNone) {
  EXPECT_EQ(SettingsOf(Read(Text({kService, "\"01023d15\"", kNamesOwn, kGlobal}))),
            "13dbb0c8aa05101a9bb000aa002fc45a");
  EXPECT_EQ(SettingsOf(Read(std::string(kService))), "");
}

TEST(GraphTest, OnlyServicesNamedMsemsAreExchange) {
  const auto profile = Read(
      "[9207f3e0a3b11019908b08002b2a56c2]\n"
      "\"01023d0e\"=hex:a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1\n"
      "[a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1]\n\"001e3d09\"=\"MSPST MS\"\n");
  EXPECT_EQ(profile.services.size(), 1u);
  EXPECT_THAT(profile.accounts, IsEmpty());
}

TEST(GraphTest, AServiceWithoutSectionIsAWarning) {
  const auto profile = Read(
      "[9207f3e0a3b11019908b08002b2a56c2]\n"
      "\"01023d0e\"=hex:a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1\n");
  EXPECT_THAT(profile.warnings, ElementsAre(HasSubstr("a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1")));
}

TEST(GraphTest, AProviderThatPointsBackBelongsToTheService) {
  const auto profile =
      Read(Text({kService,
                 "[d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4]\n"
                 "\"01023d0c\"=hex:a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1,a1\n"
                 "\"00033e03\"=hex:24,00,00,00\n"}));
  ASSERT_EQ(profile.accounts.size(), 1u);
  EXPECT_THAT(profile.accounts[0].transports, ElementsAre("d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4"));
}

TEST(GraphTest, AListedProviderOfAnotherServiceIsNotTaken) {
  const auto profile =
      Read(Text({kService, "\"01023d00\"=hex:d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4\n",
                 "[d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4]\n"
                 "\"01023d0c\"=hex:e5,e5,e5,e5,e5,e5,e5,e5,e5,e5,e5,e5,e5,e5,e5,e5\n"
                 "\"00033e03\"=hex:21,00,00,00\n"}));
  ASSERT_EQ(profile.accounts.size(), 1u);
  EXPECT_THAT(profile.accounts[0].stores, IsEmpty());
}

// Section d4d4..., which the service lists, and what it is.
ExchangeAccount AccountWithProvider(std::string_view lines) {
  const auto profile =
      Read(Text({kService, "\"01023d00\"=hex:d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4\n",
                 "[d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4]\n", lines}));
  return profile.accounts.at(0);
}

TEST(GraphTest, AStoreWithoutResourceTypeIsKnownByItsProvider) {
  const ExchangeAccount account =
      AccountWithProvider("\"01023414\"=hex:54,94,a1,c0,29,7f,10,1b,a5,87,08,00,2b,2a,25,17\n");
  ASSERT_EQ(account.stores.size(), 1u);
  EXPECT_EQ(account.stores[0].role, StoreRole::kPrivate);
  EXPECT_THAT(account.others, IsEmpty());
}

TEST(GraphTest, AProviderThatIsNeitherStoreNorTransportIsAnother) {
  for (const std::string_view lines :
       {"\"00033e03\"=hex:23,00,00,00\n", "\"001e3001\"=\"x\"\n",
        "\"01023414\"=hex:01,02,03,04,05,06,07,08,09,0a,0b,0c,0d,0e,0f,10\n",
        "\"00033e03\"=hex:23,00,00,00\n"
        "\"01023414\"=hex:54,94,a1,c0,29,7f,10,1b,a5,87,08,00,2b,2a,25,17\n"}) {
    const ExchangeAccount account = AccountWithProvider(lines);
    EXPECT_THAT(account.others, ElementsAre("d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4")) << lines;
    EXPECT_THAT(account.stores, IsEmpty()) << lines;
  }
}

TEST(GraphTest, AProviderMayBeNamedInTheListsOfTheSettingsOnly) {
  for (const std::string_view list : {"01023d00", "01023d01", "01023d02"}) {
    const auto profile =
        Read(Text({kService, "\"01023d15\"", kNamesOwn, kOwnSection, "\"", list,
                   "\"=hex:d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4,d4\n",
                   "[d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4]\n\"00033e03\"=hex:24,00,00,00\n"}));
    EXPECT_THAT(profile.accounts.at(0).transports, ElementsAre("d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4"))
        << list;
  }
}

TEST(GraphTest, AConsumerAccountIsToldByABooleanThatIsNotZero) {
  for (const auto& [value, consumer] :
       {std::pair("\"000b665e\"=hex:01,00\n", true), std::pair("\"000b665e\"=hex:00,00\n", false),
        std::pair("\"000b665e\"=hex:00,01\n", true), std::pair("", false)}) {
    const auto profile = Read(Text({kService, "\"01023d15\"", kNamesOwn, kOwnSection, value}));
    EXPECT_EQ(profile.accounts.at(0).consumer, consumer) << value;
  }
}

TEST(GraphTest, OnlyAnsiNamesOfServicesTellOutlook97To2002) {
  constexpr std::string_view ansi = "\"001e3d09\"=\"MSEMS\"\n";
  EXPECT_FALSE(Read(Text({kService})).ansi_only);
  EXPECT_FALSE(Read(Text({kService, ansi})).ansi_only);
  EXPECT_TRUE(Read(Text({kService, "\"001f3d09\"=-\n", ansi})).ansi_only);
}

struct Classified {
  std::string_view lines;
  StoreRole role;
  bool warned;
};

TEST(ClassifyStoreTest, TrustsTheProviderThenTheTypeThenTheFlags) {
  const Classified cases[] = {
      {"\"01023414\"=hex:54,94,a1,c0,29,7f,10,1b,a5,87,08,00,2b,2a,25,17\n", StoreRole::kPrivate,
       false},
      {"\"01023414\"=hex:9e,b4,77,00,74,e4,11,ce,8c,5e,00,aa,00,42,54,e2\n", StoreRole::kDelegate,
       false},
      {"\"01023414\"=hex:78,b2,fa,70,af,f7,11,cd,9b,c8,00,aa,00,2f,c4,5a\n", StoreRole::kPublic,
       false},
      {"\"01023414\"=hex:9e,b4,77,00,74,e4,11,ce,8c,5e,00,aa,00,42,54,e2\n"
       "\"0003660a\"=hex:01,00,00,00\n",
       StoreRole::kDelegate, true},
      {"\"0003660a\"=hex:01,00,00,00\n", StoreRole::kPrivate, false},
      {"\"0003660a\"=hex:02,00,00,00\n", StoreRole::kDelegate, false},
      {"\"0003660a\"=hex:03,00,00,00\n", StoreRole::kPublic, false},
      {"\"00036609\"=hex:06,00,00,00\n", StoreRole::kPublic, false},
      {"\"00036609\"=hex:0c,00,00,00\n", StoreRole::kUnknown, false},
      {"\"001f65d0\"=hex:41,00,72,00,63,00,68,00,69,00,76,00,65,00,00,00\n"
       "\"0003660a\"=hex:02,00,00,00\n",
       StoreRole::kArchive, false},
  };
  for (const Classified& one : cases) {
    const auto profile = Read("[d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4]\n" + std::string(one.lines));
    std::vector<std::string> warnings;
    const KeyTree* section = profile.Section("d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4");
    ASSERT_NE(section, nullptr) << one.lines;
    EXPECT_EQ(ClassifyStore(*section, warnings), one.role) << one.lines;
    EXPECT_EQ(!warnings.empty(), one.warned) << one.lines;
  }
}

}  // namespace
}  // namespace repoint
