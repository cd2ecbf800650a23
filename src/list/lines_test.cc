#include "list/lines.h"

#include <gmock/gmock.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"

namespace repoint::list {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// "offset:text" of every line, read in chunks of the given size.
Result<std::vector<std::string>> ReadLines(std::string_view bytes, size_t chunk) {
  FakeFiles files;
  files.Put("list", bytes);
  const auto file = files.Open("list");
  LineReader reader(**file, DetectEncoding(AsBytes(bytes)), 0, chunk);
  std::vector<std::string> lines;
  Line line;
  while (true) {
    REPOINT_ASSIGN(const bool more, reader.Next(line));
    if (!more) return lines;
    lines.push_back(std::to_string(line.offset) + ":" + std::string(line.text));
  }
}

TEST(LinesTest, LfAndCrlfEndLinesWhateverTheBuffer) {
  for (const size_t chunk : {2, 3, 5, 100}) {
    EXPECT_THAT(ReadLines("ab\r\ncde\n\nf", chunk),
                IsOkAndHolds(ElementsAre("0:ab", "4:cde", "8:", "9:f")));
  }
}

TEST(LinesTest, Utf8BomIsNoText) {
  EXPECT_THAT(ReadLines("\xEF\xBB\xBFx\ny\n", 100), IsOkAndHolds(ElementsAre("3:x", "5:y")));
}

TEST(LinesTest, Utf16OfBothOrdersBecomesUtf8) {
  using namespace std::string_view_literals;
  // U+0A41 and U+410A hold the byte of a line end.
  EXPECT_THAT(ReadLines("\xFF\xFE\x41\x0A\x0A\x41\x0D\x00\x0A\x00y\x00"sv, 4),
              IsOkAndHolds(ElementsAre("2:\u0A41\u410A", "10:y")));
  EXPECT_THAT(ReadLines("\xFE\xFF\x0A\x41\x41\x0A\x00\x0D\x00\x0A\x00y"sv, 4),
              IsOkAndHolds(ElementsAre("2:\u0A41\u410A", "10:y")));
}

TEST(LinesTest, LoneSurrogateBecomesReplacementCharacter) {
  using namespace std::string_view_literals;
  EXPECT_THAT(ReadLines("\xFF\xFE\x00\xD8x\x00"sv, 100), IsOkAndHolds(ElementsAre("2:\uFFFDx")));
}

TEST(LinesTest, LineOverOneMebibyteIsRefused) {
  const auto lines = ReadLines(std::string(kMaxLineBytes + 1, 'x'), kPassChunk);
  ASSERT_THAT(lines, FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(lines.error().message, HasSubstr("longer than 1024 KiB"));
}

TEST(LinesTest, LineOfOneMebibyteIsRead) {
  EXPECT_THAT(ReadLines(std::string(kMaxLineBytes, 'x'), kPassChunk), IsOk());
}

TEST(LinesTest, NulIsRefusedAsNoList) {
  const auto lines = ReadLines(std::string("ab\0c", 4), 100);
  ASSERT_THAT(lines, FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(lines.error().message, HasSubstr("not a list"));
}

TEST(EncodingTest, LineThatIsNotUtf8IsWindows1252) {
  std::string scratch;
  EXPECT_EQ(DecodeLine("M\xC3\xBCller", scratch), "Müller");
  EXPECT_EQ(DecodeLine("M\xFCller \x80", scratch), "Müller €");
}

}  // namespace
}  // namespace repoint::list
