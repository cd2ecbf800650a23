// Every synthetic profile comes back byte for byte; and what Write makes of its values is what the
// file says.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "regtext/regtext.h"

namespace repoint::regtext {
namespace {

struct Fixture {
  const char* name;
  size_t keys;    // counted with grep: lines that start with [
  size_t values;  // counted with grep: lines that start with " or @
};
void PrintTo(const Fixture& fixture, std::ostream* out) { *out << fixture.name; }

constexpr Fixture kFixtures[] = {
    {"ol2000-nt4.reg", 49, 371},   {"ol2000-win2000.reg", 49, 384}, {"ol2000-win98se.reg", 49, 384},
    {"ol2002-winme.reg", 49, 414}, {"ol2002-winxp.reg", 49, 415},   {"ol2003-win2000.reg", 76, 568},
    {"ol2003-winxp.reg", 84, 670}, {"ol2007.reg", 92, 780},         {"ol2010-x64.reg", 94, 848},
    {"ol2010-x86.reg", 84, 665},   {"ol2013-x64.reg", 84, 669},     {"ol2016-x64.reg", 101, 887},
    {"ol2016-x86.reg", 120, 934},  {"ol365-x64.reg", 93, 747},      {"ol97-nt4.reg", 47, 350},
    {"ol97-win98.reg", 47, 350},   {"ol98-nt4.reg", 47, 349},       {"ol98-win98.reg", 47, 350},
};

class Fixtures : public testing::TestWithParam<Fixture> {
 protected:
  void SetUp() override {
    std::ifstream in(std::string(REPOINT_FIXTURES "/") + GetParam().name, std::ios::binary);
    file_.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    ASSERT_FALSE(file_.empty());
    auto document = Parse(AsBytes(file_));
    ASSERT_TRUE(document.has_value()) << document.error().message;
    document_ = *std::move(document);
  }

  std::string file_;
  Document document_;
};

TEST_P(Fixtures, ComeBackByteForByte) {
  const auto written = Write(document_);
  ASSERT_TRUE(written.has_value());
  EXPECT_TRUE(AsChars(*written) == file_);
}

TEST_P(Fixtures, HaveTheKeysAndValuesThatTheirLinesSay) {
  EXPECT_EQ(document_.sections.size(), GetParam().keys);
  size_t values = 0;
  for (const Section& section : document_.sections) values += section.values.size();
  EXPECT_EQ(values, GetParam().values);
}

TEST_P(Fixtures, AreWrittenAnewAsTheyStand) {
  for (const Section& section : document_.sections) {
    for (const ValueLine& value : section.values) {
      const auto text = ValueText(value, document_, *CodePage::Find(1252));
      ASSERT_TRUE(text.has_value()) << text.error().message;
      EXPECT_EQ(*text, value.text);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Fixtures, testing::ValuesIn(kFixtures),
                         [](const testing::TestParamInfo<Fixture>& fixture) {
                           std::string name = fixture.param.name;
                           for (char& c : name) {
                             if (c == '-' || c == '.') c = '_';
                           }
                           return name;
                         });

}  // namespace
}  // namespace repoint::regtext
