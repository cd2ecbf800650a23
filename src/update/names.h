// What names a mailbox before its move, and where such names stand in bytes. docs/update.md,
// "Verify".
#ifndef REPOINT_UPDATE_NAMES_H_
#define REPOINT_UPDATE_NAMES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "list/row.h"
#include "profile/graph.h"

namespace repoint {

// The names of one or more source mailboxes. All folded (base/text.h); DNs without "X500:",
// addresses without "SMTP:".
struct SourceNames {
  std::vector<std::string> dns;
  std::vector<std::string> addresses;
  std::vector<std::string> servers;  // short names, FQDNs and guid@domain forms
  AnsiPage ansi{};  // how names lie in ANSI text; without it only ASCII ones are found there

  bool HasDn(std::string_view dn) const;
  // Also with "SMTP:" or the migration's marker "--migrate--" in front.
  bool HasAddress(std::string_view address) const;
  bool HasServer(std::string_view server) const;
  // A DN as it lies in an entry id: ANSI bytes.
  bool HasAnsiDn(std::string_view bytes) const;
  void Add(const SourceNames& other);
};

// The names in a row: SourceDN, SourceSmtp, SourceServer and Proxies, without those that are the
// target's, too.
SourceNames NamesOfRow(const list::Row& first, const list::Row& last);
// Adds the servers that an account's own values name now: home server, bindings, server DNs, FQDNs,
// of its settings, its mailbox and its transports. Only for an account that still points at the
// source.
void AddServersOfAccount(const Profile& profile, const ExchangeAccount& account,
                         const list::Row& last, SourceNames& names);
// The same for the section of one additional mailbox.
void AddServersOfSection(const Profile& profile, std::string_view section, const list::Row& last,
                         SourceNames& names);

// A search for names in bytes, made once for many values.
class NameSearch {
 public:
  explicit NameSearch(const SourceNames& names);

  // The names that stand in `data` as whole names, as ANSI and as UTF-16LE at either alignment,
  // without case: a DN ends at its end or at '/'; beside a host or an address stands no letter,
  // digit, '-', '_' or '@', and no dot with a name behind or before it. In the order of the names,
  // each once.
  std::vector<std::string> Find(ByteView data) const;

 private:
  enum class Kind { kDn, kAddress, kServer };
  struct Pattern {
    Bytes bytes;   // folded
    size_t width;  // of its units, in bytes
  };
  struct Name {
    std::string text;
    bool is_dn;
    std::vector<Pattern> patterns;
  };

  void Add(const std::string& name, Kind kind, const AnsiPage& ansi);

  std::vector<Name> names_;
};

// The same for one value.
inline std::vector<std::string> FindNames(ByteView data, const SourceNames& names) {
  return NameSearch(names).Find(data);
}
inline bool HoldsNames(ByteView data, const SourceNames& names) {
  return !FindNames(data, names).empty();
}

// `text` with every whole-name occurrence of a source address (with or without the migration's
// marker) replaced; nullopt when there is none.
std::optional<std::string> ReplaceAddresses(std::string_view text, const SourceNames& names,
                                            std::string_view replacement);

}  // namespace repoint

#endif  // REPOINT_UPDATE_NAMES_H_
