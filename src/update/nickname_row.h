// One row of an autocomplete stream: whom it names, and how it names that person at another
// address. docs/update.md, "Autocomplete streams".
#ifndef REPOINT_UPDATE_NICKNAME_ROW_H_
#define REPOINT_UPDATE_NICKNAME_ROW_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "mapi/autocomplete.h"
#include "profile/props.h"

namespace repoint {

using NicknameProperties = std::span<const mapi::AutocompleteProperty>;

// Ids of properties of a row.
inline constexpr uint16_t kPrNickName = 0x6001;  // PR_NICK_NAME: what is typed to get the row
inline constexpr uint16_t kPrNickNameWeight = 0x6004;
inline constexpr uint16_t kPrDropdownName = 0x6003;  // what the list of names shows
inline constexpr uint16_t kPrDisplayName = 0x3001;
inline constexpr uint16_t kPrAddressType = 0x3002;
inline constexpr uint16_t kPrEmailAddress = 0x3003;  // a DN where the type is EX
inline constexpr uint16_t kPrSearchKey = 0x300b;     // "EX:/O=...", upper case, zero-terminated
inline constexpr uint16_t kPrSmtpAddress = 0x39fe;

// The first text of this id in either string type as UTF-8; nullopt when there is none that can be
// read.
std::optional<std::string> NicknameText(NicknameProperties row, uint16_t id, const AnsiPage& ansi);

// Whom a row names.
struct NicknameRecipient {
  bool is_exchange = false;  // of type EX; else SMTP
  std::string address;       // 3003, as spelled; may be empty when there is a doubt
  std::string smtp;          // 39fe where it holds an address, as spelled
  // All that the row calls the recipient, its address first.
  std::vector<std::string> dns;
  std::vector<std::string> addresses;
  // Why its parts cannot all be rewritten, for people; empty: they can. Such a row stays.
  std::string doubt;
  bool needs_code_page = false;  // an ANSI text of it is not ASCII, and there is no code page
};

// nullopt for rows of other kinds: lists of contacts, fax numbers, X.400.
std::optional<NicknameRecipient> ReadNicknameRow(NicknameProperties row, const AnsiPage& ansi);

// Where a recipient is now.
struct NewAddress {
  std::string dn;    // of type EX with this DN; empty: of type SMTP
  std::string smtp;  // may be empty beside a DN: what the row says stays, without "--migrate--"
};

// Positions of properties in the row, and what becomes of their data.
using NewData = std::vector<std::pair<size_t, Bytes>>;

// What gives the row its new address: type, address, SMTP address, search key, entry id and its
// copies. Names stay, and so does what says the new address already. Needs a recipient without
// doubt. kUnsupported when an ANSI text cannot hold it; the message says why.
Result<NewData> ReaddressRow(NicknameProperties row, const NicknameRecipient& recipient,
                             const NewAddress& now, const AnsiPage& ansi);

}  // namespace repoint

#endif  // REPOINT_UPDATE_NICKNAME_ROW_H_
