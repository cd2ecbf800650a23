#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "mapi/legacy_dn.h"
#include "mapi/tags.h"
#include "update/nickname_parts.h"
#include "update/nickname_row.h"

namespace repoint {
namespace {

using mapi::AutocompleteProperty;
using mapi::TextForm;

// Type, address, SMTP address, search key, three entry ids.
constexpr size_t kUsualChanges = 7;

constexpr std::string_view kSmtpPrefix = "SMTP:";

// Of a new one-off entry id, as Outlook itself makes them (mfcmapi's vectors): Unicode, not to be
// looked up again, no rich text.
constexpr uint16_t kOneOffFlags = 0x1001 | kOneOffUnicode;

std::string Upper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return upper;
}

std::unexpected<Error> Misfit(std::string_view text, const AnsiPage& ansi) {
  return Fail(ErrorCode::kUnsupported,
              ansi ? fmt::format("\"{}\" has characters that code page {} does not have", text,
                                 ansi->number())
                   : fmt::format("\"{}\" in ANSI text is not ASCII; give -CodePage", text));
}

// Gives one row its new address, property by property.
class RowWriter {
 public:
  RowWriter(NicknameProperties row, const NicknameRecipient& recipient, const NewAddress& now,
            const AnsiPage& ansi)
      : row_(row),
        recipient_(recipient),
        to_exchange_(!now.dn.empty()),
        address_(to_exchange_ ? now.dn : KeepingPrefix(recipient.address, now.smtp)),
        smtp_(now.smtp.empty() ? std::string(mapi::BareSmtp(recipient.smtp)) : now.smtp),
        ansi_(ansi) {}

  Result<NewData> Run() {
    changes_.reserve(kUsualChanges);
    for (size_t i = 0; i < row_.size(); ++i) {
      REPOINT_ASSIGN(auto data, DataOf(row_[i]));
      if (data && !Equal(*data, row_[i].data)) changes_.emplace_back(i, std::move(*data));
    }
    return std::move(changes_);
  }

 private:
  static std::string KeepingPrefix(std::string_view old, std::string_view address) {
    const bool has = StartsWithFolded(old, kSmtpPrefix);
    return std::string(has ? old.substr(0, kSmtpPrefix.size()) : "") + std::string(address);
  }
  std::string_view type() const { return to_exchange_ ? kTypeExchange : kTypeSmtp; }
  std::string_view bare_address() const {
    return to_exchange_ || !StartsWithFolded(address_, kSmtpPrefix)
               ? std::string_view(address_)
               : std::string_view(address_).substr(kSmtpPrefix.size());
  }

  // nullopt: it stays.
  Result<std::optional<Bytes>> DataOf(const AutocompleteProperty& property) {
    if (IsString(property)) {
      if (property.id() == kPrAddressType) return Text(property, type());
      if (property.id() == kPrEmailAddress) return Text(property, address_);
      if (property.id() == kPrSmtpAddress && !recipient_.smtp.empty()) {
        return Text(property, KeepingPrefix(recipient_.smtp, smtp_));
      }
    }
    if (property.type() != mapi::kPtBinary || property.data.empty()) return std::nullopt;
    if (property.id() == kPrSearchKey) return Key(property);
    if (!IsRecipientId(property)) return std::nullopt;
    // Most rows have the same id three times.
    if (!id_ || !Equal(id_->first, property.data)) {
      REPOINT_ASSIGN(auto now, Id(property.data));
      id_ = {property.data, std::move(now)};
    }
    return id_->second;
  }

  Result<std::optional<Bytes>> Text(const AutocompleteProperty& property, std::string_view text) {
    const auto old = TextIn(property, ansi_);
    if (property.data.empty() || !old || EqualsFolded(*old, text)) return std::nullopt;
    auto decoded = mapi::DecodeText(property.data, FormOf(property));
    auto raw = mapi::TextFromUtf8(text, FormOf(property), ansi_);
    if (!raw) return Misfit(text, ansi_);
    decoded->raw = std::move(*raw);
    return mapi::EncodeText(*decoded);
  }

  Result<Bytes> Ansi(std::string_view text) const {
    auto bytes = mapi::TextFromUtf8(text, TextForm::kAnsi, ansi_);
    if (!bytes) return Misfit(text, ansi_);
    return std::move(*bytes);
  }

  Result<std::optional<Bytes>> Key(const AutocompleteProperty& property) const {
    const auto old = ReadSearchKey(property.data, ansi_);
    const bool same = EqualsFolded(old->type, type()) && EqualsFolded(old->address, bare_address());
    if (same) return std::nullopt;
    REPOINT_ASSIGN(const Bytes text, Ansi(fmt::format("{}:{}", type(), Upper(bare_address()))));
    return ByteWriter().Put(text).Zeros(old->terminators).Release();
  }

  Result<std::optional<Bytes>> Id(ByteView old) const {
    RecipientId id = ReadRecipientId(old);
    switch (id.kind) {
      case RecipientId::Kind::kBook:
        if (!to_exchange_) return NewOneOff();
        return Book(std::move(id.book));
      case RecipientId::Kind::kOneOff:
        return OneOff(std::move(id.one_off));
      case RecipientId::Kind::kContact:
        // The contact itself has the old address: the row no longer points at it.
        if (EqualsFolded(recipient_.address, address_)) return std::nullopt;
        if (to_exchange_) return Book({});
        return NewOneOff();
      case RecipientId::Kind::kOther:
        break;
    }
    return Fail(ErrorCode::kUnsupported, "its entry id is not understood");
  }

  Result<std::optional<Bytes>> Book(mapi::AddressBookEntryId id) const {
    REPOINT_ASSIGN(const Bytes dn, Ansi(address_));
    if (EqualsFolded(id.dn, AsChars(dn))) return std::nullopt;
    id.dn = AsChars(dn);
    return mapi::EncodeAddressBookEntryId(id);
  }

  Result<std::optional<Bytes>> OneOff(mapi::OneOffEntryId id) const {
    const bool unicode = (id.flags & kOneOffUnicode) != 0;
    std::string address(bare_address());
    if (!unicode) {
      REPOINT_ASSIGN(const Bytes bytes, Ansi(address));
      address = AsChars(bytes);
    }
    if (EqualsFolded(id.address_type, type()) && EqualsFolded(id.address, address)) {
      return std::nullopt;
    }
    if (!EqualsFolded(id.address_type, type())) id.address_type = type();
    id.address = std::move(address);
    return mapi::EncodeOneOffEntryId(id);
  }

  // In the encoding of the row's display name, else of its address.
  Result<std::optional<Bytes>> NewOneOff() const {
    mapi::OneOffEntryId id;
    id.address_type = kTypeSmtp;
    const AutocompleteProperty* name = Find(kPrDisplayName);
    const AutocompleteProperty* like = name != nullptr ? name : Find(kPrEmailAddress);
    const bool unicode = like == nullptr || like->type() == mapi::kPtUnicode;
    id.flags = unicode ? kOneOffFlags : kOneOffFlags & ~kOneOffUnicode;
    id.address = bare_address();
    if (!unicode) {
      REPOINT_ASSIGN(const Bytes bytes, Ansi(bare_address()));
      id.address = AsChars(bytes);
    }
    id.name = name == nullptr ? id.address : RawName(*name).value_or(id.address);
    return mapi::EncodeOneOffEntryId(id);
  }

  // As one-off ids hold names: UTF-8, or the ANSI bytes.
  static std::optional<std::string> RawName(const AutocompleteProperty& property) {
    const auto text = mapi::DecodeText(property.data, FormOf(property));
    if (!text || text->raw.empty()) return std::nullopt;
    if (text->form == TextForm::kUtf16) return Utf8FromUtf16Bytes(text->raw);
    return std::string(AsChars(text->raw));
  }

  const AutocompleteProperty* Find(uint16_t id) const {
    const auto it = std::ranges::find_if(row_, [&](const AutocompleteProperty& property) {
      return property.id() == id && IsString(property);
    });
    return it == row_.end() ? nullptr : &*it;
  }

  const NicknameProperties row_;
  const NicknameRecipient& recipient_;
  const bool to_exchange_;
  const std::string address_;
  const std::string smtp_;
  const AnsiPage& ansi_;
  NewData changes_;
  std::optional<std::pair<ByteView, std::optional<Bytes>>> id_;  // the last one, and what it became
};

}  // namespace

Result<NewData> ReaddressRow(NicknameProperties row, const NicknameRecipient& recipient,
                             const NewAddress& now, const AnsiPage& ansi) {
  return RowWriter(row, recipient, now, ansi).Run();
}

}  // namespace repoint
