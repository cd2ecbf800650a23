#include "update/nickname_row.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "list/row.h"
#include "mapi/legacy_dn.h"
#include "mapi/tags.h"
#include "update/nickname_parts.h"

namespace repoint {
namespace {

using mapi::AutocompleteProperty;
using mapi::TextForm;

bool SameAddress(bool is_exchange, std::string_view a, std::string_view b) {
  return is_exchange ? EqualsFolded(a, b) : list::SmtpKey(a) == list::SmtpKey(b);
}

std::optional<std::string> AnsiText(std::string_view bytes, const AnsiPage& ansi) {
  return mapi::TextToUtf8(ToBytes(bytes), TextForm::kAnsi, ansi);
}

class RowReader {
 public:
  RowReader(NicknameProperties row, const AnsiPage& ansi) : row_(row), ansi_(ansi) {}

  std::optional<NicknameRecipient> Run() {
    const auto type = ReadType();
    if (!type) return std::nullopt;
    read_.is_exchange = EqualsFolded(*type, kTypeExchange);
    read_.address = TextOf(kPrEmailAddress, "address");
    Name(read_.address);
    const bool fits =
        read_.is_exchange ? mapi::LooksLikeDn(read_.address) : mapi::LooksLikeSmtp(read_.address);
    if (!fits) Doubt("its address is not of its address type");
    ReadSmtp();
    for (const AutocompleteProperty& property : row_) {
      const bool is_binary = property.type() == mapi::kPtBinary;
      if (is_binary && property.id() == kPrSearchKey) CheckSearchKey(property.data);
      if (IsRecipientId(property)) CheckId(property);
    }
    return std::move(read_);
  }

 private:
  void Doubt(std::string why) {
    if (read_.doubt.empty()) read_.doubt = std::move(why);
  }

  void NeedsCodePage(std::string_view what) {
    Doubt(fmt::format("its {} is not ASCII; give -CodePage", what));
    read_.needs_code_page = true;
  }

  // "EX" or "SMTP"; nullopt for other kinds. A type that cannot be told is a doubt.
  std::optional<std::string> ReadType() {
    const std::string type = TextOf(kPrAddressType, "address type");
    if (type.empty()) {
      Doubt("it has no address type");
      return std::string(kTypeSmtp);
    }
    if (!EqualsFolded(type, kTypeExchange) && !EqualsFolded(type, kTypeSmtp)) return std::nullopt;
    return type;
  }

  // The text of all string properties of this id, which have to say the same.
  std::string TextOf(uint16_t id, std::string_view what) {
    std::optional<std::string> found;
    for (const AutocompleteProperty& property : row_) {
      if (property.id() != id || !IsString(property)) continue;
      auto text = TextIn(property, ansi_);
      if (!text) {
        const bool is_ansi = property.type() == mapi::kPtString8;
        if (is_ansi && !ansi_) return NeedsCodePage(what), "";
        Doubt(fmt::format("its {} cannot be read", what));
        continue;
      }
      if (found && !EqualsFolded(*found, *text))
        Doubt(fmt::format("it has more than one {}", what));
      if (!found) found = std::move(text);
    }
    return std::move(found).value_or("");
  }

  // Whether it is a DN or an address at all.
  bool Name(const std::string& text) {
    const bool is_dn = text.starts_with('/') && mapi::LooksLikeDn(text);
    if (!is_dn && !mapi::LooksLikeSmtp(text)) return false;
    std::vector<std::string>& names = is_dn ? read_.dns : read_.addresses;
    const bool known = std::ranges::any_of(
        names, [&](const std::string& name) { return EqualsFolded(name, text); });
    if (!known) names.push_back(text);
    return true;
  }

  void ReadSmtp() {
    std::string smtp = TextOf(kPrSmtpAddress, "SMTP address");
    if (smtp.find('@') == std::string::npos || !Name(smtp)) return;
    read_.smtp = std::move(smtp);
    if (!read_.is_exchange && !SameAddress(false, read_.smtp, read_.address)) {
      Doubt("its SMTP address is not its address");
    }
  }

  void Check(std::string_view type, const std::string& address, std::string_view what) {
    Name(address);
    if (!EqualsFolded(type, read_.is_exchange ? kTypeExchange : kTypeSmtp) ||
        !SameAddress(read_.is_exchange, address, read_.address)) {
      Doubt(fmt::format("its {} names somebody else", what));
    }
  }

  // Nearly all search keys and entry ids are those of the row's own type and address, which shows
  // without taking them apart. Ids that only seem to be are found when the row is rewritten.
  bool IsUsualKey(std::string_view key) const {
    const std::string_view type = read_.is_exchange ? "EX:" : "SMTP:";
    if (!IsAscii(read_.address) || !key.ends_with('\0')) return false;
    key.remove_suffix(1);
    return StartsWithFolded(key, type) && EqualsFolded(key.substr(type.size()), read_.address);
  }

  bool IsUsualId(ByteView id) const {
    constexpr size_t kProvider = 4;
    constexpr size_t kBookDn = 28;  // behind flags, provider, version and type
    constexpr std::string_view kWideSmtp("S\0M\0T\0P\0\0\0", 10);
    const std::string_view chars = AsChars(id);
    if (read_.is_exchange) {
      return IsAscii(read_.address) && LoadU32(id, 0) == 0 && LoadU32(id, kBookDn - 8) == 1 &&
             chars.size() == kBookDn + read_.address.size() + 1 && chars.ends_with('\0') &&
             chars.substr(kBookDn, read_.address.size()) == read_.address;
    }
    const auto it = std::ranges::find_if(row_, [](const AutocompleteProperty& property) {
      return property.id() == kPrEmailAddress && property.type() == mapi::kPtUnicode;
    });
    if (it == row_.end() || id.size() <= kProvider || !chars.ends_with(AsChars(it->data))) {
      return false;
    }
    const std::string_view head = chars.substr(0, chars.size() - it->data.size());
    return head.substr(kProvider).starts_with(AsChars(mapi::kMuidOneOff)) &&
           head.ends_with(kWideSmtp);
  }

  void CheckSearchKey(ByteView data) {
    if (data.empty() || IsUsualKey(AsChars(data))) return;
    const auto key = ReadSearchKey(data, ansi_);
    if (!key) return Doubt("its search key is not understood");
    Check(key->type, key->address, "search key");
  }

  void CheckId(const AutocompleteProperty& property) {
    const bool is_copy = property.id() != kPrEntryId;
    if (is_copy && property.data.empty()) return;
    if (!property.data.empty() && Equal(property.data, checked_id_)) return;
    checked_id_ = property.data;
    if (IsUsualId(property.data)) return;
    const RecipientId id = ReadRecipientId(property.data);
    switch (id.kind) {
      case RecipientId::Kind::kBook: {
        const auto dn = AnsiText(id.book.dn, ansi_);
        return dn ? Check(kTypeExchange, *dn, "entry id") : NeedsCodePage("entry id");
      }
      case RecipientId::Kind::kOneOff: {
        const bool unicode = (id.one_off.flags & kOneOffUnicode) != 0;
        const auto address = unicode ? id.one_off.address : AnsiText(id.one_off.address, ansi_);
        return address ? Check(id.one_off.address_type, *address, "entry id")
                       : NeedsCodePage("entry id");
      }
      case RecipientId::Kind::kContact:
        return;
      case RecipientId::Kind::kOther:
        return Doubt(is_copy ? "a copy of its entry id is not understood"
                             : "its entry id is not understood");
    }
  }

  const NicknameProperties row_;
  const AnsiPage& ansi_;
  NicknameRecipient read_;
  ByteView checked_id_;  // the last one; most rows have it three times
};

}  // namespace

std::optional<std::string> NicknameText(NicknameProperties row, uint16_t id, const AnsiPage& ansi) {
  for (const AutocompleteProperty& property : row) {
    if (property.id() != id || !IsString(property)) continue;
    if (auto text = TextIn(property, ansi)) return text;
  }
  return std::nullopt;
}

std::optional<NicknameRecipient> ReadNicknameRow(NicknameProperties row, const AnsiPage& ansi) {
  return RowReader(row, ansi).Run();
}

}  // namespace repoint
