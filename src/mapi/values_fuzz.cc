// Any bytes as any kind of value: what decodes encodes to the same bytes.
#include "mapi/tags.h"
#include "mapi/values.h"

namespace {

void Check(bool same) {
  if (!same) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace repoint;
  using namespace repoint::mapi;
  const ByteView bytes(data, size);
  for (const TextForm form : {TextForm::kUtf16, TextForm::kAnsi}) {
    const auto text = DecodeText(bytes, form);
    if (!text) continue;
    Check(Equal(EncodeText(*text), bytes));
    const auto utf8 = TextToUtf8(text->raw, form, std::nullopt);
    if (utf8) Check(TextFromUtf8(*utf8, form, std::nullopt) == text->raw);
  }
  for (const uint16_t type : {kPtMvString8, kPtMvUnicode, kPtMvBinary}) {
    const auto value = DecodeMulti(bytes, type);
    if (value) Check(Equal(EncodeMulti(*value, type), bytes));
  }
  if (const auto items = DecodeMultiLong(bytes)) Check(Equal(EncodeMultiLong(*items), bytes));
  if (const auto number = DecodeLong(bytes)) Check(Equal(EncodeLong(*number), bytes));
  if (const auto uids = DecodeUidList(bytes)) Check(Equal(EncodeUidList(*uids), bytes));
  const auto name = ParsePropName(AsChars(bytes));
  if (name) Check(ParsePropName(FormatPropName(*name)) == name);
  return 0;
}
