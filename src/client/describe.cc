#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "client/render.h"
#include "mapi/entry_id.h"

namespace repoint {
namespace {

constexpr size_t kMaxHexBytes = 32;

std::string Hex(ByteView bytes) {
  if (bytes.empty()) return "(empty)";
  if (bytes.size() <= kMaxHexBytes) return HexEncode(bytes);
  return fmt::format("{}... ({} bytes)", HexEncode(bytes.first(kMaxHexBytes)), bytes.size());
}

std::string Quoted(std::string_view text) { return fmt::format("\"{}\"", text); }

std::string AnsiForPeople(const std::string& bytes, const AnsiPage& ansi) {
  return mapi::TextToUtf8(ToBytes(bytes), mapi::TextForm::kAnsi, ansi)
      .value_or(DecodeWindows1252(AsBytes(bytes)));
}

// Each account's address book has an id of its own; a DN or "/" tells it from other things.
std::optional<mapi::AddressBookEntryId> AnyAddressBookEntryId(ByteView bytes) {
  mapi::Uid provider;
  if (bytes.size() < 4 + provider.size()) return std::nullopt;
  std::ranges::copy(bytes.subspan(4, provider.size()), provider.begin());
  auto id = mapi::DecodeAddressBookEntryId(bytes, provider);
  if (!id || !id->dn.starts_with('/')) return std::nullopt;
  return id;
}

std::string DescribeBlob(ByteView bytes, const AnsiPage& ansi) {
  if (const auto id = mapi::DecodeStoreEntryId(bytes)) {
    return fmt::format("{} store on {}{}{}", id->is_public ? "public" : "mailbox",
                       AnsiForPeople(id->server, ansi), id->mailbox_dn ? " of " : "",
                       id->mailbox_dn ? AnsiForPeople(*id->mailbox_dn, ansi) : "");
  }
  if (const auto id = AnyAddressBookEntryId(bytes)) {
    return fmt::format("address book {}", AnsiForPeople(id->dn, ansi));
  }
  if (const auto id = mapi::DecodeContactEntryId(bytes)) {
    const auto key = mapi::FolderStoreKey(id->inner);
    return key ? fmt::format("contacts in the store with the record key {}", HexEncode(*key))
               : std::string("contacts");
  }
  if (const auto id = mapi::DecodePstStoreEntryId(bytes)) {
    return fmt::format("data file {}", id->unicode ? id->path : AnsiForPeople(id->path, ansi));
  }
  return Hex(bytes);
}

std::string DescribeMulti(const mapi::MultiValue& list, uint16_t type, const AnsiPage& ansi) {
  std::vector<std::string> items;
  for (const Bytes& item : list.items) {
    if (type == mapi::kPtMvBinary) {
      items.push_back(DescribeBlob(item, ansi));
      continue;
    }
    const auto form = type == mapi::kPtMvUnicode ? mapi::TextForm::kUtf16 : mapi::TextForm::kAnsi;
    items.push_back(Quoted(mapi::TextToUtf8(item, form, ansi).value_or(DecodeWindows1252(item))));
  }
  return "[" + Join(items, ", ") + "]";
}

}  // namespace

std::string DescribeValue(std::string_view name, const RegValue& value, const AnsiPage& ansi) {
  const auto prop = mapi::ParsePropName(name);
  const uint16_t type = prop ? prop->type : 0;
  if (value.type == kRegSz || IsTextType(type)) {
    if (const auto text = TextOf(value, type, ansi)) return Quoted(*text);
    return Hex(value.data);
  }
  if (const auto number = DwordNumber(value)) return fmt::format("{:#x}", *number);
  if (type == mapi::kPtLong) {
    if (const auto number = mapi::DecodeLong(value.data)) return fmt::format("{:#x}", *number);
  }
  if (const auto list = mapi::DecodeMulti(value.data, type)) {
    return DescribeMulti(*list, type, ansi);
  }
  return DescribeBlob(value.data, ansi);
}

std::string DescribeEdit(const Edit& edit, const ProfileRef& profile, const AnsiPage& ansi) {
  const std::string root = profile.Key();
  std::string place = edit.key;
  if (StartsWithFolded(place, root + "\\")) place = place.substr(root.size() + 1);
  if (!edit.name)
    return fmt::format("[{}] {} ({})", place, edit.after ? "made" : "deleted", edit.reason);
  const auto side = [&](const std::optional<RegValue>& value) {
    return value ? DescribeValue(*edit.name, *value, ansi) : "(none)";
  };
  return fmt::format("{}\\{}: {} -> {} ({})", place, *edit.name, side(edit.before),
                     edit.after ? side(edit.after) : "(deleted)", edit.reason);
}

}  // namespace repoint
