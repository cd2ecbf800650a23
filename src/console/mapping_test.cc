#include "console/mapping.h"

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "base/text.h"
#include "console/import.h"

namespace repoint::console {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

MATCHER_P2(Maps, source, target, "") { return arg.source == source && arg.target == target; }

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
  EXPECT_THAT(*pairs, ElementsAre(Maps("a@contoso.example", "/o=Fabrikam/cn=a"),
                                  Maps("/o=Contoso/cn=b", "b@fabrikam.example"),
                                  Maps("c@contoso.example", "smtp:c@fabrikam.example")));
}

TEST_F(MappingFileTest, MayHaveAHeaderBlankLinesAndComments) {
  EXPECT_THAT(*Read("# ours\n\nSource,Target\n\na@x.example,b@y.example\n"),
              ElementsAre(Maps("a@x.example", "b@y.example")));
}

TEST_F(MappingFileTest, TakesCommasInNamesOfOrganisations) {
  EXPECT_THAT(*Read("/o=Contoso, Ltd/cn=a,/o=Fabrikam, Inc/cn=b"),
              ElementsAre(Maps("/o=Contoso, Ltd/cn=a", "/o=Fabrikam, Inc/cn=b")));
}

TEST_F(MappingFileTest, TakesQuotedFields) {
  EXPECT_THAT(*Read("\"source\",\"target\"\n\"/o=A \"\"B\"\"/cn=a\", \"b@y.example\""),
              ElementsAre(Maps("/o=A \"B\"/cn=a", "b@y.example")));
}

TEST_F(MappingFileTest, MayBeUtf16OrHaveAByteOrderMark) {
  std::string utf16 = "\xFF\xFE";
  for (const char c : std::string_view("a@x.example;/o=Y/cn=b\r\n")) utf16 += {c, '\0'};
  EXPECT_THAT(*Read(utf16), ElementsAre(Maps("a@x.example", "/o=Y/cn=b")));
  EXPECT_THAT(*Read("\xEF\xBB\xBF"
                    "a@x.example;b@y.example"),
              ElementsAre(Maps("a@x.example", "b@y.example")));
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

TEST_F(MappingFileTest, KnowsTheLineOfEachPair) {
  const auto pairs = Read("Source;Target\n\na@x.example;b@y.example\n#\nc@x.example;d@y.example\n");
  ASSERT_THAT(pairs, IsOk());
  EXPECT_EQ(pairs->at(0).line, 3u);
  EXPECT_EQ(pairs->at(1).line, 5u);
}

TEST_F(MappingFileTest, ThatMapsNothingIsRefusedWithTheWayToDoWithoutOne) {
  for (const char* empty : {"", "\n", "# a@x.example;b@y.example\n", "Source;Target\n"}) {
    const auto pairs = Read(empty);
    ASSERT_THAT(pairs, FailsWith(ErrorCode::kUsage)) << empty;
    EXPECT_THAT(pairs.error().ToString(), HasSubstr("map.txt: this file maps nothing"));
    EXPECT_THAT(pairs.error().message, HasSubstr("--no-mapping"));
  }
}

TEST_F(MappingFileTest, AddressBeyondAsciiIsSaid) {
  const auto pairs = Read("b\u00FCro@x.example;b@y.example\n");
  ASSERT_THAT(pairs, FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(
      pairs.error().message,
      AllOf(HasSubstr("line 1 "), HasSubstr("no characters beyond ASCII"), HasSubstr("by its DN")));
  const auto others = Read("/o=B\u00FCro/cn=a b@y.example\n");
  ASSERT_THAT(others, FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(others.error().message, Not(HasSubstr("ASCII")));
  EXPECT_THAT(Read("/o=B\u00FCro/cn=a;b@y.example\n"), IsOk());
}

TEST_F(MappingFileTest, ThatIsNotThereIsNotFound) {
  EXPECT_THAT(ReadMappingFile(files_, "none"), FailsWith(ErrorCode::kNotFound));
}

TEST_F(MappingFileTest, OfHostileBytesIsDamaged) {
  EXPECT_THAT(Read("@\n" + std::string(100'000, ',')), FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(Read(std::string_view("a\0b@c\n", 6)), FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(Read("/o=\xff,\xfe@"), FailsWith(ErrorCode::kDamaged));
}

class KeyFileTest : public testing::Test {
 protected:
  Result<std::vector<list::Key>> Read(std::string_view text) {
    files_.Put("only.txt", text);
    return ReadKeyFile(files_, "only.txt");
  }

  FakeFiles files_;
};

TEST_F(KeyFileTest, HasAnAddressOrADnInEachLine) {
  EXPECT_THAT(*Read("# those\r\n A@x.example \r\n\r\n/o=X/cn=B\nX500:/o=X/cn=c"),
              ElementsAre("smtp:a@x.example", "dn:/o=x/cn=b", "dn:/o=x/cn=c"));
}

TEST_F(KeyFileTest, MayBeInWindows1252OrUtf16) {
  EXPECT_THAT(*Read("/o=B\xFCro/cn=a\n"), ElementsAre("dn:/o=b\u00FCro/cn=a"));
  std::string utf16 = "\xFF\xFE";
  for (const char c : std::string_view("a@x.example\r\n")) utf16 += {c, '\0'};
  EXPECT_THAT(*Read(utf16), ElementsAre("smtp:a@x.example"));
}

TEST_F(KeyFileTest, NamesTheLineThatIsNeither) {
  for (const char* bad : {"jdoe", "a@x.example b@x.example", "@"}) {
    const auto keys = Read(std::string("a@x.example\n") + bad + "\n");
    ASSERT_THAT(keys, FailsWith(ErrorCode::kUsage)) << bad;
    EXPECT_THAT(keys.error().ToString(), HasSubstr("only.txt: line 2 ")) << bad;
  }
}

TEST_F(KeyFileTest, AddressBeyondAsciiIsSaid) {
  const auto keys = Read("b\u00FCro@x.example\n");
  ASSERT_THAT(keys, FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(keys.error().message,
              AllOf(HasSubstr("line 1 "), HasSubstr("no characters beyond ASCII")));
}

TEST_F(KeyFileTest, ThatIsEmptyIsRefused) {
  EXPECT_THAT(Read("# nobody\n"), FailsWith(ErrorCode::kUsage));
}

TEST(MappingKeyTest, IsFoldedAsTheKeysOfObjects) {
  EXPECT_THAT(MappingKey(" X500:/o=A/cn=B "), IsOkAndHolds(ObjectKey{"dn", "/o=a/cn=b"}));
  EXPECT_THAT(MappingKey("SMTP:--migrate--A@x.example"),
              IsOkAndHolds(ObjectKey{"smtp", "a@x.example"}));
}

}  // namespace
}  // namespace repoint::console
