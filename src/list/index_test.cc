// Look-up through <list>.idx. docs/list-format.md, "The index".
#include <fmt/core.h>
#include <gmock/gmock.h>

#include "base/testing/result_matchers.h"
#include "base/text.h"
#include "list/index_format.h"
#include "list/testing/counting_files.h"
#include "list/testing/list_world.h"
#include "list/writer.h"

namespace repoint::list {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Numbered(int rows) {
  std::string text = "SourceDN\tTargetDN\tSourceSmtp\tTargetSmtp\n";
  for (int i = 0; i < rows; ++i) {
    text += fmt::format(
        "/o=A/ou=Site/cn=Recipients/cn=u{0:06}\t/o=B/ou=New/cn=Recipients/cn=u{0:06}\t"
        "u{0}@a.example\tu{0}@b.example\n",
        i);
  }
  return text;
}

Key Dn(int i) { return DnKey(fmt::format("/o=A/ou=Site/cn=Recipients/cn=u{:06}", i)); }

struct IndexedWorld : ListWorld {
  explicit IndexedWorld(int rows)
      : ListWorld(OurList(Numbered(rows), static_cast<uint64_t>(rows))) {
    EXPECT_THAT(WriteIndex(files, "list"), IsOk());
  }
  void Replace(std::string_view path, std::string_view from, std::string_view to) {
    std::string text = *files.Text(path);
    text.replace(text.find(from), from.size(), to);
    files.Put(path, text);
  }
};

TEST(IndexTest, FindsSourceAndTargetAsTheListItselfDoes) {
  IndexedWorld world(500);
  const auto list = world.Open();
  ASSERT_THAT(list, IsOk());
  ASSERT_TRUE((*list)->indexed());
  const auto answers =
      (*list)->Find({{Dn(0), {}}, {Dn(499), {}}, {SmtpKey("u77@b.example"), {}}, {Dn(500), {}}});
  ASSERT_THAT(answers, IsOk());
  EXPECT_EQ((*answers)[0].source->last->target_smtp, "u0@b.example");
  EXPECT_EQ((*answers)[1].source->last->target_smtp, "u499@b.example");
  EXPECT_EQ((*answers)[2].target->source_smtp, "u77@a.example");
  EXPECT_FALSE((*answers)[3].source || (*answers)[3].target);
  EXPECT_TRUE((*list)->indexed());
  EXPECT_THAT(world.Warnings(), IsEmpty());
}

TEST(IndexTest, RowsFoundThroughItHaveAPlaceInBytes) {
  IndexedWorld world(3);
  const Row row = *world.AskOne(Dn(1)).source->first;
  EXPECT_EQ(row.line, 0u);
  EXPECT_EQ(row.offset, world.files.Text("list")->find("/o=A/ou=Site/cn=Recipients/cn=u000001"));
}

TEST(IndexTest, LookUpReadsAtMost64KiBAKey) {
  IndexedWorld world(20000);
  CountingFiles counting(world.files);
  for (const int user : {0, 1, 9999, 19999, 20001}) {
    counting.Reset();
    const auto list = MappingList::Open(counting, "list", {}, world.log);
    ASSERT_THAT((*list)->Find({{Dn(user), {}}}), IsOk());
    EXPECT_LE(counting.bytes_read(), 65536u) << user;
  }
}

TEST(IndexTest, StaleIndexIsIgnoredWithAWarning) {
  IndexedWorld world(10);
  world.files.Put("list", OurList(Numbered(11), 11));
  const auto list = world.Open();
  ASSERT_THAT(list, IsOk());
  EXPECT_FALSE((*list)->indexed());
  EXPECT_THAT(world.Warnings(), AllOf(HasSubstr("list.idx"), HasSubstr("stale")));
  EXPECT_TRUE((*(*list)->Find({{Dn(10), {}}}))[0].source);
}

TEST(IndexTest, IndexOfAnotherDigestIsStale) {
  IndexedWorld world(10);
  std::string other = Numbered(10);
  other.replace(other.find("u3@b"), 4, "x3@b");
  world.files.Put("list", OurList(other, 10));
  EXPECT_EQ(world.AskOne(Dn(3)).source->last->target_smtp, "x3@b.example");
  EXPECT_THAT(world.Warnings(), HasSubstr("stale"));
}

TEST(IndexTest, EditThatKeepsSizeAndEndLineIsRefused) {
  IndexedWorld world(500);
  world.Replace("list", "u250@b.example", "u250@x.example");
  const auto answers = world.Ask({{Dn(250), {}}});
  ASSERT_THAT(answers, FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(answers.error().message, HasSubstr("edited by hand"));
}

TEST(IndexTest, EditedHeaderIsRefused) {
  IndexedWorld world(500);
  world.Replace("list", "SourceDN\tTargetDN", "TargetDN\tSourceDN");
  EXPECT_THAT(world.Refusal(), HasSubstr("edited by hand"));
}

TEST(IndexTest, AllowEditedReadsTheListItself) {
  IndexedWorld world(500);
  world.Replace("list", "u250@b.example", "u250@x.example");
  const auto answers = world.Ask({{Dn(250), {}}}, {.allow_edited = true, .public_key = {}});
  ASSERT_THAT(answers, IsOk());
  EXPECT_EQ((*answers)[0].source->last->target_smtp, "u250@x.example");
}

TEST(IndexTest, ListFromElsewhereEditedAtTheSameSizeIsReadItself) {
  ListWorld world(Numbered(500));
  ASSERT_THAT(WriteIndex(world.files, "list"), IsOk());
  std::string text = *world.files.Text("list");
  text.replace(text.find("u250@b"), 6, "u250@x");
  world.files.Put("list", text);
  EXPECT_EQ(world.AskOne(Dn(250)).source->last->target_smtp, "u250@x.example");
  EXPECT_THAT(world.Warnings(), HasSubstr("index ignored"));
}

TEST(IndexTest, EveryDamagedByteGivesTheAnswersOfTheListItself) {
  IndexedWorld world(100);
  const std::string index = *world.files.Text("list.idx");
  for (size_t at = 0; at < index.size(); at += 7) {
    std::string damaged = index;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    world.files.Put("list.idx", damaged);
    const auto answers = world.Ask({{Dn(42), {}}, {Dn(100), {}}});
    ASSERT_THAT(answers, IsOk()) << at;
    ASSERT_TRUE((*answers)[0].source) << at;
    EXPECT_EQ((*answers)[0].source->last->target_smtp, "u42@b.example") << at;
    EXPECT_FALSE((*answers)[1].source) << at;
  }
}

TEST(IndexTest, CutIndexIsIgnoredWithAWarning) {
  IndexedWorld world(100);
  const std::string index = *world.files.Text("list.idx");
  for (const size_t size : {0, 100, 4096, 8192}) {
    world.files.Put("list.idx", index.substr(0, size));
    EXPECT_TRUE(world.AskOne(Dn(42)).source);
    EXPECT_THAT(world.Warnings(), HasSubstr("damaged"));
  }
}

TEST(IndexTest, TargetOfManyRowsIsStillFoundThroughIt) {
  std::string text = "SourceDN\tTargetDN\n";
  for (int i = 0; i < 20; ++i) text += "/o=A/cn=" + std::to_string(i) + "\t/o=B/cn=shared\n";
  ListWorld world(text);
  ASSERT_THAT(WriteIndex(world.files, "list"), IsOk());
  const auto list = world.Open();
  const auto answers = (*list)->Find({{DnKey("/o=B/cn=shared"), {}}});
  ASSERT_THAT(answers, IsOk());
  EXPECT_TRUE((*answers)[0].target);
  EXPECT_TRUE((*list)->indexed());
  EXPECT_THAT(world.Warnings(), IsEmpty());
}

TEST(IndexTest, KeyOfManyRowsIsAnsweredByTheList) {
  std::string rows = "SourceDN\tTargetDN\n";
  for (int i = 0; i < 20; ++i) rows += fmt::format("/o=A/cn={}\t/o=B/cn=one\n", i);
  ListWorld world(OurList(rows, 20));
  ASSERT_THAT(WriteIndex(world.files, "list"), IsOk());
  EXPECT_EQ(world.AskOne(DnKey("/o=B/cn=one")).target->source_dn, "/o=A/cn=0");
}

TEST(IndexTest, LongRowIsAnsweredByTheList) {
  const std::string name(20000, 'x');
  ListWorld world("SourceDN\tTargetDN\tDisplayName\n/o=A/cn=a\t/o=B/cn=a\t" + name + "\n");
  ASSERT_THAT(WriteIndex(world.files, "list"), IsOk());
  EXPECT_EQ(world.AskOne(DnKey("/o=A/cn=a")).source->last->display_name, name);
}

TEST(IndexTest, Utf16ListCanBeIndexed) {
  ListWorld world(AsChars(Utf16Bytes("\uFEFF" + Numbered(300))));
  ASSERT_THAT(WriteIndex(world.files, "list"), IsOk());
  const auto list = world.Open();
  EXPECT_EQ((*(*list)->Find({{Dn(299), {}}}))[0].source->last->target_smtp, "u299@b.example");
  EXPECT_TRUE((*list)->indexed());
}

TEST(IndexTest, EditedListIsNotIndexed) {
  std::string text = OurList(Numbered(10), 10);
  text.replace(text.find("u3@b"), 4, "x3@b");
  ListWorld world(text);
  EXPECT_THAT(WriteIndex(world.files, "list"), FailsWith(ErrorCode::kDamaged));
}

TEST(IndexTest, WithoutUsableRowIsRefusedWithoutReadingTheList) {
  ListWorld world("SourceDN\tTargetDN\n/o=A/cn=a\t\n");
  ASSERT_THAT(WriteIndex(world.files, "list"), IsOk());
  EXPECT_THAT(world.Open(), FailsWith(ErrorCode::kDamaged));
}

TEST(IndexTest, PagesOfAHashCoverTheWholeTable) {
  EXPECT_EQ(PageOf(0, 1000), 0u);
  EXPECT_EQ(PageOf(~uint64_t{0}, 1000), 999u);
  EXPECT_EQ(PageOf(uint64_t{1} << 63, 1000), 500u);
}

}  // namespace
}  // namespace repoint::list
