// Entry ids of people, lists and folders. Those of stores are in entry_id.cc.
#include <algorithm>

#include "mapi/entry_id.h"
#include "mapi/entry_id_util.h"

namespace repoint::mapi {

const Uid kMuidEmsab = {0xdc, 0xa7, 0x40, 0xc8, 0xc0, 0x42, 0x10, 0x1a,
                        0xb4, 0xb9, 0x08, 0x00, 0x2b, 0x2f, 0xe1, 0x82};
const Uid kMuidOneOff = {0x81, 0x2b, 0x1f, 0xa4, 0xbe, 0xa3, 0x10, 0x19,
                         0x9d, 0x6e, 0x00, 0xdd, 0x01, 0x0f, 0x54, 0x02};
const Uid kMuidContab = {0xfe, 0x42, 0xaa, 0x0a, 0x18, 0xc7, 0x1a, 0x10,
                         0xe8, 0x85, 0x0b, 0x65, 0x1c, 0x24, 0x00, 0x00};

namespace {

constexpr uint16_t kOneOffUnicode = 0x8000;
constexpr uint32_t kEmsabVersion = 1;
constexpr uint32_t kContabVersion = 3;
constexpr uint32_t kContabContainer = 3;
constexpr uint32_t kContabUser = 4;
constexpr uint32_t kContabList = 5;

// Flags that are zero (anything else lives no longer than its session) and the provider.
bool TakeHead(ByteReader& in, const Uid& provider) {
  const bool permanent = in.U32() == 0;
  return Equal(in.Take(provider.size()), provider) && permanent;
}

bool IsContabEntry(uint32_t type) { return type == kContabUser || type == kContabList; }

std::optional<AddressBookEntryId> ReadAddressBookEntryId(ByteView bytes, const Uid& provider) {
  ByteReader in(bytes);
  if (!TakeHead(in, provider) || in.U32() != kEmsabVersion) return std::nullopt;
  AddressBookEntryId id;
  id.provider = provider;
  id.type = in.U32();
  id.dn = TakeAnsi(in);
  id.tail = ToBytes(in.Rest());
  if (!in.ok() || !AllZero(id.tail)) return std::nullopt;
  return id;
}

std::optional<OneOffEntryId> ReadOneOffEntryId(ByteView bytes) {
  ByteReader in(bytes);
  if (!TakeHead(in, kMuidOneOff)) return std::nullopt;
  OneOffEntryId id;
  id.version = in.U16();
  id.flags = in.U16();
  const auto take = (id.flags & kOneOffUnicode) != 0 ? TakeUtf16 : TakeAnsi;
  id.name = take(in);
  id.address_type = take(in);
  id.address = take(in);
  if (!in.ok() || !in.AtEnd()) return std::nullopt;
  return id;
}

std::optional<ContactEntryId> ReadContactEntryId(ByteView bytes) {
  ByteReader in(bytes);
  if (!TakeHead(in, kMuidContab) || in.U32() != kContabVersion) return std::nullopt;
  ContactEntryId id;
  id.type = in.U32();
  if (id.type == kContabContainer) id.provider = ToBytes(in.Take(sizeof(Uid)));
  if (IsContabEntry(id.type)) {
    id.index = in.U32();
    if (in.U32() != in.Rest().size()) return std::nullopt;
  }
  id.inner = ToBytes(in.Rest());
  if (!in.ok()) return std::nullopt;
  return id;
}

}  // namespace

std::optional<AddressBookEntryId> DecodeAddressBookEntryId(ByteView bytes, const Uid& provider) {
  return Proven(ReadAddressBookEntryId(bytes, provider), bytes, EncodeAddressBookEntryId);
}

Bytes EncodeAddressBookEntryId(const AddressBookEntryId& id) {
  ByteWriter out;
  out.U32(0).Put(id.provider).U32(kEmsabVersion).U32(id.type);
  PutAnsi(out, id.dn);
  return out.Put(id.tail).Release();
}

std::optional<OneOffEntryId> DecodeOneOffEntryId(ByteView bytes) {
  return Proven(ReadOneOffEntryId(bytes), bytes, EncodeOneOffEntryId);
}

Bytes EncodeOneOffEntryId(const OneOffEntryId& id) {
  ByteWriter out;
  out.U32(0).Put(kMuidOneOff).U16(id.version).U16(id.flags);
  const auto put = (id.flags & kOneOffUnicode) != 0 ? PutUtf16 : PutAnsi;
  put(out, id.name);
  put(out, id.address_type);
  put(out, id.address);
  return out.Release();
}

std::optional<ContactEntryId> DecodeContactEntryId(ByteView bytes) {
  return Proven(ReadContactEntryId(bytes), bytes, EncodeContactEntryId);
}

Bytes EncodeContactEntryId(const ContactEntryId& id) {
  ByteWriter out;
  out.U32(0).Put(kMuidContab).U32(kContabVersion).U32(id.type);
  if (id.type == kContabContainer) out.Put(id.provider);
  if (IsContabEntry(id.type)) out.U32(id.index).U32(static_cast<uint32_t>(id.inner.size()));
  return out.Put(id.inner).Release();
}

std::optional<Uid> FolderStoreKey(ByteView bytes) {
  constexpr size_t kPstSize = 24;
  constexpr size_t kFolderSize = 46;
  constexpr size_t kMessageSize = 70;
  if (bytes.size() != kPstSize && bytes.size() != kFolderSize && bytes.size() != kMessageSize) {
    return std::nullopt;
  }
  ByteReader in(bytes);
  if (in.U32() != 0) return std::nullopt;
  Uid key{};
  std::ranges::copy(in.Take(key.size()), key.begin());
  // Ids of other kinds can happen to have one of the sizes.
  for (const Uid* other : {&kMuidStoreWrap, &kMuidEmsab, &kMuidOneOff, &kMuidContab}) {
    if (key == *other) return std::nullopt;
  }
  return key;
}

}  // namespace repoint::mapi
