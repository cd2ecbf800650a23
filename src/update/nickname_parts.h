// What reading and rewriting a row of an autocomplete stream share. Private to this room.
#ifndef REPOINT_UPDATE_NICKNAME_PARTS_H_
#define REPOINT_UPDATE_NICKNAME_PARTS_H_

#include <optional>
#include <string>
#include <string_view>

#include "mapi/autocomplete.h"
#include "mapi/entry_id.h"
#include "mapi/values.h"
#include "profile/props.h"

namespace repoint {

inline constexpr std::string_view kTypeExchange = "EX";
inline constexpr std::string_view kTypeSmtp = "SMTP";

inline constexpr uint16_t kOneOffUnicode = 0x8000;  // OneOffEntryId::flags

bool IsString(const mapi::AutocompleteProperty& property);
mapi::TextForm FormOf(const mapi::AutocompleteProperty& property);
// nullopt: no terminator, a zero inside, half a character, or ANSI that needs a code page.
std::optional<std::string> TextIn(const mapi::AutocompleteProperty& property, const AnsiPage& ansi);

// Whether it holds an entry id of the recipient: PR_ENTRYID, or one of the places where Outlook
// keeps the same bytes once more (mfcmapi's vectors).
inline constexpr uint16_t kPrEntryId = 0x0fff;
bool IsRecipientId(const mapi::AutocompleteProperty& property);

// An entry id of a recipient, as far as it is understood.
struct RecipientId {
  enum class Kind { kBook, kOneOff, kContact, kOther };
  Kind kind = Kind::kOther;
  mapi::AddressBookEntryId book{};
  mapi::OneOffEntryId one_off{};
};
RecipientId ReadRecipientId(ByteView bytes);

// PR_SEARCH_KEY: "TYPE:ADDRESS" and its zero bytes. nullopt for any other.
struct SearchKey {
  std::string type, address;
  size_t terminators = 0;
};
std::optional<SearchKey> ReadSearchKey(ByteView data, const AnsiPage& ansi);

}  // namespace repoint

#endif  // REPOINT_UPDATE_NICKNAME_PARTS_H_
