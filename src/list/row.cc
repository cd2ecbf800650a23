#include "list/row.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <unordered_set>

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

// Keys in order, each once. Few are compared one by one; a row with thousands of proxies must not
// cost the square of them.
class KeySet {
 public:
  void Add(Key key) {
    if (keys_.size() == kFew) seen_.insert(keys_.begin(), keys_.end());
    const bool known = keys_.size() < kFew ? std::ranges::find(keys_, key) != keys_.end()
                                           : !seen_.insert(key).second;
    if (!known) keys_.push_back(std::move(key));
  }
  std::vector<Key> Take() { return std::move(keys_); }

 private:
  static constexpr size_t kFew = 16;
  std::vector<Key> keys_;
  std::unordered_set<Key> seen_;
};

Key KeyOf(const KeyField& field) {
  const std::string_view kind = field.is_dn ? "dn:" : "smtp:";
  Key key(kind.size() + field.text.size(), '\0');
  const auto text = std::ranges::copy(kind, key.begin()).out;
  std::ranges::transform(field.text, text, [](char c) { return FoldAscii(c); });
  return key;
}

}  // namespace

bool operator==(const Row& a, const Row& b) {
  for (const auto member : kCompared) {
    if (!EqualsFolded(a.*member, b.*member)) return false;
  }
  return true;
}

std::string RowPlace(const Row& row) {
  if (row.line != 0) return fmt::format("line {}", row.line);
  return fmt::format("byte {} (the row of {})", row.offset,
                     row.source_dn.empty() ? row.source_smtp : row.source_dn);
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
  KeySet keys;
  if (!row.source_dn.empty()) keys.Add(DnKey(row.source_dn));
  if (!row.source_smtp.empty()) keys.Add(SmtpKey(row.source_smtp));
  for (const std::string& proxy : row.proxies) {
    if (const auto field = ProxyField(proxy)) keys.Add(KeyOf(*field));
  }
  return keys.Take();
}

std::vector<Key> TargetKeys(const Row& row) {
  KeySet keys;
  if (!row.target_dn.empty()) keys.Add(DnKey(row.target_dn));
  if (!row.target_smtp.empty()) keys.Add(SmtpKey(row.target_smtp));
  return keys.Take();
}

}  // namespace repoint::list
