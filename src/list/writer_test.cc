#include "list/writer.h"

#include <gmock/gmock.h>

#include "base/testing/result_matchers.h"
#include "list/testing/list_world.h"

namespace repoint::list {
namespace {

using testing::HasSubstr;

Row MakeRow(std::string source, std::string target) {
  Row row;
  row.source_dn = std::move(source);
  row.target_dn = std::move(target);
  return row;
}

TEST(WriterTest, WritesBothCommentsHeaderAndSortedRows) {
  const auto bytes =
      FormatList({MakeRow("/o=A/cn=c", "/o=B/cn=c"), MakeRow("/o=A/cn=B", "/o=B/cn=b")}, "Project",
                 "2026-03-31T07:00:00Z");
  ASSERT_THAT(bytes, IsOk());
  const std::string head =
      "#EMAMappings 1\tproject=Project\texported=2026-03-31T07:00:00Z\tsorted=SourceDN\n"
      "SourceDN\tTargetDN\tDisplayName\tAlias\tSourceSmtp\tTargetSmtp\tSourceServer\tTargetServer\t"
      "TargetServerFqdn\tTargetServerDN\tTargetPublicServer\tTargetProxy\tProxies\n"
      "/o=A/cn=B\t/o=B/cn=b\t\t\t\t\t\t\t\t\t\t\t\n"
      "/o=A/cn=c\t/o=B/cn=c\t\t\t\t\t\t\t\t\t\t\t\n";
  EXPECT_EQ(AsChars(*bytes),
            head + "#end\trows=2\tsha256=" + HexEncode(*Sha256Of(AsBytes(head))) + "\n");
}

TEST(WriterTest, WhatIsWrittenIsRead) {
  Row row = MakeRow("/o=A/cn=a", "/o=B/cn=a");
  row.display_name = "Löwe, Ana";
  row.proxies = {"smtp:x@a.example", "X500:/o=Old/cn=a"};
  ListWorld world(AsChars(*FormatList({row}, "P", "2026-03-31T07:00:00Z")));
  const Answer answer = world.AskOne(DnKey("/o=Old/cn=a"));
  ASSERT_TRUE(answer.source);
  EXPECT_EQ(answer.source->first->display_name, "Löwe, Ana");
  EXPECT_EQ(answer.source->first->proxies, row.proxies);
}

TEST(WriterTest, FieldWithTabOrLineEndIsRefused) {
  for (const char* name : {"a\tb", "a\rb", "a\nb"}) {
    Row row = MakeRow("/o=A/cn=a", "/o=B/cn=a");
    row.display_name = name;
    EXPECT_THAT(FormatList({row}, "P", ""), FailsWith(ErrorCode::kUsage));
  }
}

TEST(WriterTest, ProxyWithASemicolonIsRefusedForItWouldReadAsTwo) {
  Row row = MakeRow("/o=A/cn=a", "/o=B/cn=a");
  row.proxies = {"X500:/o=A/cn=Doe; John"};
  EXPECT_THAT(FormatList({row}, "P", ""), FailsWith(ErrorCode::kUsage));
}

TEST(WriterTest, RowThatWouldReadAsCommentIsRefused) {
  EXPECT_THAT(FormatList({MakeRow("#x", "/o=B/cn=a")}, "P", ""), FailsWith(ErrorCode::kUsage));
}

TEST(WriterTest, FieldThatIsNotUtf8IsRefused) {
  Row row = MakeRow("/o=A/cn=a", "/o=B/cn=a");
  row.display_name = "M\xFCller";
  EXPECT_THAT(FormatList({row}, "P", ""), FailsWith(ErrorCode::kUsage));
}

// What a writer made of rows that come in this order.
struct Streamed {
  std::string text;
  ListWriter writer = *ListWriter::Begin("P", "2026-03-31T07:00:00Z", [this](ByteView bytes) {
    text += AsChars(bytes);
    return Status();
  });
};

TEST(ListWriterTest, WritesWhatFormatListWrites) {
  const std::vector<Row> rows = {MakeRow("/o=A/cn=B", "/o=B/cn=b"), MakeRow("/o=A/cn=c", "")};
  Streamed list;
  for (const Row& row : rows) ASSERT_THAT(list.writer.Add(row), IsOk());
  ASSERT_THAT(list.writer.Finish(), IsOk());
  EXPECT_EQ(list.writer.rows(), 2u);
  EXPECT_EQ(list.text, AsChars(*FormatList(rows, "P", "2026-03-31T07:00:00Z")));
}

TEST(ListWriterTest, RowsMustComeInTheOrderOfFoldedSourceDn) {
  Streamed list;
  ASSERT_THAT(list.writer.Add(MakeRow("/o=A/cn=b", "/o=B/cn=b")), IsOk());
  ASSERT_THAT(list.writer.Add(MakeRow("/o=a/cn=B", "/o=B/cn=b")), IsOk());
  EXPECT_THAT(list.writer.Add(MakeRow("/o=A/cn=a", "/o=B/cn=a")), FailsWith(ErrorCode::kInternal));
}

TEST(ListWriterTest, RefusedRowIsNamedAndOthersFollow) {
  Streamed list;
  Row bad = MakeRow("/o=A/cn=a", "/o=B/cn=a");
  bad.alias = "a\tb";
  const Status refused = list.writer.Add(bad);
  ASSERT_THAT(refused, FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(refused.error().message, testing::AllOf(HasSubstr("/o=A/cn=a"), HasSubstr("Alias")));
  ASSERT_THAT(list.writer.Add(MakeRow("/o=A/cn=b", "/o=B/cn=b")), IsOk());
  ASSERT_THAT(list.writer.Finish(), IsOk());
  ListWorld world(list.text);
  EXPECT_TRUE(world.AskOne(DnKey("/o=A/cn=b")).source);
}

TEST(ListWriterTest, ManyRowsGoOutInPieces) {
  size_t largest = 0;
  size_t pieces = 0;
  auto writer = ListWriter::Begin("P", "", [&](ByteView bytes) {
    largest = std::max(largest, bytes.size());
    ++pieces;
    return Status();
  });
  ASSERT_THAT(writer, IsOk());
  const std::string target = "/o=B/cn=" + std::string(1000, 'x');
  for (int i = 1000; i < 3000; ++i) {
    ASSERT_THAT(writer->Add(MakeRow("/o=A/cn=" + std::to_string(i), target)), IsOk());
  }
  ASSERT_THAT(writer->Finish(), IsOk());
  EXPECT_GE(pieces, 8u);
  EXPECT_LE(largest, 300'000u);
}

TEST(ListWriterTest, ErrorOfTheSinkComesThrough) {
  auto writer = ListWriter::Begin(
      "P", "", [](ByteView) { return Status(Fail(ErrorCode::kIo, "no more room")); });
  ASSERT_THAT(writer, IsOk());
  EXPECT_THAT(writer->Finish(), FailsWith(ErrorCode::kIo));
}

TEST(WriterTest, ProxyWithASemicolonIsRefused) {
  Row row = MakeRow("/o=A/cn=a", "/o=B/cn=a");
  row.proxies = {"X500:/o=Old;New/cn=a"};
  EXPECT_THAT(FormatList({row}, "P", ""), FailsWith(ErrorCode::kUsage));
}

TEST(WriterTest, RowWithoutAnyFieldIsRefused) {
  EXPECT_THAT(FormatList({Row{}}, "P", ""), FailsWith(ErrorCode::kUsage));
}

}  // namespace
}  // namespace repoint::list
