#include "outlook/file_kinds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace repoint {
namespace {

TEST(FileKindTest, HasANameThatIsReadBackAndWords) {
  for (const FileRow& row : FileTable()) {
    EXPECT_EQ(FileKindByName(FileKindName(row.kind)), row.kind) << FileKindName(row.kind);
    EXPECT_FALSE(FileKindWords(row.kind).empty());
  }
  EXPECT_EQ(FileKindByName("signature"), std::nullopt);
}

TEST(FileKindTest, SaysOfOneOrOfManyThatTheyStay) {
  EXPECT_EQ(FileKindStays(FileKind::kOab), "the offline address book stays as it is");
  EXPECT_EQ(FileKindStays(FileKind::kSendReceive), "the send/receive groups stay as they are");
  EXPECT_EQ(FileKindStays(FileKind::kFavorites), "the favourites stay as they are");
}

TEST(FilePatternTest, AProfilesFileBearsItsNameWithoutCase) {
  EXPECT_TRUE(FitsPattern("outlook.NK2", "<profile>.nk2", "Outlook"));
  EXPECT_FALSE(FitsPattern("Outlook2.nk2", "<profile>.nk2", "Outlook"));
  EXPECT_FALSE(FitsPattern("Out*.nk2", "<profile>.nk2", "Out"));
  EXPECT_TRUE(FitsPattern("a*b.nk2", "<profile>.nk2", "a*b"));
  EXPECT_TRUE(FitsPattern("whatever.nk2", "<profile>.nk2", std::nullopt));
  EXPECT_FALSE(FitsPattern(".nk2", "<profile>.nk2", std::nullopt));
}

TEST(FilePatternTest, AStarIsAnyText) {
  EXPECT_TRUE(FitsPattern("bob@x.example - Autodiscover.xml", "*Autodiscover*.xml", "Outlook"));
  EXPECT_TRUE(FitsPattern("autodiscover.xml", "*Autodiscover*.xml", "Outlook"));
  EXPECT_FALSE(FitsPattern("autodiscover.xml.bak", "*Autodiscover*.xml", "Outlook"));
  EXPECT_FALSE(FitsPattern("discover.xml", "*Autodiscover*.xml", "Outlook"));
}

TEST(FileKindTest, OnlyWhatTheTableLeadsToMayBeMoved) {
  const std::string roaming = "C:\\Users\\bob\\AppData\\Roaming\\Microsoft\\Outlook\\";
  const std::string local = "/srv/bob/AppData/Local/Microsoft/Outlook/";
  EXPECT_TRUE(MayBeOfKind(FileKind::kSendReceive, roaming + "Outlook.srs"));
  EXPECT_TRUE(MayBeOfKind(FileKind::kNicknames, roaming + "any.nk2"));
  EXPECT_TRUE(MayBeOfKind(FileKind::kUnnamedOst, local + "bob@x.example.ost"));
  EXPECT_TRUE(MayBeOfKind(FileKind::kAutodiscover, local + "16/a/Autodiscover.xml"));
  EXPECT_TRUE(MayBeOfKind(FileKind::kAutocomplete, local + "RoamCache/Stream_Autocomplete_0.dat"));
  EXPECT_TRUE(MayBeOfKind(FileKind::kOabFolder,
                          local + "Offline Address Books/57721566-4901-4532-8606-065120900824"));
  EXPECT_TRUE(MayBeOfKind(FileKind::kOab, "C:\\WINDOWS\\browse.oab"));

  EXPECT_FALSE(MayBeOfKind(FileKind::kSendReceive, "C:\\Users\\bob\\Outlook.srs"));
  EXPECT_FALSE(MayBeOfKind(FileKind::kSendReceive, roaming + "Outlook.srs.exe"));
  EXPECT_FALSE(MayBeOfKind(FileKind::kNicknames, roaming + "signature.txt"));
  EXPECT_FALSE(MayBeOfKind(FileKind::kUnnamedOst, roaming + "archive.pst"));
  EXPECT_FALSE(MayBeOfKind(FileKind::kAutocomplete, local + "Stream_Autocomplete_0.dat"));
  EXPECT_FALSE(MayBeOfKind(FileKind::kAutodiscover, "/etc/autodiscover.xml"));
  EXPECT_FALSE(MayBeOfKind(FileKind::kOabFolder, local + "57721566-4901-4532-8606-065120900824"));
  EXPECT_FALSE(MayBeOfKind(FileKind::kSendReceive, local + "../../Microsoft/Outlook/Outlook.srs"));
  EXPECT_FALSE(MayBeOfKind(FileKind::kOst, local + "bob@x.example.ost")) << "the registry says";
  EXPECT_FALSE(MayBeOfKind(FileKind::kRules, roaming + "my.rwz")) << "never touched";
  EXPECT_FALSE(MayBeOfKind(FileKind::kSendReceive, ""));
}

}  // namespace
}  // namespace repoint
