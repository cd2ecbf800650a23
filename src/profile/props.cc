#include "profile/props.h"

namespace repoint {

std::optional<mapi::TextForm> TextFormOf(const RegValue& value, uint16_t prop_type) {
  if (value.type == kRegSz) return mapi::TextForm::kUtf16;
  if (value.type != kRegBinary) return std::nullopt;
  return prop_type == mapi::kPtString8 ? mapi::TextForm::kAnsi : mapi::TextForm::kUtf16;
}

bool DecodesAsText(const RegValue& value, uint16_t prop_type) {
  const auto form = TextFormOf(value, prop_type);
  return form && mapi::DecodeText(value.data, *form);
}

std::optional<std::string> TextOf(const RegValue& value, uint16_t prop_type, const AnsiPage& ansi) {
  const auto form = TextFormOf(value, prop_type);
  if (!form) return std::nullopt;
  const auto text = mapi::DecodeText(value.data, *form);
  if (!text) return std::nullopt;
  return mapi::TextToUtf8(text->raw, *form, ansi);
}

std::optional<RegValue> WithText(const RegValue& old, uint16_t prop_type, std::string_view utf8,
                                 const AnsiPage& ansi) {
  const auto form = TextFormOf(old, prop_type);
  if (!form) return std::nullopt;
  auto text = mapi::DecodeText(old.data, *form);
  if (!text) return std::nullopt;
  // A PT_STRING8 in REG_SZ is UTF-16 in the registry, but Outlook reads it through the ANSI code
  // page.
  if (prop_type == mapi::kPtString8 && !mapi::TextFromUtf8(utf8, mapi::TextForm::kAnsi, ansi)) {
    return std::nullopt;
  }
  auto raw = mapi::TextFromUtf8(utf8, *form, ansi);
  if (!raw) return std::nullopt;
  text->raw = std::move(*raw);
  return RegValue{old.type, mapi::EncodeText(*text)};
}

std::optional<std::string> TextProp(const KeyTree& section, uint16_t id, const AnsiPage& ansi) {
  for (const NamedValue& value : section.values) {
    const auto name = mapi::ParsePropName(value.name);
    if (!name || name->id != id || name->secure || !IsTextType(name->type)) continue;
    if (auto text = TextOf(value.value, name->type, ansi); text && !text->empty()) return text;
  }
  return std::nullopt;
}

bool HasTextProp(const KeyTree& section, uint16_t id) {
  for (const NamedValue& value : section.values) {
    const auto name = mapi::ParsePropName(value.name);
    if (name && name->id == id && !name->secure && IsTextType(name->type)) return true;
  }
  return false;
}

const RegValue* BinaryProp(const KeyTree& section, uint16_t id) {
  return section.FindValue(mapi::FormatPropName({mapi::kPtBinary, id, false}));
}

std::optional<uint32_t> LongProp(const KeyTree& section, uint16_t id) {
  const RegValue* value = section.FindValue(mapi::FormatPropName({mapi::kPtLong, id, false}));
  return value == nullptr ? std::nullopt : mapi::DecodeLong(value->data);
}

std::vector<std::string> UidListProp(const KeyTree& section, uint16_t id) {
  std::vector<std::string> names;
  const RegValue* value = BinaryProp(section, id);
  if (value == nullptr) return names;
  const auto uids = mapi::DecodeUidList(value->data);
  if (!uids) return names;
  for (const Bytes& uid : *uids) names.push_back(mapi::SectionName(uid));
  return names;
}

}  // namespace repoint
