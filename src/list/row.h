// A row of the list of migrated mailboxes, and the keys by which rows are found.
// docs/list-format.md.
#ifndef REPOINT_LIST_ROW_H_
#define REPOINT_LIST_ROW_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace repoint::list {

// All text UTF-8; empty = unknown.
struct Row {
  std::string source_dn;
  std::string target_dn;
  std::string display_name;
  std::string alias;
  std::string source_smtp;
  std::string target_smtp;
  std::string source_server;
  std::string target_server;
  std::string target_server_fqdn;
  std::string target_server_dn;
  std::string target_public_server;
  std::string target_proxy;
  std::vector<std::string> proxies;  // as written: "smtp:jd@contoso.example", "X500:/o=Old/..."
  uint64_t line =
      0;  // number in the list, from 1; not part of equality. 0 when found through the index
  uint64_t offset = 0;  // of the line in the list's bytes; not part of equality

  // Same mailboxes and same targets.
  friend bool operator==(const Row& a, const Row& b);
};

// "line 12", or "byte 3456 (the row of /o=...)" for one found through the index, for messages.
std::string RowPlace(const Row& row);

// What a person knows the row by, for messages: SourceDN, else SourceSmtp, DisplayName or its
// target; control characters are '?'.
std::string RowName(const Row& row);

// One folded form by which a row is found: "dn:/o=contoso/..." or "smtp:jd@contoso.example".
using Key = std::string;
// Folded, whole DN; "X500:" in front is dropped.
Key DnKey(std::string_view dn);
// Folded, without "SMTP:" and "--migrate--".
Key SmtpKey(std::string_view address);

// Keys of the mailbox before the move (SourceDN, SourceSmtp, Proxies) and after it (TargetDN,
// TargetSmtp).
std::vector<Key> SourceKeys(const Row& row);
std::vector<Key> TargetKeys(const Row& row);

}  // namespace repoint::list

#endif  // REPOINT_LIST_ROW_H_
