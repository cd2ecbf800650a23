#include "mapi/legacy_dn.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace repoint::mapi {
namespace {

constexpr std::string_view kServers = "/cn=Servers/cn=";
constexpr std::string_view kSmtpPrefix = "SMTP:";
constexpr std::string_view kMigrateMarker = "--migrate--";

// Where the name that begins at `start` ends: at the next slash or with the text.
size_t NameEnd(std::string_view dn, size_t start) {
  return std::min(dn.find('/', start), dn.size());
}

// End of the name at `start` if it is "<prefix>something", for example "/ou=HQ"; npos if it is not.
size_t MatchName(std::string_view dn, size_t start, std::string_view prefix) {
  if (start >= dn.size() || !StartsWithFolded(dn.substr(start), prefix)) return std::string::npos;
  const size_t value = start + prefix.size();
  const size_t end = NameEnd(dn, value);
  return end > value ? end : std::string::npos;
}

// The server's name in a server DN, as a range.
struct Range {
  size_t begin;
  size_t end;
};
std::optional<Range> FindServerName(std::string_view dn) {
  const size_t found = FindFolded(dn, kServers);
  if (found == std::string_view::npos) return std::nullopt;
  const size_t begin = found + kServers.size();
  const size_t end = NameEnd(dn, begin);
  if (begin == end) return std::nullopt;
  return Range{begin, end};
}

std::string_view WithoutSmtpPrefix(std::string_view address) {
  if (StartsWithFolded(address, kSmtpPrefix)) address.remove_prefix(kSmtpPrefix.size());
  return address;
}

bool IsHexDigit(char c) {
  return (c >= '0' && c <= '9') || (FoldAscii(c) >= 'a' && FoldAscii(c) <= 'f');
}

bool IsGuid(std::string_view text) {
  constexpr size_t kDigits = 32;
  constexpr size_t kDashed = 36;
  if (text.size() != kDigits && text.size() != kDashed) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = text.size() == kDashed && (i == 8 || i == 13 || i == 18 || i == 23);
    if (dash ? text[i] != '-' : !IsHexDigit(text[i])) return false;
  }
  return true;
}

// Neither part of an address or server name holds these, nor control characters; display names and
// DNs do.
constexpr auto kForbidden = [] {
  std::array<bool, 256> forbidden{};
  for (size_t c = 0; c <= ' '; ++c) forbidden[c] = true;
  for (const unsigned char c : std::string_view("/\\()<>[]\",;:\x7f")) forbidden[c] = true;
  return forbidden;
}();

bool IsAddressText(std::string_view text) {
  return std::ranges::none_of(text,
                              [](char c) { return kForbidden[static_cast<unsigned char>(c)]; });
}

}  // namespace

bool LooksLikeDn(std::string_view text) {
  const size_t organization = MatchName(text, 0, "/o=");
  if (organization == std::string_view::npos) return false;
  const size_t equals = text.find('=', organization);
  // "/<attribute>=<value>"
  return equals != std::string_view::npos && equals > organization + 1 &&
         equals < NameEnd(text, organization + 1) && NameEnd(text, equals + 1) > equals + 1;
}

bool LooksLikeSmtp(std::string_view text) {
  text = WithoutSmtpPrefix(text);
  const size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos && IsAddressText(text);
}

bool LooksLikeGuidServer(std::string_view text) {
  const size_t at = text.find('@');
  return at != std::string_view::npos && IsGuid(text.substr(0, at)) && LooksLikeSmtp(text);
}

std::optional<std::string> DnOrganization(std::string_view dn) {
  const size_t end = MatchName(dn, 0, "/o=");
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(dn.substr(0, end));
}

std::optional<std::string> DnSite(std::string_view dn) {
  const size_t organization = MatchName(dn, 0, "/o=");
  if (organization == std::string_view::npos) return std::nullopt;
  const size_t end = MatchName(dn, organization, "/ou=");
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(dn.substr(0, end));
}

std::optional<std::string> ServerDn(std::string_view mailbox_dn, std::string_view server) {
  std::optional<std::string> dn = DnSite(mailbox_dn);
  if (!dn || server.empty()) return std::nullopt;
  return dn->append("/cn=Configuration").append(kServers).append(server);
}

std::optional<std::string> WithServerName(std::string_view server_dn, std::string_view server) {
  const std::optional<Range> name = FindServerName(server_dn);
  if (!name || server.empty()) return std::nullopt;
  std::string dn(server_dn.substr(0, name->begin));
  return dn.append(server).append(server_dn.substr(name->end));
}

std::optional<std::string> ServerDnTail(std::string_view server_dn) {
  const std::optional<Range> name = FindServerName(server_dn);
  if (!name) return std::nullopt;
  return std::string(server_dn.substr(name->end));
}

std::optional<std::string> ServerDnName(std::string_view server_dn) {
  const std::optional<Range> name = FindServerName(server_dn);
  if (!name) return std::nullopt;
  return std::string(server_dn.substr(name->begin, name->end - name->begin));
}

std::string_view BareSmtp(std::string_view address) {
  address = WithoutSmtpPrefix(address);
  if (StartsWithFolded(address, kMigrateMarker)) address.remove_prefix(kMigrateMarker.size());
  return address;
}

}  // namespace repoint::mapi
