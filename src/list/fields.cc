#include "list/fields.h"

#include "base/text.h"
#include "mapi/legacy_dn.h"

namespace repoint::list {

KeyField DnField(std::string_view text) {
  text = Trim(text);
  if (StartsWithFolded(text, "x500:")) text = Trim(text.substr(5));
  return {true, text};
}

KeyField SmtpField(std::string_view text) { return {false, Trim(mapi::BareSmtp(Trim(text)))}; }

std::optional<KeyField> ProxyField(std::string_view text) {
  text = Trim(text);
  if (text.empty()) return std::nullopt;
  if (StartsWithFolded(text, "x500:")) {
    const KeyField field = DnField(text);
    if (field.text.empty()) return std::nullopt;
    return field;
  }
  if (text.front() == '/') {
    if (mapi::LooksLikeDn(text)) return DnField(text);
    return std::nullopt;
  }
  if (StartsWithFolded(text, "smtp:") || text.find(':') == std::string_view::npos) {
    const KeyField field = SmtpField(text);
    if (field.text.find('@') != std::string_view::npos) return field;
  }
  return std::nullopt;
}

}  // namespace repoint::list
