#include "console/csv_forms.h"

#include <algorithm>

namespace repoint::console {

CsvColumns::CsvColumns(std::span<const std::string_view> names) {
  for (const std::string_view name : names) Add(name);
}

CsvColumns::CsvColumns(const std::vector<std::string>& names) {
  for (const std::string& name : names) Add(name);
}

void CsvColumns::Add(std::string_view name) {
  positions_.try_emplace(std::string(Trim(name)), count_++);
}

std::optional<size_t> CsvColumns::Find(std::string_view name) const {
  const auto found = positions_.find(name);
  return found == positions_.end() ? std::nullopt : std::optional(found->second);
}

std::string CsvRecord::Get(std::string_view name) const {
  const auto position = columns.Find(name);
  if (!position || *position >= fields.size()) return {};
  return std::string(Trim(fields[*position]));
}

const CsvForm* CsvFormOf(DirectoryKind kind) {
  if (kind == DirectoryKind::kAdminCsv) return &kAdminCsvForm;
  if (kind == DirectoryKind::kShellCsv) return &kShellCsvForm;
  return nullptr;
}

void SetAddresses(DirectoryObject& object, const std::vector<std::string>& addresses) {
  for (const std::string& address : addresses) {
    if (object.smtp.empty() && address.starts_with("SMTP:")) object.smtp = address.substr(5);
  }
  for (const std::string& address : addresses) {
    if (object.smtp.empty() && StartsWithFolded(address, "smtp:")) object.smtp = address.substr(5);
  }
  for (const std::string& address : addresses) {
    const std::string_view bare = std::string_view(address).substr(address.find(':') + 1);
    std::string proxy;
    if (StartsWithFolded(address, "smtp:") && !EqualsFolded(bare, object.smtp)) proxy = "smtp:";
    if (StartsWithFolded(address, "x500:")) proxy = "X500:";
    if (proxy.empty() || bare.empty()) continue;
    proxy += bare;
    if (std::ranges::find(object.proxies, proxy) == object.proxies.end()) {
      object.proxies.push_back(std::move(proxy));
    }
  }
}

}  // namespace repoint::console
