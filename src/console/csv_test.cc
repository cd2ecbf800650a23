#include "console/csv.h"

#include <gmock/gmock.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "base/text.h"

namespace repoint::console {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::string_view_literals;

// "line:field|field" of every row, read in chunks of the given size.
Result<std::vector<std::string>> ReadRows(std::string_view bytes, size_t chunk = 4096) {
  FakeFiles files;
  files.Put("a.csv", bytes);
  const auto file = files.Open("a.csv");
  CsvReader reader(**file, "a.csv", chunk);
  std::vector<std::string> rows;
  CsvRow row;
  while (true) {
    REPOINT_ASSIGN(const bool more, reader.Next(row));
    if (!more) return rows;
    rows.push_back(std::to_string(row.line) + ":" + Join(row.fields, "|"));
  }
}

std::string Utf16(std::string_view utf8, bool big_endian) {
  Bytes bytes = Utf16Bytes(utf8);
  for (size_t i = 0; big_endian && i < bytes.size(); i += 2) std::swap(bytes[i], bytes[i + 1]);
  return (big_endian ? "\xFE\xFF" : "\xFF\xFE") + std::string(AsChars(bytes));
}

// The message of the refusal.
std::string Refusal(std::string_view bytes) {
  const auto rows = ReadRows(bytes);
  if (rows) return "not refused";
  EXPECT_EQ(rows.error().code, ErrorCode::kDamaged);
  EXPECT_EQ(rows.error().where, "a.csv");
  return rows.error().message;
}

TEST(CsvTest, EveryLineEndEndsARowWhateverTheBuffer) {
  for (const size_t chunk : {1, 2, 3, 5, 100}) {
    EXPECT_THAT(ReadRows("a,b\r\nc,d\ne,f\rg,", chunk),
                IsOkAndHolds(ElementsAre("1:a|b", "2:c|d", "3:e|f", "4:g|")));
  }
}

TEST(CsvTest, QuotedFieldsHoldDelimitersQuotesAndLineEnds) {
  for (const size_t chunk : {1, 2, 3, 5, 100}) {
    EXPECT_THAT(ReadRows("\"Doe, \"\"JD\"\" John\",\"two\r\nlines\"\nnext,\"\"\n", chunk),
                IsOkAndHolds(ElementsAre("1:Doe, \"JD\" John|two\r\nlines", "3:next|")));
  }
}

TEST(CsvTest, FirstDelimiterOutsideQuotesIsThatOfTheFile) {
  EXPECT_THAT(ReadRows("a;b\nc,d;e\tf\n"), IsOkAndHolds(ElementsAre("1:a|b", "2:c,d|e\tf")));
  EXPECT_THAT(ReadRows("a\tb\nc,d\te;f\n"), IsOkAndHolds(ElementsAre("1:a|b", "2:c,d|e;f")));
  EXPECT_THAT(ReadRows("\"a;b\",c\nd;e,f\n"), IsOkAndHolds(ElementsAre("1:a;b|c", "2:d;e|f")));
}

TEST(CsvTest, BlankLinesAreNoRows) {
  EXPECT_THAT(ReadRows("\r\n\na,b\n  \n\nc,d\n\n"), IsOkAndHolds(ElementsAre("3:a|b", "6:c|d")));
  EXPECT_THAT(ReadRows(""), IsOkAndHolds(ElementsAre()));
}

TEST(CsvTest, TypeLineOfPowerShellIsNoRow) {
  constexpr std::string_view kText = "#TYPE Selected.Mailbox, in a `1[[list]]\r\n\"a\",\"b\"\r\n";
  for (const size_t chunk : {1, 3, 100}) {
    EXPECT_THAT(ReadRows(kText, chunk), IsOkAndHolds(ElementsAre("2:a|b")));
    EXPECT_THAT(ReadRows(Utf16(kText, false), chunk), IsOkAndHolds(ElementsAre("2:a|b")));
  }
}

TEST(CsvTest, Utf8IsReadWithAndWithoutBom) {
  EXPECT_THAT(ReadRows("M\u00FCller,x\n"), IsOkAndHolds(ElementsAre("1:M\u00FCller|x")));
  EXPECT_THAT(ReadRows("\xEF\xBB\xBF\"M\u00FCller\",x\n"),
              IsOkAndHolds(ElementsAre("1:M\u00FCller|x")));
}

TEST(CsvTest, Utf16OfBothOrdersIsReadWhateverTheBuffer) {
  // U+0A2C and U+2C0A hold the bytes of line end and comma; the last one is a surrogate pair.
  constexpr std::string_view kText = "\u0A2C\u2C0A,\"\u017Burawina\"\r\n\U0001F4E7,x";
  for (const size_t chunk : {1, 2, 3, 5, 100}) {
    for (const bool big_endian : {false, true}) {
      EXPECT_THAT(ReadRows(Utf16(kText, big_endian), chunk),
                  IsOkAndHolds(ElementsAre("1:\u0A2C\u2C0A|\u017Burawina", "2:\U0001F4E7|x")));
    }
  }
}

TEST(CsvTest, WhatIsNotUtf8IsWindows1252) {
  EXPECT_THAT(ReadRows("M\xFCller,\x80\n"), IsOkAndHolds(ElementsAre("1:M\u00FCller|\u20AC")));
}

TEST(CsvTest, OpenQuotationMarkIsNamedWithItsOwnLine) {
  EXPECT_THAT(Refusal("a,b\nc,\"d\ne\nf\n"), HasSubstr("line 2: a field has no closing"));
}

TEST(CsvTest, QuotationMarksThatAreNotDoubledAreRefused) {
  EXPECT_THAT(Refusal("a\n\"Doe \"JD\" John\"\n"), HasSubstr("line 2: there is text behind"));
  EXPECT_THAT(Refusal("a\n\"Doe \"\"\"\"\n"), HasSubstr("line 2: a field has no closing"));
  EXPECT_THAT(Refusal("a\nDoe \"JD\" John\n"), HasSubstr("line 2: a quotation mark inside"));
}

TEST(CsvTest, NulIsRefused) {
  EXPECT_THAT(Refusal("a\nb\0c\n"sv), HasSubstr("line 2: there is a NUL"));
  EXPECT_THAT(Refusal("a\n\"b\0c\"\n"sv), HasSubstr("line 2: there is a NUL"));
  EXPECT_THAT(Refusal("a\0,\0b\0"sv), HasSubstr("UTF-16 needs a byte order mark"));
}

TEST(CsvTest, HalfACharacterAtTheEndIsRefused) {
  EXPECT_THAT(Refusal("\xFF\xFE"
                      "a\0,\0b"sv),
              HasSubstr("line 1: the file ends within"));
  EXPECT_THAT(Refusal("\xFF\xFE"
                      "a\0\n\0\x3D\xD8"sv),
              HasSubstr("line 2: the file ends within"));
}

TEST(CsvTest, FieldOverItsLimitIsRefused) {
  EXPECT_THAT(Refusal("a\n" + std::string(kMaxCsvFieldBytes + 1, 'x')),
              HasSubstr("line 2: a field of more than 4 MiB"));
  EXPECT_THAT(ReadRows(std::string(kMaxCsvFieldBytes, 'x')), IsOk());
}

TEST(CsvTest, RowOverItsLimitsIsRefused) {
  const std::string field(kMaxCsvFieldBytes - 1, 'x');
  EXPECT_THAT(Refusal("a\n" + field + "," + field + ",\"\n\n\"," + field),
              HasSubstr("line 2: the row is larger than 8 MiB"));
  EXPECT_THAT(Refusal(std::string(kMaxCsvFields, ',')), HasSubstr("or 4096 fields"));
  EXPECT_THAT(ReadRows(std::string(kMaxCsvFields - 1, ',')), IsOk());
}

TEST(CsvTest, ErrorOfTheFileGoesThrough) {
  class Broken : public ReadableFile {
    uint64_t size() const override { return 100; }
    Result<Bytes> ReadAt(uint64_t offset, size_t) override {
      if (offset < 8) return ToBytes("a,b\nc,d\n"sv.substr(offset));
      return Fail(ErrorCode::kIo, "the disk is gone");
    }
  } file;
  CsvReader reader(file, "a.csv");
  CsvRow row;
  EXPECT_THAT(reader.Next(row), IsOkAndHolds(true));
  EXPECT_THAT(reader.Next(row), IsOkAndHolds(true));
  EXPECT_THAT(reader.Next(row), FailsWith(ErrorCode::kIo));
}

}  // namespace
}  // namespace repoint::console
