// Entry ids as they lie in profiles: [MS-OXCDATA] 2.2.4 and 2.2.5, mfcmapi's EntryIdStruct,
// docs/profile-format.md. Text inside them is ASCII or in the ANSI code page of the user's system
// and is kept as raw bytes (std::string of bytes, no terminator); UTF-16 parts are UTF-8 here. As
// in values.h every decoder proves that encoding gives the same bytes, else nullopt.
#ifndef REPOINT_MAPI_ENTRY_ID_H_
#define REPOINT_MAPI_ENTRY_ID_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace repoint::mapi {

// A MAPIUID as 16 raw bytes.
using Uid = std::array<uint8_t, 16>;
extern const Uid kMuidStoreWrap;    // 38A1BB10-... wrapped store entry ids
extern const Uid kUidPrivateStore;  // 1B55FA20-... an Exchange mailbox
extern const Uid kUidPublicStore;   // 1C830210-... Exchange public folders
extern const Uid kUidPstStore;      // 4E495441-... a PST
extern const Uid kMuidEmsab;        // DCA740C8-... Exchange address book
extern const Uid kMuidOneOff;       // 812B1FA4-...
extern const Uid kMuidContab;       // FE42AA0A-... Outlook address book (contact folders)

// Exchange store entry id, versions 1 to 3.
struct StoreEntryId {
  Bytes head;  // the 60 bytes up to the server name: flags, provider, DLL, wrapped flags, uid, type
  bool is_public = false;                 // from the wrapped uid
  std::string server;                     // NetBIOS name, FQDN, guid@domain or an address
  std::optional<std::string> mailbox_dn;  // always in a mailbox's id, sometimes in a public one
  struct V2 {                             // Outlook 2003 and later
    std::string server_dn;                // may end in /cn=Microsoft Private MDB
    std::optional<std::string> fqdn;      // UTF-8; absent when its offset is 0
    friend bool operator==(const V2&, const V2&) = default;
  };
  std::optional<V2> v2;
  std::optional<std::string> v3_smtp;  // 2013 and later; UTF-8
  Bytes tail;  // padding behind everything (1102 elements may be padded); usually empty
  friend bool operator==(const StoreEntryId&, const StoreEntryId&) = default;
};
std::optional<StoreEntryId> DecodeStoreEntryId(ByteView bytes);
Bytes EncodeStoreEntryId(const StoreEntryId& id);

// Exchange address book entry id. From Outlook 2010 on each account's address book has a uid of its
// own (PR_EMSABP_USER_UID, 01023d1a); the first account's is kMuidEmsab.
inline constexpr uint32_t kEmsabUser = 0;
inline constexpr uint32_t kEmsabContainer = 0x100;
struct AddressBookEntryId {
  Uid provider = kMuidEmsab;
  uint32_t type = 0;  // 0 user, 1 distribution list, ..., 0x100 container, 0x101 template
  std::string dn;     // "/", "/guid=<32 hex>" or a legacy DN
  Bytes tail;         // zero padding behind the terminator, kept
  friend bool operator==(const AddressBookEntryId&, const AddressBookEntryId&) = default;
};
std::optional<AddressBookEntryId> DecodeAddressBookEntryId(ByteView bytes,
                                                           const Uid& provider = kMuidEmsab);
Bytes EncodeAddressBookEntryId(const AddressBookEntryId& id);

// One-off: a recipient spelled out.
struct OneOffEntryId {
  uint16_t version = 0;
  uint16_t flags = 0;                       // 0x8000: the strings are UTF-16
  std::string name, address_type, address;  // UTF-8 when UTF-16, else raw ANSI bytes
  friend bool operator==(const OneOffEntryId&, const OneOffEntryId&) = default;
};
std::optional<OneOffEntryId> DecodeOneOffEntryId(ByteView bytes);
Bytes EncodeOneOffEntryId(const OneOffEntryId& id);

// Outlook address book (CONTAB): containers wrap a folder's entry id, entries a message's.
struct ContactEntryId {
  uint32_t type = 0;   // 1 root, 2 subroot, 3 container, 4 user, 5 distribution list
  Bytes provider;      // 16 bytes: 01026601 of the provider section; containers only
  uint32_t index = 0;  // users and lists only
  Bytes inner;         // the wrapped entry id
  friend bool operator==(const ContactEntryId&, const ContactEntryId&) = default;
};
std::optional<ContactEntryId> DecodeContactEntryId(ByteView bytes);
Bytes EncodeContactEntryId(const ContactEntryId& id);

// PST store: the path, single bytes (Outlook 97-2002) or UTF-16.
struct PstStoreEntryId {
  bool unicode = true;
  std::string path;  // UTF-8 when unicode, else raw ANSI bytes
  Bytes tail;        // zero padding behind the terminator, kept
  friend bool operator==(const PstStoreEntryId&, const PstStoreEntryId&) = default;
};
std::optional<PstStoreEntryId> DecodePstStoreEntryId(ByteView bytes);
Bytes EncodePstStoreEntryId(const PstStoreEntryId& id);

// The store's record key inside an Exchange folder (46 bytes), message (70) or PST folder (24)
// entry id: the bytes 4..20, which equal 01020ff9 of the store's section. nullopt for ids of other
// sizes or with flags set.
std::optional<Uid> FolderStoreKey(ByteView bytes);

}  // namespace repoint::mapi

#endif  // REPOINT_MAPI_ENTRY_ID_H_
