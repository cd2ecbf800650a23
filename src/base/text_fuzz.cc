// Any bytes are text of some kind: conversions never fail in the middle, and come back.
#include <cstdlib>

#include "base/codepage.h"
#include "base/text.h"

namespace repoint {
namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

void CheckCodePage(int number, ByteView bytes) {
  const Result<CodePage> page = CodePage::Find(number);
  if (!page) return;
  if (const auto text = page->Decode(bytes)) Require(IsUtf8(*text));
  if (const auto encoded = page->Encode(AsChars(bytes))) {
    Require(page->Decode(*encoded) == AsChars(bytes));
  }
}

}  // namespace
}  // namespace repoint

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace repoint;
  const ByteView bytes(data, size);
  Require(EncodeWindows1252(DecodeWindows1252(bytes)) == ToBytes(bytes));
  if (IsUtf8(AsChars(bytes))) Require(ToUtf8(ToUtf16(AsChars(bytes))) == AsChars(bytes));
  if (const auto text = Utf8FromUtf16Bytes(bytes)) Require(Utf16Bytes(*text) == ToBytes(bytes));
  for (const int number : {874, 932, 936, 949, 950, 1250, 1255, 1258}) CheckCodePage(number, bytes);
  return 0;
}
