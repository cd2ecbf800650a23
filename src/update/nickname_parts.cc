#include "update/nickname_parts.h"

#include <algorithm>

#include "base/text.h"
#include "mapi/legacy_dn.h"
#include "mapi/tags.h"

namespace repoint {
namespace {

// Windows' address book wraps an entry of a contact folder.
constexpr mapi::Uid kMuidWab = {0xc0, 0x91, 0xad, 0xd3, 0x51, 0x9d, 0xcf, 0x11,
                                0xa4, 0xa9, 0x00, 0xaa, 0x00, 0x47, 0xfa, 0xa4};

}  // namespace

bool IsString(const mapi::AutocompleteProperty& property) {
  return property.type() == mapi::kPtString8 || property.type() == mapi::kPtUnicode;
}

mapi::TextForm FormOf(const mapi::AutocompleteProperty& property) {
  return property.type() == mapi::kPtUnicode ? mapi::TextForm::kUtf16 : mapi::TextForm::kAnsi;
}

namespace {

// ASCII with one terminator, as nearly all texts are: the same that the long way gives.
std::optional<std::string> PlainText(const mapi::AutocompleteProperty& property) {
  const bool wide = property.type() == mapi::kPtUnicode;
  auto text = wide ? Utf8FromUtf16Bytes(property.data) : std::string(AsChars(property.data));
  const bool is_plain = text && text->find('\0') + 1 == text->size() && IsAscii(*text);
  if (!is_plain) return std::nullopt;
  text->pop_back();
  return text;
}

}  // namespace

std::optional<std::string> TextIn(const mapi::AutocompleteProperty& property,
                                  const AnsiPage& ansi) {
  if (property.data.empty()) return "";
  if (auto plain = PlainText(property)) return plain;
  const auto text = mapi::DecodeText(property.data, FormOf(property));
  if (!text || text->terminators == 0) return std::nullopt;
  return mapi::TextToUtf8(text->raw, text->form, ansi);
}

bool IsRecipientId(const mapi::AutocompleteProperty& property) {
  constexpr uint16_t kPrRecordKey = 0x0ff9;
  constexpr uint16_t kPrRecipientEntryId = 0x5ff7;
  return property.type() == mapi::kPtBinary &&
         (property.id() == kPrEntryId || property.id() == kPrRecordKey ||
          property.id() == kPrRecipientEntryId);
}

RecipientId ReadRecipientId(ByteView bytes) {
  ByteReader in(bytes);
  in.U32();
  mapi::Uid provider{};
  const ByteView uid = in.Take(provider.size());
  if (!in.ok()) return {};
  std::ranges::copy(uid, provider.begin());
  if (provider == mapi::kMuidContab || provider == kMuidWab) return {RecipientId::Kind::kContact};
  if (provider == mapi::kMuidOneOff) {
    auto one_off = mapi::DecodeOneOffEntryId(bytes);
    if (!one_off) return {};
    return {RecipientId::Kind::kOneOff, {}, std::move(*one_off)};
  }
  // From Outlook 2010 on each account's address book has a uid of its own.
  auto book = mapi::DecodeAddressBookEntryId(bytes, provider);
  if (!book || !mapi::LooksLikeDn(book->dn)) return {};
  return {RecipientId::Kind::kBook, std::move(*book), {}};
}

std::optional<SearchKey> ReadSearchKey(ByteView data, const AnsiPage& ansi) {
  const auto text = mapi::DecodeText(data, mapi::TextForm::kAnsi);
  if (!text) return std::nullopt;
  const auto utf8 = mapi::TextToUtf8(text->raw, mapi::TextForm::kAnsi, ansi);
  const size_t colon = utf8 ? utf8->find(':') : std::string::npos;
  if (colon == std::string::npos) return std::nullopt;
  return SearchKey{utf8->substr(0, colon), utf8->substr(colon + 1), text->terminators};
}

}  // namespace repoint
