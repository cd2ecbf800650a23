#include "list/row.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "list/fields.h"
#include "mapi/legacy_dn.h"

namespace repoint::list {
namespace {

constexpr std::array kCompared = {
    &Row::source_dn,        &Row::source_smtp,          &Row::target_dn,
    &Row::target_smtp,      &Row::target_server,        &Row::target_server_fqdn,
    &Row::target_server_dn, &Row::target_public_server, &Row::target_proxy,
};

void Add(std::vector<Key>& keys, Key key) {
  for (const Key& known : keys) {
    if (known == key) return;
  }
  keys.push_back(std::move(key));
}

Key KeyOf(const KeyField& field) { return (field.is_dn ? "dn:" : "smtp:") + FoldAscii(field.text); }

}  // namespace

bool operator==(const Row& a, const Row& b) {
  for (const auto member : kCompared) {
    if (!EqualsFolded(a.*member, b.*member)) return false;
  }
  return true;
}

std::string RowPlace(const Row& row) {
  return row.line ? fmt::format("line {}", row.line) : fmt::format("byte {}", row.offset);
}

std::string RowName(const Row& row) {
  std::string name;
  for (const auto member : {&Row::source_dn, &Row::source_smtp, &Row::display_name, &Row::target_dn,
                            &Row::target_smtp}) {
    if (name.empty()) name = row.*member;
  }
  std::ranges::replace_if(name, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
  return name;
}

Key DnKey(std::string_view dn) { return KeyOf(DnField(dn)); }

Key SmtpKey(std::string_view address) { return KeyOf(SmtpField(address)); }

std::vector<Key> SourceKeys(const Row& row) {
  std::vector<Key> keys;
  if (!row.source_dn.empty()) Add(keys, DnKey(row.source_dn));
  if (!row.source_smtp.empty()) Add(keys, SmtpKey(row.source_smtp));
  for (const std::string& proxy : row.proxies) {
    if (const auto field = ProxyField(proxy)) Add(keys, KeyOf(*field));
  }
  return keys;
}

std::vector<Key> TargetKeys(const Row& row) {
  std::vector<Key> keys;
  if (!row.target_dn.empty()) Add(keys, DnKey(row.target_dn));
  if (!row.target_smtp.empty()) Add(keys, SmtpKey(row.target_smtp));
  return keys;
}

}  // namespace repoint::list
