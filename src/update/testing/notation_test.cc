// What the tests' notation means in bytes.
#include "update/testing/notation.h"

#include <gtest/gtest.h>

namespace repoint {
namespace {

Bytes DataOf(std::string_view line) { return ParseLines(line).at(0).value.data; }

TEST(NotationTest, WideIsTerminatedUtf16InRegBinary) {
  EXPECT_EQ(ParseLines(R"("001f6641"=wide:"Ab")").at(0).value,
            (RegValue{kRegBinary, {0x41, 0, 0x62, 0, 0, 0}}));
}

TEST(NotationTest, BinMixesHexAndText) {
  EXPECT_EQ(
      DataOf(R"("01020fff"=bin:01fe 'AB' 00 w'C' {archive})"),
      (Bytes{0x01, 0xfe, 'A', 'B', 0, 'C', 0, 0x5e, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7}));
}

TEST(NotationTest, MultiValuesAreThoseOfTheFormatPage) {
  EXPECT_EQ(DataOf(R"("101e6623"=multi4:'Contact')"), Bin("01000000 08000000 436f6e7461637400"));
  EXPECT_EQ(DataOf(R"("101e6623"=multi8:'Contact')"),
            Bin("01000000 0c00000000000000 436f6e7461637400"));
  EXPECT_EQ(DataOf(R"("11026620"=multi4:)"), Bin("00000000"));
}

TEST(NotationTest, ShownTextTellsTypesApart) {
  EXPECT_EQ(Shown(R"("001e6602"="EX")"), "\"001e6602\"=\"EX\"\n");
  EXPECT_EQ(Shown(R"("001e6602"=bin:'EXSRC' 00)"), "\"001e6602\"=bin: 'EXSRC' 00\n");
  EXPECT_EQ(Shown(R"("001f6602"=wide:"EX")"), "\"001f6602\"=wide:\"EX\"\n");
}

TEST(NotationTest, ShownTextTellsTerminatorsApart) {
  EXPECT_EQ(Shown(R"("001f6602"=bin:4500)"), "\"001f6602\"=bin:4500\n");
  EXPECT_EQ(Shown(R"("001f6602"=bin:4500 0000 0000)"), "\"001f6602\"=bin:450000000000\n");
}

}  // namespace
}  // namespace repoint
