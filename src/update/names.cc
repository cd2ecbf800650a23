#include "update/names.h"

#include <algorithm>

#include "base/text.h"
#include "mapi/legacy_dn.h"
#include "profile/bindings.h"

namespace repoint {
namespace {

constexpr std::string_view kMigrateMarker = "--migrate--";

bool Holds(const std::vector<std::string>& names, std::string_view folded) {
  return std::ranges::find(names, folded) != names.end();
}

void AddOnce(std::vector<std::string>& names, std::string name) {
  if (!name.empty() && !Holds(names, name)) names.push_back(std::move(name));
}

// Text as a sequence of units, one or two bytes each, so that one search serves ANSI and UTF-16.
class Units {
 public:
  Units(ByteView bytes, size_t width) : bytes_(bytes), width_(width) {}

  // The unit at a byte offset; 0 (a terminator) outside.
  char16_t At(size_t offset) const {
    if (offset + width_ > bytes_.size()) return 0;
    return width_ == 1 ? bytes_[offset]
                       : static_cast<char16_t>(bytes_[offset] | bytes_[offset + 1] << 8);
  }
  char16_t Before(size_t offset) const { return offset < width_ ? 0 : At(offset - width_); }
  char16_t BeforeThat(size_t offset) const {
    return offset < 2 * width_ ? 0 : At(offset - 2 * width_);
  }
  size_t width() const { return width_; }

 private:
  ByteView bytes_;
  size_t width_;
};

// Letters beyond ASCII count in UTF-16 only: beside ANSI text stands whatever the structure around
// it holds.
bool IsNameUnit(char16_t c, size_t width) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (width == 2 && c >= 0xC0 && c <= 0x52F);
}

bool TouchesName(char16_t c, size_t width) {
  return IsNameUnit(c, width) || c == '-' || c == '_' || c == '@';
}

bool IsWholeHost(const Units& units, size_t begin, size_t end) {
  const size_t width = units.width();
  const char16_t before = units.Before(begin);
  const char16_t after = units.At(end);
  if (TouchesName(before, width) || TouchesName(after, width)) return false;
  if (before == '.' && IsNameUnit(units.BeforeThat(begin), width)) return false;
  return !(after == '.' && IsNameUnit(units.At(end + width), width));
}

bool IsWholeDn(const Units& units, size_t, size_t end) {
  static constexpr std::u16string_view kEnds = u"/;\"<>|\t\r\n";
  const char16_t after = units.At(end);
  return after == 0 || kEnds.find(after) != std::u16string_view::npos;
}

using WholeCheck = bool (*)(const Units&, size_t, size_t);

// Offset of the first whole occurrence of `pattern` in `folded` from `from` on; npos when there is
// none.
size_t FindWhole(ByteView folded, ByteView pattern, size_t width, WholeCheck whole,
                 size_t from = 0) {
  const Units units(folded, width);
  while (true) {
    const size_t begin = AsChars(folded).find(AsChars(pattern), from);
    if (begin == std::string::npos) return begin;
    if (whole(units, begin, begin + pattern.size())) return begin;
    from = begin + 1;
  }
}

Bytes Folded(ByteView data) {
  Bytes folded = ToBytes(data);
  for (uint8_t& byte : folded) byte = static_cast<uint8_t>(FoldAscii(static_cast<char>(byte)));
  return folded;
}

std::vector<std::string> TargetServers(const list::Row& row) {
  return {FoldAscii(row.target_server), FoldAscii(row.target_server_fqdn),
          FoldAscii(row.target_public_server), FoldAscii(row.target_proxy),
          FoldAscii(mapi::ServerDnName(row.target_server_dn).value_or(""))};
}

struct ServerValue {
  uint16_t id;
  bool is_dn;
};
constexpr ServerValue kServerValues[] = {{0x6602, false}, {0x6608, false}, {0x660c, false},
                                         {0x662a, false}, {0x662b, false}, {0x6612, true},
                                         {0x6614, true}};

void AddServer(std::string_view server, const std::vector<std::string>& targets,
               SourceNames& names) {
  std::string folded = FoldAscii(server);
  if (folded.size() < 2 || Holds(targets, folded)) return;
  AddOnce(names.servers, std::move(folded));
}

}  // namespace

bool SourceNames::HasDn(std::string_view dn) const { return Holds(dns, FoldAscii(dn)); }

bool SourceNames::HasAddress(std::string_view address) const {
  return Holds(addresses, FoldAscii(mapi::BareSmtp(address)));
}

bool SourceNames::HasServer(std::string_view server) const {
  return Holds(servers, FoldAscii(server));
}

bool SourceNames::HasAnsiDn(std::string_view bytes) const {
  const auto dn = mapi::TextToUtf8(ToBytes(bytes), mapi::TextForm::kAnsi, ansi);
  return dn && HasDn(*dn);
}

void SourceNames::Add(const SourceNames& other) {
  for (const auto& name : other.dns) AddOnce(dns, name);
  for (const auto& name : other.addresses) AddOnce(addresses, name);
  for (const auto& name : other.servers) AddOnce(servers, name);
}

SourceNames NamesOfRow(const list::Row& first, const list::Row& last) {
  SourceNames names;
  const std::string target_dn = FoldAscii(last.target_dn);
  const std::string target_smtp = FoldAscii(mapi::BareSmtp(last.target_smtp));
  const auto add_dn = [&](std::string_view dn) {
    if (std::string folded = FoldAscii(dn); folded != target_dn) AddOnce(names.dns, folded);
  };
  const auto add_address = [&](std::string_view address) {
    std::string folded = FoldAscii(mapi::BareSmtp(address));
    if (folded != target_smtp) AddOnce(names.addresses, std::move(folded));
  };
  add_dn(first.source_dn);
  add_address(first.source_smtp);
  for (const std::string& proxy : first.proxies) {
    if (StartsWithFolded(proxy, "x500:")) {
      add_dn(std::string_view(proxy).substr(5));
    } else if (mapi::LooksLikeDn(proxy)) {
      add_dn(proxy);
    } else if (mapi::LooksLikeSmtp(proxy)) {
      add_address(proxy);
    }
  }
  AddServer(first.source_server, TargetServers(last), names);
  return names;
}

void AddServersOfSection(const Profile& profile, std::string_view section_name,
                         const list::Row& last, SourceNames& names) {
  const KeyTree* section = profile.Section(section_name);
  if (section == nullptr) return;
  const std::vector<std::string> targets = TargetServers(last);
  for (const ServerValue& value : kServerValues) {
    const std::string text = TextProp(*section, value.id, profile.ansi).value_or("");
    AddServer(value.is_dn ? mapi::ServerDnName(text).value_or("") : text, targets, names);
  }
  for (const std::string& host : BindingHosts(*section)) AddServer(host, targets, names);
}

void AddServersOfAccount(const Profile& profile, const ExchangeAccount& account,
                         const list::Row& last, SourceNames& names) {
  AddServersOfSection(profile, account.settings, last, names);
  for (const Store& store : account.stores) {
    if (store.role == StoreRole::kPrivate) AddServersOfSection(profile, store.section, last, names);
  }
  for (const std::string& transport : account.transports) {
    AddServersOfSection(profile, transport, last, names);
  }
}

NameSearch::NameSearch(const SourceNames& names) {
  for (const std::string& dn : names.dns) Add(dn, Kind::kDn, names.ansi);
  for (const std::string& address : names.addresses) Add(address, Kind::kAddress, names.ansi);
  for (const std::string& server : names.servers) Add(server, Kind::kServer, names.ansi);
}

void NameSearch::Add(const std::string& name, Kind kind, const AnsiPage& ansi) {
  names_.push_back({name, kind == Kind::kDn, {}});
  std::vector<std::string> forms{name};
  if (kind == Kind::kAddress) forms.push_back(std::string(kMigrateMarker) + name);
  for (const std::string& form : forms) {
    if (const auto narrow = mapi::TextFromUtf8(form, mapi::TextForm::kAnsi, ansi)) {
      names_.back().patterns.push_back({Folded(*narrow), 1});
    }
    names_.back().patterns.push_back({Utf16Bytes(form), 2});
  }
}

std::vector<std::string> NameSearch::Find(ByteView data) const {
  std::vector<std::string> found;
  const Bytes folded = Folded(data);
  for (const Name& name : names_) {
    const WholeCheck whole = name.is_dn ? IsWholeDn : IsWholeHost;
    if (std::ranges::any_of(name.patterns, [&](const Pattern& pattern) {
          return FindWhole(folded, pattern.bytes, pattern.width, whole) != std::string::npos;
        })) {
      found.push_back(name.text);
    }
  }
  return found;
}

std::optional<std::string> ReplaceAddresses(std::string_view text, const SourceNames& names,
                                            std::string_view replacement) {
  std::string result(text);
  bool replaced = false;
  for (const std::string& address : names.addresses) {
    for (const std::string& form : {std::string(kMigrateMarker) + address, address}) {
      size_t from = 0;
      while (true) {
        const Bytes folded = Folded(AsBytes(result));
        const size_t at = FindWhole(folded, AsBytes(form), 1, IsWholeHost, from);
        if (at == std::string::npos) break;
        result.replace(at, form.size(), replacement);
        from = at + replacement.size();
        replaced = true;
      }
    }
  }
  if (!replaced) return std::nullopt;
  return result;
}

}  // namespace repoint
