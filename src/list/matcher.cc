#include "list/matcher.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "list/pass.h"

namespace repoint::list {
namespace {

// Letters of both cases, and some other bytes, fall together: the filter may only err by letting
// through.
size_t FilterBit(std::string_view text, bool is_dn, size_t bits) {
  constexpr uint64_t kCase = 0x2020202020202020;
  uint64_t last = 0;
  uint64_t first = 0;
  const size_t count = std::min(text.size(), sizeof last);
  if (count != 0) {  // an empty view may point nowhere, which memcpy does not allow
    std::memcpy(&last, text.data() + (text.size() - count), count);
    std::memcpy(&first, text.data(), count);
  }
  uint64_t mixed = text.size() * 2 + (is_dn ? 1 : 0);
  mixed = mixed * 0xff51afd7ed558ccd + (last | kCase);
  mixed = mixed * 0xc4ceb9fe1a85ec53 + (first | kCase);
  return static_cast<size_t>((mixed * 0x9E3779B97F4A7C15) >> 40) % bits;
}

}  // namespace

Matcher::Matcher(const KeyViews& keys, const Layout& layout, bool targets)
    : layout_(layout), targets_(targets), filter_(kFilterBits) {
  hits_.reserve(keys.size());
  for (const std::string_view key : keys) {
    hits_.try_emplace(key);
    ascii_keys_ = ascii_keys_ && IsAscii(key);
    const bool is_dn = key.starts_with("dn:");
    const std::string_view text = key.substr(key.find(':') + 1);
    filter_[FilterBit(text, is_dn, kFilterBits)] = true;
  }
  for (const auto& column : layout.columns.fields) {
    Use use = Use::kNone;
    if (column == Column::kSourceDn || (targets && column == Column::kTargetDn)) use = Use::kDn;
    if (column == Column::kSourceSmtp || (targets && column == Column::kTargetSmtp)) {
      use = Use::kSmtp;
    }
    if (column == Column::kProxies) use = Use::kProxies;
    uses_.push_back(use);
  }
  while (!uses_.empty() && uses_.back() == Use::kNone) uses_.pop_back();
}

bool Matcher::InFilter(const KeyField& field) const {
  return filter_[FilterBit(field.text, field.is_dn, kFilterBits)];
}

bool Matcher::MayBe(std::string_view field, Use use) const {
  if (field.empty() || use == Use::kNone) return false;
  if (use == Use::kDn) return InFilter(DnField(field));
  if (use == Use::kSmtp) return InFilter(SmtpField(field));
  while (!field.empty()) {
    const size_t end = std::min(field.find(';'), field.size());
    const auto proxy = ProxyField(field.substr(0, end));
    if (proxy && InFilter(*proxy)) return true;
    field.remove_prefix(std::min(end + 1, field.size()));
  }
  return false;
}

bool Matcher::MayHold(std::string_view line) const {
  size_t at = 0;
  for (const Use use : uses_) {
    if (at > line.size()) return false;
    const size_t end = std::min(line.find('\t', at), line.size());
    if (MayBe(line.substr(at, end - at), use)) return true;
    at = end + 1;
  }
  return false;
}

void Matcher::Add(Row row) {
  const auto shared = std::make_shared<const Row>(std::move(row));
  const auto add = [&](const Key& key, std::vector<SharedRow> Hits::* rows) {
    const auto found = hits_.find(key);
    if (found == hits_.end()) return;
    auto& list = found->second.*rows;
    if (list.size() < kMaxHits) {
      list.push_back(shared);
    } else if (rows == &Hits::source) {
      found->second.too_many = true;
    }
  };
  for (const Key& key : SourceKeys(*shared)) add(key, &Hits::source);
  if (!targets_) return;
  for (const Key& key : TargetKeys(*shared)) add(key, &Hits::target);
}

void Matcher::Visit(const Line& line) {
  if (!usable_) {
    const Row row = RowOfLine(line, layout_);
    usable_ = HasSource(row) && HasTarget(row);
  }
  std::string scratch;
  // An ASCII key can only be in a field that reads the same in both encodings.
  const std::string_view text = ascii_keys_ ? line.text : DecodeLine(line.text, scratch);
  if (MayHold(text)) Add(RowOfLine(line, layout_));
}

}  // namespace repoint::list
