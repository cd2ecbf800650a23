// The fields of a row by which it is found, as views: what the fast pass and the keys share.
#ifndef REPOINT_LIST_FIELDS_H_
#define REPOINT_LIST_FIELDS_H_

#include <optional>
#include <string_view>

namespace repoint::list {

// A DN or an address without what stands before it ("X500:", "SMTP:", "--migrate--"); not folded
// yet.
struct KeyField {
  bool is_dn = false;
  std::string_view text;
};

KeyField DnField(std::string_view text);
KeyField SmtpField(std::string_view text);
// "smtp:…", "X500:…", or either without its type; nullopt for other types (SIP, X400, …).
std::optional<KeyField> ProxyField(std::string_view text);

}  // namespace repoint::list

#endif  // REPOINT_LIST_FIELDS_H_
