#include "registry/reg_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "base/text.h"
#include "registry/regfile.h"

namespace repoint {
namespace {

using regtext::Encoding;

KeyTree Tree() {
  KeyTree tree;
  tree.values = {{"", SzValue("default")}, {"a \"quoted\" \\ name", DwordValue(0x1f)}};
  KeyTree& key = tree.subkeys.emplace_back();
  key.name = "M\xC3\xBCller [x]";
  key.values = {{"odd", RegValue{kRegSz, {0x41, 0x00, 0x42}}},
                {"lines", SzValue("a\r\nb")},
                {"half", RegValue{kRegSz, {0x00, 0xD8, 0x00, 0x00}}},
                {"empty", RegValue{0x12345, {}}},
                {"long", RegValue{kRegBinary, Bytes(200, 0xAB)}}};
  tree.subkeys.emplace_back().name = "Empty";
  return tree;
}

KeyTree Imported(ByteView file) {
  FakeFiles files;
  files.Put("in.reg", file);
  return OpenRegFile(files, "in.reg", {}).value()->ReadTree("").value().value();
}

TEST(RegExportTest, ImportsAsTheSameTree) {
  for (const Encoding encoding : {Encoding::kUtf16Le, Encoding::kUtf8}) {
    const auto file = ExportTree(Tree(), "HKEY_CURRENT_USER", encoding);
    ASSERT_THAT(file, IsOk());
    EXPECT_EQ(Imported(*file), Tree());
  }
}

TEST(RegExportTest, LooksAsThatOfRegedit) {
  KeyTree tree;
  tree.name = "Any";
  tree.values = {{"", SzValue("x")}, {"n", DwordValue(1)}};
  tree.subkeys.emplace_back().name = "Sub";
  constexpr std::string_view kText =
      "Windows Registry Editor Version 5.00\r\n\r\n"
      "[HKEY_USERS\\S-1\\Any]\r\n@=\"x\"\r\n\"n\"=dword:00000001\r\n\r\n"
      "[HKEY_USERS\\S-1\\Any\\Sub]\r\n\r\n";
  EXPECT_EQ(AsChars(*ExportTree(tree, "HKEY_USERS\\S-1\\Any", Encoding::kUtf8)), kText);
  Bytes wide = {0xFF, 0xFE};
  const Bytes units = Utf16Bytes(kText);
  wide.insert(wide.end(), units.begin(), units.end());
  EXPECT_EQ(*ExportTree(tree, "HKEY_USERS\\S-1\\Any", Encoding::kUtf16Le), wide);
}

TEST(RegExportTest, RefusesNamesThatNoExportCanHold) {
  for (const std::string& name :
       {std::string("a\nb"), std::string("a\rb"), std::string("a\0b", 3)}) {
    KeyTree in_value;
    in_value.values = {{name, DwordValue(1)}};
    EXPECT_THAT(ExportTree(in_value, "HKEY_CURRENT_USER", Encoding::kUtf16Le),
                FailsWith(ErrorCode::kUnsupported));
    KeyTree in_key;
    in_key.subkeys.emplace_back().name = name;
    EXPECT_THAT(ExportTree(in_key, "HKEY_CURRENT_USER", Encoding::kUtf16Le),
                FailsWith(ErrorCode::kUnsupported));
  }
  KeyTree backslash;
  backslash.subkeys.emplace_back().name = "a\\b";
  EXPECT_THAT(ExportTree(backslash, "HKEY_CURRENT_USER", Encoding::kUtf16Le),
              FailsWith(ErrorCode::kUnsupported));
}

TEST(RegExportTest, HalfASurrogatePairInANameNeedsUtf16) {
  KeyTree tree;
  tree.values = {{"\xED\xA0\x80", DwordValue(1)}};
  EXPECT_THAT(ExportTree(tree, "HKEY_CURRENT_USER", Encoding::kUtf8),
              FailsWith(ErrorCode::kUnsupported));
  const auto file = ExportTree(tree, "HKEY_CURRENT_USER", Encoding::kUtf16Le);
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(Imported(*file), tree);
}

}  // namespace
}  // namespace repoint
