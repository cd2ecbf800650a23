#include "console/ldap_entry.h"

#include <fmt/core.h>
#include <ldap.h>

#include <algorithm>

#include "base/text.h"
#include "mapi/legacy_dn.h"

namespace repoint::console {
namespace {

constexpr size_t kLongestText = 4096;
constexpr size_t kMostSubAuthorities = 15;
constexpr size_t kMostProxies = 1500;  // what Active Directory sends at most by default

}  // namespace

void LdapEntry::Add(std::string_view attribute, std::string value) {
  values_[FoldAscii(attribute.substr(0, attribute.find(';')))].push_back(std::move(value));
}

const std::vector<std::string>& LdapEntry::Values(std::string_view attribute) const {
  static const std::vector<std::string> kNone;
  const auto found = values_.find(FoldAscii(attribute));
  return found == values_.end() ? kNone : found->second;
}

std::string_view LdapEntry::Value(std::string_view attribute) const {
  const std::vector<std::string>& values = Values(attribute);
  return values.empty() ? std::string_view() : values.front();
}

std::string LdapEntry::Text(std::string_view attribute) const {
  return CleanText(Value(attribute));
}

std::string CleanText(std::string_view value) {
  if (value.size() > kLongestText || !IsUtf8(value)) return {};
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::ranges::any_of(value, is_control)) return {};
  return std::string(Trim(value));
}

std::string GuidText(ByteView bytes) {
  constexpr size_t kSize = 16;
  if (bytes.size() != kSize) return {};
  ByteReader reader(bytes);
  const uint32_t first = reader.U32();
  const uint16_t second = reader.U16();
  const uint16_t third = reader.U16();
  const std::string rest = HexEncode(reader.Rest());
  return fmt::format("{:08x}-{:04x}-{:04x}-{}-{}", first, second, third, rest.substr(0, 4),
                     rest.substr(4));
}

std::string SidText(ByteView bytes) {
  ByteReader reader(bytes);
  const uint8_t revision = reader.U8();
  const size_t count = reader.U8();
  uint64_t authority = 0;
  for (const uint8_t byte : reader.Take(6)) authority = authority << 8 | byte;  // big-endian
  if (!reader.ok() || revision != 1 || count > kMostSubAuthorities) return {};
  std::string text = authority >> 32 == 0 ? fmt::format("S-1-{}", authority)
                                          : fmt::format("S-1-0x{:012X}", authority);
  for (size_t i = 0; i < count; ++i) text += fmt::format("-{}", reader.U32());
  return reader.ok() && reader.AtEnd() ? text : std::string();
}

std::string SlashDn(const std::string& dn) {
  const std::string clean = CleanText(dn);
  LDAPDN names = nullptr;
  if (clean.empty() || ldap_str2dn(clean.c_str(), &names, LDAP_DN_FORMAT_LDAP) != LDAP_SUCCESS) {
    return {};
  }
  std::string text;
  size_t count = 0;
  while (names != nullptr && names[count] != nullptr) ++count;
  for (size_t i = count; i-- > 0;) {
    const LDAPRDN name = names[i];
    if (name[0] == nullptr || name[1] != nullptr) {
      text.clear();
      break;
    }
    const berval& attribute = name[0]->la_attr;
    const berval& value = name[0]->la_value;
    text += fmt::format("/{}={}", std::string_view(attribute.bv_val, attribute.bv_len),
                        std::string_view(value.bv_val, value.bv_len));
  }
  ldap_dnfree(names);
  return CleanText(text);  // an escape may stand for any byte
}

bool SetServer(DirectoryObject& object, std::string_view server_dn) {
  const auto name = mapi::ServerDnName(server_dn);
  if (!name) return false;
  const size_t tail = mapi::ServerDnTail(server_dn)->size();
  object.server = *name;
  if (mapi::LooksLikeDn(server_dn)) {
    object.server_dn = server_dn.substr(0, server_dn.size() - tail);
  }
  return true;
}

void AddProxy(DirectoryObject& object, std::string_view type, std::string_view address) {
  std::string proxy;
  if (EqualsFolded(type, "smtp") && !EqualsFolded(address, object.smtp)) proxy = "smtp:";
  if (EqualsFolded(type, "x500")) proxy = "X500:";
  if (proxy.empty() || address.empty() || object.proxies.size() >= kMostProxies) return;
  proxy += address;
  if (std::ranges::find(object.proxies, proxy) == object.proxies.end()) {
    object.proxies.push_back(std::move(proxy));
  }
}

}  // namespace repoint::console
