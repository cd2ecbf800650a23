// Any sequence of edits on a hive of one key: after all of them it is sound, differs from what it
// was by exactly what was asked for, and opens again.
//
// Input: a byte for the minor version, then edits: a byte that says which, one for the path, one
// for the name, two for the size of data.
#include <cstdlib>

#include "hive/check.h"
#include "hive/compare.h"
#include "hive/editor.h"
#include "hive/intent.h"
#include "hive/testing/hive_builder.h"

namespace {

using namespace repoint;
using namespace repoint::hive;

constexpr const char16_t* kNames[] = {
    u"a",  u"B",      u"\u0436",           u"",  u"long name of it",
    u"aa", u"\u00ff", u"\xD800 surrogate", u"b", u"A"};

std::u16string NameAt(uint8_t byte) {
  std::u16string name = kNames[byte % std::size(kNames)];
  if (byte >= 200) name += std::u16string(byte, u'x');
  return name;
}

// One to three names.
std::u16string PathAt(uint8_t byte) {
  std::u16string path = NameAt(byte % 16);
  if (byte >= 64) path += u"\\" + NameAt(byte / 3);
  if (byte >= 128) path += u"\\" + NameAt(byte / 7);
  return path;
}

struct Edit {
  uint8_t verb;
  std::u16string path, name;
  Bytes data;
};

// Errors of use come before any change.
bool Do(Editor& editor, Intent& intent, const Edit& edit) {
  Intent with = intent;
  Status status;
  switch (edit.verb % 5) {
    case 0:
      with.CreateKey(edit.path);
      status = editor.CreateKey(edit.path);
      break;
    case 1:
      with.DeleteKey(edit.path);
      status = editor.DeleteKey(edit.path);
      break;
    case 2:
      with.DeleteValue(edit.path, edit.name);
      status = editor.DeleteValue(edit.path, edit.name);
      break;
    default:
      with.SetValue(edit.path, edit.name, edit.verb, edit.data);
      status = editor.SetValue(edit.path, edit.name, edit.verb, edit.data);
  }
  if (status) intent = std::move(with);
  return status.has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ByteReader input({data, size});
  const uint32_t minor = 3 + input.U8() % 4;
  const Bytes hive = BuildHive(
      {.name = u"ROOT"}, {.minor = minor, .lists = minor < 5 ? ListKind::kLf : ListKind::kLh});
  Image image = Image::FromBytes(hive).value();
  const Image before = image.Clone();
  Editor editor = Editor::Begin(image, 1).value();
  Intent intent;
  while (!input.AtEnd() && image.bins_size() < 400'000) {
    Edit edit;
    edit.verb = input.U8();
    edit.path = PathAt(input.U8());
    edit.name = NameAt(input.U8());
    edit.data = Bytes(input.U16() % 50'000, edit.verb);
    if (!input.ok()) break;
    // A path with an empty name: nothing of it may stay.
    if (edit.path.empty() || edit.path.front() == u'\\' || edit.path.back() == u'\\' ||
        edit.path.find(u"\\\\") != edit.path.npos) {
      continue;
    }
    if (!Do(editor, intent, edit)) std::abort();
  }
  if (!CheckSound(image) || !intent.Check(before, image)) std::abort();
  image.SetSequences(8, 8);
  const auto again = Image::FromBytes(ToBytes(image.bytes()));
  if (!again || !Compare(image, *again).value().empty()) std::abort();
  return 0;
}
