// Store entry ids. The others are in entry_id_address.cc.
#include "mapi/entry_id.h"

#include "mapi/entry_id_util.h"

namespace repoint::mapi {

const Uid kMuidStoreWrap = {0x38, 0xa1, 0xbb, 0x10, 0x05, 0xe5, 0x10, 0x1a,
                            0xa1, 0xbb, 0x08, 0x00, 0x2b, 0x2a, 0x56, 0xc2};
const Uid kUidPrivateStore = {0x1b, 0x55, 0xfa, 0x20, 0xaa, 0x66, 0x11, 0xcd,
                              0x9b, 0xc8, 0x00, 0xaa, 0x00, 0x2f, 0xc4, 0x5a};
const Uid kUidPublicStore = {0x1c, 0x83, 0x02, 0x10, 0xaa, 0x66, 0x11, 0xcd,
                             0x9b, 0xc8, 0x00, 0xaa, 0x00, 0x2f, 0xc4, 0x5a};
const Uid kUidPstStore = {0x4e, 0x49, 0x54, 0x41, 0xf9, 0xbf, 0xb8, 0x01,
                          0x00, 0xaa, 0x00, 0x37, 0xd9, 0x6e, 0x00, 0x00};

namespace {

constexpr size_t kHeadSize = 60;          // of an Exchange store: up to the server's name
constexpr size_t kWrapOffset = 4;         // muidStoreWrap
constexpr size_t kVersionOffset = 20;     // version and flag, both 0
constexpr size_t kDllOffset = 22;         // ASCIIZ, zero bytes up to a multiple of 4
constexpr size_t kWrappedUidOffset = 40;  // private or public
constexpr std::string_view kExchangeDll("EMSMDB.DLL\0\0\0\0", 14);
constexpr std::string_view kPstDll("mspst.dll\0", 10);

constexpr uint32_t kMagicV2 = 0xf32135d8;  // D8 35 21 F3
constexpr uint32_t kMagicV3 = 0xf43246e9;  // E9 46 32 F4
constexpr uint32_t kHeaderV2 = 0x14;       // magic, size, version, offset of DN, offset of FQDN
constexpr uint32_t kHeaderV3 = 0x10;       // magic, size, version, offset of the address
constexpr uint32_t kReserved = 2;          // zero bytes that end either block and count in its size

// An FQDN that is there but empty is two zero bytes, and nothing follows it (mfcmapi's vector 32).
size_t ReservedV2(const StoreEntryId::V2& v2) {
  return v2.fqdn && v2.fqdn->empty() ? 0 : kReserved;
}

bool Has(ByteView bytes, size_t offset, ByteView wanted) {
  return bytes.size() >= offset + wanted.size() &&
         Equal(bytes.subspan(offset, wanted.size()), wanted);
}

bool HasDll(ByteView bytes, std::string_view dll) {
  return bytes.size() >= kDllOffset + dll.size() &&
         EqualsFolded(AsChars(bytes.subspan(kDllOffset, dll.size())), dll);
}

bool IsWrapped(ByteView bytes, std::string_view dll) {
  return Has(bytes, kWrapOffset, kMuidStoreWrap) && Has(bytes, kVersionOffset, Bytes{0, 0}) &&
         HasDll(bytes, dll);
}

bool NextIs(const ByteReader& in, uint32_t magic) { return LoadU32(in.Rest(), 0) == magic; }

// Sizes and offsets are recomputed on encoding; the proof refuses a block that has others.
StoreEntryId::V2 TakeV2(ByteReader& in) {
  StoreEntryId::V2 v2;
  in.Take(kHeaderV2 - 4);
  const bool has_fqdn = in.U32() != 0;
  v2.server_dn = TakeAnsi(in);
  if (has_fqdn) v2.fqdn = TakeUtf16(in);
  in.Take(ReservedV2(v2));
  return v2;
}

std::string TakeV3(ByteReader& in) {
  in.Take(kHeaderV3);
  std::string smtp = TakeUtf16(in);
  in.Take(kReserved);
  return smtp;
}

void PutV2(ByteWriter& out, const StoreEntryId::V2& v2) {
  ByteWriter text;
  PutAnsi(text, v2.server_dn);
  const uint32_t fqdn_offset = v2.fqdn ? kHeaderV2 + static_cast<uint32_t>(text.size()) : 0;
  if (v2.fqdn) PutUtf16(text, *v2.fqdn);
  text.Zeros(ReservedV2(v2));
  out.U32(kMagicV2).U32(kHeaderV2 + static_cast<uint32_t>(text.size())).U32(1);
  out.U32(kHeaderV2).U32(fqdn_offset).Put(text.bytes());
}

void PutV3(ByteWriter& out, std::string_view smtp) {
  ByteWriter text;
  PutUtf16(text, smtp);
  text.Zeros(kReserved);
  out.U32(kMagicV3).U32(kHeaderV3 + static_cast<uint32_t>(text.size())).U32(2);
  out.U32(kHeaderV3).Put(text.bytes());
}

// A public store's id may end behind the server, go on with a block, or name a mailbox first.
bool HasMailboxDn(const ByteReader& in, bool is_public) {
  if (!is_public) return true;
  return !NextIs(in, kMagicV2) && !NextIs(in, kMagicV3) && !AllZero(in.Rest());
}

std::optional<StoreEntryId> ReadStoreEntryId(ByteView bytes) {
  if (!IsWrapped(bytes, kExchangeDll) || bytes.size() < kHeadSize) return std::nullopt;
  StoreEntryId id;
  id.is_public = Has(bytes, kWrappedUidOffset, kUidPublicStore);
  if (!id.is_public && !Has(bytes, kWrappedUidOffset, kUidPrivateStore)) return std::nullopt;

  ByteReader in(bytes);
  id.head = ToBytes(in.Take(kHeadSize));
  id.server = TakeAnsi(in);
  if (HasMailboxDn(in, id.is_public)) id.mailbox_dn = TakeAnsi(in);
  if (NextIs(in, kMagicV2)) id.v2 = TakeV2(in);
  if (NextIs(in, kMagicV3)) id.v3_smtp = TakeV3(in);
  id.tail = ToBytes(in.Rest());
  if (!in.ok() || !AllZero(id.tail)) return std::nullopt;
  return id;
}

// Behind the wrapped UID a single-byte path begins at once; before a UTF-16 path stand two zero
// bytes.
std::optional<PstStoreEntryId> ReadPstStoreEntryId(ByteView bytes) {
  constexpr size_t kWrappedFlags = kDllOffset + kPstDll.size();
  if (!IsWrapped(bytes, kPstDll) || !Has(bytes, kWrappedFlags + 4, kUidPstStore)) {
    return std::nullopt;
  }
  ByteReader in(bytes);
  in.Take(kWrappedFlags + 4 + kUidPstStore.size());
  PstStoreEntryId id;
  id.unicode = LoadU16(in.Rest(), 0) == 0;
  if (id.unicode) in.Take(2);
  id.path = id.unicode ? TakeUtf16(in) : TakeAnsi(in);
  id.tail = ToBytes(in.Rest());
  if (!in.ok() || !AllZero(id.tail)) return std::nullopt;
  return id;
}

}  // namespace

std::optional<StoreEntryId> DecodeStoreEntryId(ByteView bytes) {
  return Proven(ReadStoreEntryId(bytes), bytes, EncodeStoreEntryId);
}

Bytes EncodeStoreEntryId(const StoreEntryId& id) {
  ByteWriter out;
  out.Put(id.head);
  PutAnsi(out, id.server);
  if (id.mailbox_dn) PutAnsi(out, *id.mailbox_dn);
  if (id.v2) PutV2(out, *id.v2);
  if (id.v3_smtp) PutV3(out, *id.v3_smtp);
  return out.Put(id.tail).Release();
}

std::optional<PstStoreEntryId> DecodePstStoreEntryId(ByteView bytes) {
  return Proven(ReadPstStoreEntryId(bytes), bytes, EncodePstStoreEntryId);
}

Bytes EncodePstStoreEntryId(const PstStoreEntryId& id) {
  ByteWriter out;
  out.U32(0).Put(kMuidStoreWrap).U16(0).Put(kPstDll).U32(0).Put(kUidPstStore);
  if (id.unicode) {
    out.U16(0);
    PutUtf16(out, id.path);
  } else {
    PutAnsi(out, id.path);
  }
  return out.Put(id.tail).Release();
}

}  // namespace repoint::mapi
