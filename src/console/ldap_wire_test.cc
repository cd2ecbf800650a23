// What no real server sends, byte by byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.h"
#include "console/testing/read_directory.h"
#include "console/testing/scripted_server.h"

namespace repoint::console {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::string Raw(std::string_view hex) { return std::string(AsChars(*HexDecode(hex))); }

// BER as far as RFC 4511's messages need it: contents below 128 bytes, numbers below 32768.
std::string Ber(int tag, const std::string& content) {
  return std::string{static_cast<char>(tag), static_cast<char>(content.size())} + content;
}
std::string Number(int value) {
  return Ber(0x02, {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)});
}
std::string Text(const std::string& text) { return Ber(0x04, text); }
const std::string kSuccess = Ber(0x0a, std::string(1, '\0')) + Text("") + Text("");
// The answer to the first message, a bind.
const std::string kBound = Ber(0x30, Number(1) + Ber(0x61, kSuccess));
// An entry in the answer to the second message, a search.
std::string Entry(const std::string& attributes) {
  return Ber(0x30, Number(2) + Ber(0x64, Text("cn=a") + Ber(0x30, attributes)));
}
std::string Attribute(const std::string& name, const std::string& value) {
  return Ber(0x30, Text(name) + Ber(0x31, Text(value)));
}
// The end of the page that message `id` asked for, with a cookie for the next one.
std::string PageEnd(int id, const std::string& cookie) {
  return Ber(0x30, Number(id) + Ber(0x65, kSuccess) +
                       Ber(0xa0, Ber(0x30, Text("1.2.840.113556.1.4.319") +
                                               Text(Ber(0x30, Number(0) + Text(cookie))))));
}

Result<std::vector<DirectoryObject>> FromScript(std::vector<std::string> answers,
                                                bool close_after = false) {
  ScriptedServer server(std::move(answers), close_after);
  DirectorySpec spec = LdapSpec("ldap://127.0.0.1:" + std::to_string(server.port()));
  spec.timeout_seconds = 1;
  return Objects(spec);
}

TEST(LdapWireTest, AttributeThatComesTwiceHasTheValuesOfBoth) {
  const auto objects =
      FromScript({kBound, Entry(Attribute("mail", "a@contoso.example") + Attribute("mail", "b")) +
                              PageEnd(2, "")});
  ASSERT_TRUE(objects) << objects.error().ToString();
  DirectoryObject object;
  object.key = "cn=a";
  object.smtp = "a@contoso.example";
  EXPECT_THAT(*objects, ElementsAre(object));
}

TEST(LdapWireTest, EmptyPagesHaveAnEnd) {
  std::vector<std::string> answers = {kBound};
  for (int id = 2; id < 1100; ++id) answers.push_back(PageEnd(id, "more"));
  const auto objects = FromScript(answers);
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, ErrorCode::kIo);
  EXPECT_THAT(objects.error().message, HasSubstr("empty pages without end"));
}

TEST(LdapWireTest, MessageThatStopsInItsMiddleIsAnErrorInTime) {
  const std::string entry = Entry(Attribute("mail", "a@contoso.example"));
  const auto objects = FromScript({kBound, entry + entry.substr(0, 10)});
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, ErrorCode::kIo);
  EXPECT_THAT(objects.error().message, HasSubstr("did not answer in time"));
}

TEST(LdapWireTest, EndOfTheConnectionIsNotTheEndOfTheReading) {
  const auto objects = FromScript({kBound, Entry(Attribute("mail", "a@contoso.example"))}, true);
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, ErrorCode::kIo);
}

TEST(LdapWireTest, WhatIsNotLdapIsAnError) {
  const std::string answers[] = {
      "HTTP/1.1 400 Bad Request\r\n\r\n",
      std::string(100, '\0'),
      Raw("3084ffffffff0202000264"),             // a message of 4 GiB
      Ber(0x30, Number(2) + Ber(0x64, "\xff")),  // an entry of one byte
      Entry("\x30\x20\x04\x01"),                 // an attribute that is longer than its entry
  };
  for (const std::string& answer : answers) {
    const auto objects = FromScript({kBound, answer}, true);
    ASSERT_FALSE(objects) << HexEncode(AsBytes(answer));
    EXPECT_THAT(objects.error().code, AnyOf(ErrorCode::kIo, ErrorCode::kDamaged));
  }
}

}  // namespace
}  // namespace repoint::console
