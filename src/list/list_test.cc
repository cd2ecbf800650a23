#include "list/list.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/testing/result_matchers.h"
#include "base/testing/temp_folder.h"
#include "base/text.h"
#include "list/lines.h"
#include "list/testing/counting_files.h"
#include "list/testing/list_world.h"

namespace repoint::list {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kRows =
    "SourceDN\tTargetDN\n/o=A/cn=a\t/o=B/cn=a\n/o=A/cn=b\t/o=B/cn=b\n";
const OpenOptions kAllowEdited = {.allow_edited = true, .public_key = {}};

TEST(ListTest, FindsARowBySourceDnWithoutCase) {
  ListWorld world(kRows);
  const Answer answer = world.AskOne(DnKey("/O=a/CN=B"));
  ASSERT_TRUE(answer.source);
  EXPECT_EQ(answer.source->last->target_dn, "/o=B/cn=b");
  EXPECT_EQ(answer.source->last->line, 3u);
}

TEST(ListTest, DoesNotFindAPrefixOfADn) {
  ListWorld world("SourceDN\tTargetDN\n/o=A/cn=bobby\t/o=B/cn=bobby\n");
  EXPECT_FALSE(world.AskOne(DnKey("/o=A/cn=bob")).source);
}

TEST(ListTest, FindsARowByEveryProxy) {
  ListWorld world(
      "SourceDN\tTargetDN\tProxies\n/o=A/cn=a\t/o=B/cn=a\tsmtp:x@a.example;X500:/o=Old/cn=a\n");
  EXPECT_TRUE(world.AskOne(SmtpKey("X@a.example")).source);
  EXPECT_TRUE(world.AskOne(DnKey("/o=old/cn=a")).source);
}

TEST(ListTest, FindsAddressWithMigrateMarker) {
  ListWorld world("SourceSmtp\tTargetSmtp\n--migrate--a@a.example\ta@b.example\n");
  EXPECT_TRUE(world.AskOne(SmtpKey("SMTP:a@a.example")).source);
}

TEST(ListTest, AnswersForATarget) {
  ListWorld world(kRows);
  const Answer answer = world.AskOne(DnKey("/o=B/cn=a"));
  EXPECT_FALSE(answer.source);
  ASSERT_TRUE(answer.target);
  EXPECT_EQ(answer.target->source_dn, "/o=A/cn=a");
}

TEST(ListTest, ReadsAsUtf8Windows1252AndUtf16) {
  const std::string utf8 = "SourceSmtp\tTargetSmtp\tDisplayName\na@a.example\ta@b.example\tJörg\n";
  std::string cp1252 = utf8;
  cp1252.replace(cp1252.find("ö"), 2, "\xF6");
  const Bytes utf16 = Utf16Bytes("\uFEFF" + utf8);
  for (const std::string& text :
       {utf8, "\xEF\xBB\xBF" + utf8, cp1252, std::string(AsChars(utf16))}) {
    ListWorld world(text);
    const Answer answer = world.AskOne(SmtpKey("a@a.example"));
    ASSERT_TRUE(answer.source);
    EXPECT_EQ(answer.source->first->display_name, "Jörg");
  }
}

TEST(ListTest, FindsANonAsciiKeyInAWindows1252Line) {
  ListWorld world("SourceDN\tTargetDN\n/o=A/cn=J\xF6rg\t/o=B/cn=j\n");
  EXPECT_TRUE(world.AskOne(DnKey("/o=A/cn=Jörg")).source);
}

TEST(ListTest, CommentsAndBlankLinesAreNoRows) {
  ListWorld world("# mine\n\nSourceDN\tTargetDN\n# /o=A/cn=a\n\n/o=A/cn=a\t/o=B/cn=a\n");
  EXPECT_EQ(world.AskOne(DnKey("/o=A/cn=a")).source->first->line, 6u);
}

TEST(ListTest, ListWithoutHeaderIsReadWithAWarning) {
  ListWorld world("/o=A/cn=a\t/o=B/cn=a\n");
  EXPECT_TRUE(world.AskOne(DnKey("/o=A/cn=a")).source);
  EXPECT_THAT(world.Warnings(), AllOf(HasSubstr("no header"), HasSubstr("SourceDN, TargetDN")));
}

TEST(ListTest, WholeListOfOursIsRead) {
  ListWorld world(OurList(kRows, 2));
  EXPECT_TRUE(world.AskOne(DnKey("/o=A/cn=a")).source);
  EXPECT_THAT(world.Warnings(), IsEmpty());
}

TEST(ListTest, DigestIsThatOfTheEndLine) {
  ListWorld world(OurList(kRows, 2));
  const std::string text = *world.files.Text("list");
  EXPECT_THAT(text, HasSubstr("sha256=" + (*world.Open())->digest()));
}

TEST(ListTest, DigestWithoutEndLineIsThatOfTheFileAfterTheFirstFind) {
  ListWorld world(kRows);
  const auto list = world.Open();
  EXPECT_EQ((*list)->digest(), "");
  ASSERT_THAT((*list)->Find({{DnKey("/o=A/cn=a"), {}}}), IsOk());
  EXPECT_EQ((*list)->digest(), HexEncode(*Sha256Of(AsBytes(kRows))));
}

TEST(ListTest, ReadsTheSampleList) {
  const auto bytes =
      ReadWhole(SystemFiles(), REPOINT_FIXTURES "/../corpus/list_list_fuzz/EMAMappings.tab");
  ASSERT_THAT(bytes, IsOk());
  ListWorld world(AsChars(*bytes));
  const Answer answer = world.AskOne(SmtpKey("eginster0000054@mail.contoso.example"));
  ASSERT_TRUE(answer.source);
  EXPECT_EQ(answer.source->last->target_smtp, "eginster.0000054@fabrikam.example");
}

TEST(ListTest, BufferDoesNotGrowWithTheList) {
  std::string text = "SourceDN\tTargetDN\n";
  while (text.size() < 3 * kPassChunk) text += "/o=A/cn=x\t/o=B/cn=x\n";
  FakeFiles files;
  files.Put("list", text);
  CountingFiles counting(files);
  Log log;
  const auto list = MappingList::Open(counting, "list", {}, log);
  ASSERT_THAT((*list)->Find({{DnKey("/o=A/cn=nobody"), {}}}), IsOk());
  EXPECT_EQ(counting.largest_read(), kPassChunk);
}

TEST(ListTest, UserWhoIsNotInTheListCostsOnePass) {
  std::string text(kRows);
  FakeFiles files;
  files.Put("list", text);
  CountingFiles counting(files);
  Log log;
  const auto list = MappingList::Open(counting, "list", {}, log);
  counting.Reset();
  ASSERT_THAT((*list)->Find({{DnKey("/o=A/cn=x"), {}}, {SmtpKey("x@a.example"), {}}}), IsOk());
  EXPECT_EQ(counting.bytes_read(), text.size());
}

// --- Refusals

TEST(ListRefusalTest, MissingFile) {
  FakeFiles files;
  Log log;
  const auto list = MappingList::Open(files, "nowhere/list", {}, log);
  ASSERT_THAT(list, FailsWith(ErrorCode::kNotFound));
  EXPECT_THAT(list.error().message, HasSubstr("not there"));
  EXPECT_EQ(list.error().where, "nowhere/list");
}

TEST(ListRefusalTest, EmptyFile) {
  EXPECT_THAT(ListWorld("").Refusal(), HasSubstr("empty (0 bytes)"));
  EXPECT_THAT(ListWorld("\xEF\xBB\xBF").Refusal(), HasSubstr("empty"));
  EXPECT_THAT(ListWorld("# nothing\n").Refusal(), HasSubstr("no header and no rows"));
}

TEST(ListRefusalTest, HeaderWithoutRows) {
  EXPECT_THAT(ListWorld("SourceDN\tTargetDN\n\n").Refusal(), HasSubstr("header and no rows"));
  EXPECT_THAT(ListWorld(OurList("SourceDN\tTargetDN\n", 0)).Refusal(),
              HasSubstr("header and no rows"));
}

TEST(ListRefusalTest, NoUsableRow) {
  EXPECT_THAT(ListWorld("SourceDN\tTargetDN\n/o=A/cn=a\t\n\t/o=B/cn=b\n").Refusal(),
              HasSubstr("no usable row"));
}

TEST(ListRefusalTest, LoneDnList) {
  EXPECT_THAT(ListWorld("/o=A/cn=a\n/o=A/cn=b\n").Refusal(),
              HasSubstr("TargetDN or TargetSmtp are missing"));
}

TEST(ListRefusalTest, OursWithoutEndLineLooksCutShort) {
  std::string text = OurList(kRows, 2);
  text.resize(text.find("#end"));
  EXPECT_THAT(ListWorld(text).Refusal(), HasSubstr("cut short in copying"));
  EXPECT_THAT(ListWorld(text).Refusal(kAllowEdited), "not refused");
}

TEST(ListRefusalTest, CutAnywhereIsRefused) {
  const std::string whole = OurList(kRows, 2);
  for (size_t size = 0; size + 1 < whole.size(); ++size) {
    EXPECT_NE(ListWorld(whole.substr(0, size)).Refusal(), "not refused") << size;
  }
}

TEST(ListRefusalTest, CutInTheEndLineLooksCutShort) {
  std::string text = OurList(kRows, 2);
  text.resize(text.size() - 10);
  EXPECT_THAT(ListWorld(text).Refusal(), HasSubstr("cut short in copying"));
}

TEST(ListRefusalTest, RowTakenOutLooksEdited) {
  std::string text = OurList(kRows, 2);
  text.erase(text.find("/o=A/cn=b"), std::string_view("/o=A/cn=b\t/o=B/cn=b\n").size());
  EXPECT_THAT(ListWorld(text).Refusal(),
              AllOf(HasSubstr("edited by hand"), HasSubstr("rows=2"), HasSubstr("holds 1")));
  EXPECT_THAT(ListWorld(text).Refusal(kAllowEdited), "not refused");
}

TEST(ListRefusalTest, ChangedRowLooksEdited) {
  std::string text = OurList(kRows, 2);
  text[text.find("/o=B/cn=b") + 3] = 'X';
  EXPECT_THAT(ListWorld(text).Refusal(), AllOf(HasSubstr("edited by hand"), HasSubstr("sha256")));
  EXPECT_THAT(ListWorld(text).Refusal(kAllowEdited), "not refused");
}

TEST(ListRefusalTest, AllowEditedWarns) {
  std::string text = OurList(kRows, 2);
  text[text.find("/o=B/cn=b") + 3] = 'X';
  ListWorld world(text);
  ASSERT_THAT(world.Ask({}, kAllowEdited), IsOk());
  EXPECT_THAT(world.Warnings(), HasSubstr("edited by hand"));
}

TEST(ListRefusalTest, RowsBehindTheEndLineLookEdited) {
  EXPECT_THAT(ListWorld(OurList(kRows, 2) + "/o=A/cn=c\t/o=B/cn=c\n").Refusal(),
              HasSubstr("edited by hand"));
}

TEST(ListRefusalTest, EndLineOfAListFromElsewhereMustFitToo) {
  std::string text(kRows);
  text += "#end\trows=9\tsha256=" + HexEncode(*Sha256Of(AsBytes(kRows))) + "\n";
  EXPECT_THAT(ListWorld(text).Refusal(), HasSubstr("edited by hand"));
}

TEST(ListRefusalTest, EndLineFarFromTheEndOfTheFileIsSeen) {
  std::string text = std::string(kRows) + "#end\trows=9\tsha256=00\n";
  for (int i = 0; i < 500; ++i) text += "# a comment of another tool\n";
  ListWorld world(text);
  EXPECT_THAT(world.Refusal(), HasSubstr("lines follow its #end line"));
}

TEST(ListRefusalTest, HeaderThatIsExchangedBetweenOpeningAndReading) {
  const TempFolder folder;
  const std::string path = folder / "list";
  const auto write = [&path](std::string_view header) {
    std::ofstream(path, std::ios::binary)
        << header << "/o=A/cn=a\t/o=B/cn=a\tEXTGT02\tevil.example\n";
  };
  Log log;
  write("SourceDN\tTargetDN\tDisplayName\tTargetServer\n");
  const auto list = MappingList::Open(SystemFiles(), path, {}, log);
  ASSERT_THAT(list, IsOk());
  write("SourceDN\tTargetDN\tTargetServer\tDisplayName\n");
  EXPECT_THAT((*list)->Find({{DnKey("/o=A/cn=a"), {}}}), FailsWith(ErrorCode::kConflict));
}

TEST(ListRefusalTest, RowWithTensOfThousandsOfProxiesIsReadInTime) {
  std::string row = "/o=A/cn=a\t/o=B/cn=a\t";
  for (int i = 0; i < 30'000; ++i) row += "u" + std::to_string(i) + "@a.example;";
  ListWorld world("SourceDN\tTargetDN\tProxies\n" + row + "\n" + row + "\n");
  EXPECT_TRUE(world.AskOne(SmtpKey("u29999@a.example")).source);
}

TEST(ListRefusalTest, LaterVersionOfTheFormat) {
  ListWorld world(
      "#EMAMappings 2\nSourceDN\tTargetDN\n/o=A/cn=a\t/o=B/cn=a\n#end\trows=1\tsha256=" +
      std::string(64, '0') + "\n");
  EXPECT_THAT(world.Refusal(), HasSubstr("version 2"));
}

TEST(ListRefusalTest, BinaryFile) {
  EXPECT_THAT(ListWorld(std::string("MZ\x90\0\3\0", 6)).Refusal(), HasSubstr("not a list"));
  EXPECT_THAT(ListWorld("%PDF-1.4\n\xE2\xE3\xCF\xD3\n").Refusal(), HasSubstr("not a list"));
}

TEST(ListRefusalTest, HalfAUtf16Character) {
  EXPECT_THAT(ListWorld("\xFF\xFEx").Refusal(), HasSubstr("cut short"));
}

}  // namespace
}  // namespace repoint::list
