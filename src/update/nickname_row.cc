#include "update/nickname_row.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "list/row.h"
#include "mapi/entry_id.h"
#include "mapi/legacy_dn.h"
#include "mapi/tags.h"
#include "mapi/values.h"

namespace repoint {
namespace {

using mapi::AutocompleteProperty;
using mapi::TextForm;

constexpr std::string_view kExchange = "EX";
constexpr std::string_view kSmtp = "SMTP";
constexpr std::string_view kSmtpPrefix = "SMTP:";

// The entry id, and where Outlook keeps copies of it (seen in mfcmapi's vectors).
constexpr std::array<uint16_t, 3> kIdProperties = {0x0fff, 0x0ff9, 0x5ff7};

// Of a new one-off entry id, as Outlook itself makes them (mfcmapi's vectors): Unicode, not to be
// looked up again, no rich text.
constexpr uint16_t kOneOffFlags = 0x9001;
constexpr uint16_t kOneOffUnicode = 0x8000;

// Windows' address book wraps an entry of a contact folder.
constexpr mapi::Uid kMuidWab = {0xc0, 0x91, 0xad, 0xd3, 0x51, 0x9d, 0xcf, 0x11,
                                0xa4, 0xa9, 0x00, 0xaa, 0x00, 0x47, 0xfa, 0xa4};

bool IsString(const AutocompleteProperty& property) {
  return property.type() == mapi::kPtString8 || property.type() == mapi::kPtUnicode;
}

TextForm FormOf(const AutocompleteProperty& property) {
  return property.type() == mapi::kPtUnicode ? TextForm::kUtf16 : TextForm::kAnsi;
}

// nullopt: no terminator, a zero inside, half a character, or ANSI that needs a code page.
std::optional<std::string> TextIn(const AutocompleteProperty& property, const AnsiPage& ansi) {
  if (property.data.empty()) return "";
  const auto text = mapi::DecodeText(property.data, FormOf(property));
  if (!text || text->terminators == 0) return std::nullopt;
  return mapi::TextToUtf8(text->raw, text->form, ansi);
}

std::string Upper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return upper;
}

bool SameAddress(bool is_exchange, std::string_view a, std::string_view b) {
  return is_exchange ? EqualsFolded(a, b) : list::SmtpKey(a) == list::SmtpKey(b);
}

// An entry id of a recipient, as far as it is understood.
struct RecipientId {
  enum class Kind { kBook, kOneOff, kContact, kOther };
  Kind kind = Kind::kOther;
  mapi::AddressBookEntryId book{};
  mapi::OneOffEntryId one_off{};
};

RecipientId ReadId(ByteView bytes) {
  ByteReader in(bytes);
  in.U32();
  mapi::Uid provider{};
  const ByteView uid = in.Take(provider.size());
  if (!in.ok()) return {};
  std::ranges::copy(uid, provider.begin());
  if (provider == mapi::kMuidContab || provider == kMuidWab) return {RecipientId::Kind::kContact};
  if (provider == mapi::kMuidOneOff) {
    auto one_off = mapi::DecodeOneOffEntryId(bytes);
    if (!one_off) return {};
    return {RecipientId::Kind::kOneOff, {}, std::move(*one_off)};
  }
  // From Outlook 2010 on each account's address book has a uid of its own.
  auto book = mapi::DecodeAddressBookEntryId(bytes, provider);
  if (!book || !mapi::LooksLikeDn(book->dn)) return {};
  return {RecipientId::Kind::kBook, std::move(*book), {}};
}

std::optional<std::string> AnsiText(std::string_view bytes, const AnsiPage& ansi) {
  return mapi::TextToUtf8(ToBytes(bytes), TextForm::kAnsi, ansi);
}

// "TYPE:ADDRESS" and its zero bytes.
struct SearchKey {
  std::string type, address;
  size_t terminators = 0;
};

std::optional<SearchKey> ReadSearchKey(ByteView data, const AnsiPage& ansi) {
  const auto text = mapi::DecodeText(data, TextForm::kAnsi);
  if (!text) return std::nullopt;
  const auto utf8 = mapi::TextToUtf8(text->raw, TextForm::kAnsi, ansi);
  const size_t colon = utf8 ? utf8->find(':') : std::string::npos;
  if (colon == std::string::npos) return std::nullopt;
  return SearchKey{utf8->substr(0, colon), utf8->substr(colon + 1), text->terminators};
}

class RowReader {
 public:
  RowReader(NicknameProperties row, const AnsiPage& ansi) : row_(row), ansi_(ansi) {}

  std::optional<NicknameRecipient> Run() {
    const auto type = ReadType();
    if (!type) return std::nullopt;
    read_.is_exchange = EqualsFolded(*type, kExchange);
    read_.address = TextOf(kPrEmailAddress, "address");
    Name(read_.address);
    const bool fits =
        read_.is_exchange ? mapi::LooksLikeDn(read_.address) : mapi::LooksLikeSmtp(read_.address);
    if (!fits) Doubt("its address is not of its address type");
    ReadSmtp();
    for (const AutocompleteProperty& property : row_) {
      if (property.type() != mapi::kPtBinary) continue;
      if (property.id() == kPrSearchKey) CheckSearchKey(property.data);
      if (std::ranges::find(kIdProperties, property.id()) != kIdProperties.end()) {
        CheckId(property);
      }
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
      return std::string(kSmtp);
    }
    if (!EqualsFolded(type, kExchange) && !EqualsFolded(type, kSmtp)) return std::nullopt;
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
    return found.value_or("");
  }

  void Name(const std::string& text) {
    const bool is_dn = mapi::LooksLikeDn(text);
    if (!is_dn && !mapi::LooksLikeSmtp(text)) return;
    std::vector<std::string>& names = is_dn ? read_.dns : read_.addresses;
    const bool known = std::ranges::any_of(
        names, [&](const std::string& name) { return EqualsFolded(name, text); });
    if (!known) names.push_back(text);
  }

  void ReadSmtp() {
    const std::string smtp = TextOf(kPrSmtpAddress, "SMTP address");
    if (!mapi::LooksLikeSmtp(smtp)) return;
    read_.smtp = smtp;
    Name(smtp);
    if (!read_.is_exchange && !SameAddress(false, smtp, read_.address)) {
      Doubt("its SMTP address is not its address");
    }
  }

  void Check(std::string_view type, const std::string& address, std::string_view what) {
    Name(address);
    if (!EqualsFolded(type, read_.is_exchange ? kExchange : kSmtp) ||
        !SameAddress(read_.is_exchange, address, read_.address)) {
      Doubt(fmt::format("its {} names somebody else", what));
    }
  }

  void CheckSearchKey(ByteView data) {
    if (data.empty()) return;
    const auto key = ReadSearchKey(data, ansi_);
    if (!key) return Doubt("its search key is not understood");
    Check(key->type, key->address, "search key");
  }

  void CheckId(const AutocompleteProperty& property) {
    const bool is_copy = property.id() != kIdProperties.front();
    if (is_copy && property.data.empty()) return;
    const RecipientId id = ReadId(property.data);
    switch (id.kind) {
      case RecipientId::Kind::kBook: {
        const auto dn = AnsiText(id.book.dn, ansi_);
        return dn ? Check(kExchange, *dn, "entry id") : NeedsCodePage("entry id");
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
};

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
  std::string_view type() const { return to_exchange_ ? kExchange : kSmtp; }
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
    if (std::ranges::find(kIdProperties, property.id()) == kIdProperties.end()) return std::nullopt;
    return Id(property.data);
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
    RecipientId id = ReadId(old);
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
        return std::nullopt;
    }
    return std::nullopt;
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
    id.address_type = kSmtp;
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

Result<NewData> ReaddressRow(NicknameProperties row, const NicknameRecipient& recipient,
                             const NewAddress& now, const AnsiPage& ansi) {
  return RowWriter(row, recipient, now, ansi).Run();
}

}  // namespace repoint
