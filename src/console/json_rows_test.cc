#include "console/json_rows.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace repoint::console {
namespace {

TEST(JsonRowsTextTest, IsAnArrayOfObjects) {
  JsonRowsText rows;
  rows.Begin();
  rows.Add("key", "k");
  rows.Add("number", -7);
  rows.Begin();
  rows.Add("key", "");
  EXPECT_EQ(rows.Text(), R"([{"key":"k","number":-7},{"key":""}])");
}

TEST(JsonRowsTextTest, IsAnEmptyArrayWithoutRows) {
  EXPECT_TRUE(JsonRowsText().empty());
  EXPECT_EQ(JsonRowsText().Text(), "[]");
}

TEST(JsonRowsTextTest, ReadsBackAsWritten) {
  using std::string_literals::operator""s;
  const std::string hostile = "\"},{\\\"\n\t\x01\x7f\0 Ünï 😀"s;
  JsonRowsText rows;
  rows.Begin();
  rows.Add("\"", hostile);
  const auto read = nlohmann::json::parse(rows.Text());
  EXPECT_EQ(read.at(0).at("\"").get<std::string>(), hostile);
  EXPECT_EQ(nlohmann::json::parse(JsonArrayText({hostile, ""})),
            nlohmann::json::array({hostile, ""}));
  EXPECT_EQ(JsonArrayText({}), "[]");
}

}  // namespace
}  // namespace repoint::console
