#include "update/search_catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"
#include "registry/memory.h"

namespace repoint {
namespace {

using testing::ElementsAre;

constexpr std::string_view kOffice = "Software\\Microsoft\\Office\\";
constexpr std::string_view kOst = "C:\\x\\jane.ost";

TEST(SearchEditsTest, DeleteTheValuesThatAreNamedByTheOst) {
  MemoryRegistry user;
  const auto put = [&](std::string_view key, std::string_view name) {
    ASSERT_THAT(user.SetValue(std::string(kOffice) + std::string(key), name, DwordValue(1)),
                IsOk());
  };
  put("12.0\\Outlook\\Catalog", "C:\\X\\Jane.ost");
  put("14.0\\Outlook\\Search\\Catalog", kOst);
  put("15.0\\Outlook\\Search", kOst);
  put("16.0\\Outlook\\Search\\Catalog", "{1234}C:\\x\\jane.ost");
  put("16.0\\Outlook\\Search\\Catalog", "C:\\x\\jane.pst");
  put("16.0\\Outlook\\Search", "CrawlScope");
  put("16.0\\Outlook\\Other", kOst);
  std::vector<std::string> names;
  const std::vector<Edit> edits = SearchEdits(user, std::string(kOst)).value();
  for (const Edit& edit : edits) {
    EXPECT_EQ(edit.before, DwordValue(1));
    EXPECT_EQ(edit.after, std::nullopt);
    EXPECT_TRUE(IsSearchKey(edit.key));
    names.push_back(edit.key.substr(kOffice.size()) + " " + *edit.name);
  }
  EXPECT_THAT(names, ElementsAre("12.0\\Outlook\\Catalog C:\\X\\Jane.ost",
                                 "14.0\\Outlook\\Search\\Catalog C:\\x\\jane.ost",
                                 "15.0\\Outlook\\Search C:\\x\\jane.ost",
                                 "16.0\\Outlook\\Search\\Catalog {1234}C:\\x\\jane.ost"));
}

TEST(SearchEditsTest, APathThatOnlyBeginsLikeThatOfTheOstIsAnotherFiles) {
  const std::string key = std::string(kOffice) + "16.0\\Outlook\\Search\\Catalog";
  const std::string ost(kOst);
  MemoryRegistry user;
  for (const char* behind : {"x", ".bak", "2", " copy.ost", "_old", "-1", ",1", "\xc3\xa4"}) {
    ASSERT_THAT(user.SetValue(key, ost + behind, DwordValue(1)), IsOk());
  }
  EXPECT_THAT(SearchEdits(user, ost).value(), testing::IsEmpty());
  const std::vector<std::string> own = {ost + ".bak;" + ost, ost + "\"", ost + "/inbox", ost + ";1",
                                        ost + "\\inbox",     ost + "|x", ost + "\x01"};
  for (const std::string& name : own) {
    ASSERT_THAT(user.SetValue(key, name, DwordValue(1)), IsOk());
  }
  std::vector<std::string> names;
  const std::vector<Edit> edits = SearchEdits(user, ost).value();
  for (const Edit& edit : edits) names.push_back(*edit.name);
  EXPECT_THAT(names, testing::UnorderedElementsAreArray(own));
}

TEST(SearchEditsTest, WithoutAPathThereAreNone) {
  MemoryRegistry user;
  ASSERT_THAT(
      user.SetValue("Software\\Microsoft\\Office\\16.0\\Outlook\\Search", "x", DwordValue(1)),
      IsOk());
  EXPECT_TRUE(SearchEdits(user, "").value().empty());
}

}  // namespace
}  // namespace repoint
