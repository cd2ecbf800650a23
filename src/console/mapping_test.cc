#include "console/mapping.h"

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "base/text.h"
#include "console/import.h"

namespace repoint::console {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class MappingFileTest : public testing::Test {
 protected:
  Result<MappingPairs> Read(std::string_view text) {
    files_.Put("map.txt", text);
    return ReadMappingFile(files_, "map.txt");
  }

  FakeFiles files_;
};

TEST_F(MappingFileTest, HasTwoColumnsWithTabSemicolonOrComma) {
  const auto pairs = Read(
      "a@contoso.example\t/o=Fabrikam/cn=a\r\n"
      "/o=Contoso/cn=b;b@fabrikam.example\n"
      "c@contoso.example,smtp:c@fabrikam.example");
  ASSERT_THAT(pairs, IsOk());
  EXPECT_THAT(*pairs, ElementsAre(Pair("a@contoso.example", "/o=Fabrikam/cn=a"),
                                  Pair("/o=Contoso/cn=b", "b@fabrikam.example"),
                                  Pair("c@contoso.example", "smtp:c@fabrikam.example")));
}

TEST_F(MappingFileTest, MayHaveAHeaderBlankLinesAndComments) {
  EXPECT_THAT(*Read("# ours\n\nSource,Target\n\na@x.example,b@y.example\n"),
              ElementsAre(Pair("a@x.example", "b@y.example")));
}

TEST_F(MappingFileTest, TakesCommasInNamesOfOrganisations) {
  EXPECT_THAT(*Read("/o=Contoso, Ltd/cn=a,/o=Fabrikam, Inc/cn=b"),
              ElementsAre(Pair("/o=Contoso, Ltd/cn=a", "/o=Fabrikam, Inc/cn=b")));
}

TEST_F(MappingFileTest, TakesQuotedFields) {
  EXPECT_THAT(*Read("\"source\",\"target\"\n\"/o=A \"\"B\"\"/cn=a\", \"b@y.example\""),
              ElementsAre(Pair("/o=A \"B\"/cn=a", "b@y.example")));
}

TEST_F(MappingFileTest, MayBeUtf16OrHaveAByteOrderMark) {
  std::string utf16 = "\xFF\xFE";
  for (const char c : std::string_view("a@x.example;/o=Y/cn=b\r\n")) utf16 += {c, '\0'};
  EXPECT_THAT(*Read(utf16), ElementsAre(Pair("a@x.example", "/o=Y/cn=b")));
  EXPECT_THAT(*Read("\xEF\xBB\xBF"
                    "a@x.example;b@y.example"),
              ElementsAre(Pair("a@x.example", "b@y.example")));
}

TEST_F(MappingFileTest, NamesTheLineThatIsNoMapping) {
  for (const char* bad :
       {"b@x.example", "jdoe,b@y.example", "b@x.example,", "a@x.example b@y.example",
        "a@x.example,b@y.example,c@z.example", "jdoe\tjdoe"}) {
    const auto pairs = Read(std::string("a@x.example,b@y.example\n") + bad + "\n");
    ASSERT_THAT(pairs, FailsWith(ErrorCode::kDamaged)) << bad;
    EXPECT_THAT(pairs.error().ToString(), HasSubstr("map.txt: line 2 ")) << bad;
  }
}

TEST_F(MappingFileTest, TakesNoLineWithAnAddressForAHeader) {
  EXPECT_THAT(Read("a@x.example\n"), FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(Read("source,/o=Contoso\n"), FailsWith(ErrorCode::kDamaged));
}

TEST_F(MappingFileTest, ThatIsEmptyMapsNothing) { EXPECT_THAT(*Read(""), testing::IsEmpty()); }

TEST_F(MappingFileTest, ThatIsNotThereIsNotFound) {
  EXPECT_THAT(ReadMappingFile(files_, "none"), FailsWith(ErrorCode::kNotFound));
}

TEST_F(MappingFileTest, OfHostileBytesIsDamaged) {
  EXPECT_THAT(Read("@\n" + std::string(100'000, ',')), FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(Read(std::string_view("a\0b@c\n", 6)), FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(Read("/o=\xff,\xfe@"), FailsWith(ErrorCode::kDamaged));
}

TEST(MappingKeyTest, IsFoldedAsTheKeysOfObjects) {
  EXPECT_THAT(MappingKey(" X500:/o=A/cn=B "), IsOkAndHolds(ObjectKey{"dn", "/o=a/cn=b"}));
  EXPECT_THAT(MappingKey("SMTP:--migrate--A@x.example"),
              IsOkAndHolds(ObjectKey{"smtp", "a@x.example"}));
}

}  // namespace
}  // namespace repoint::console
