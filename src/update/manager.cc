#include "update/manager.h"

#include <fmt/format.h>

#include "base/text.h"

namespace repoint {
namespace {

constexpr std::string_view kNameValues[] = {"Account Name", "Display Name", "Email"};
constexpr std::string_view kIdentity = "Identity Eid";
constexpr std::string_view kDeliveryStore = "Delivery Store EntryID";
constexpr std::string_view kDeliveryFolder = "Delivery Folder EntryID";

bool NamesSourceUser(const RegValue& value, const Uids& uids, const Job& job) {
  const auto id = DecodeBookId(value.data, uids);
  return id && job.names.HasAnsiDn(id->dn);
}

// The mailbox server that is the directory server, too.
Status UpdateDirectoryName(Draft& draft, const NamedValue& value, uint16_t type, const Job& job) {
  const auto text = TextOf(value.value, type, job.ansi);
  if (!text || !job.names.HasServer(*text)) return {};
  if (job.method == Method::kRediscover) {
    draft.Delete(kDirectorySection, value.name, "directory server");
    return {};
  }
  auto changed = WithText(value.value, type, job.last.target_server, job.ansi);
  if (!changed) return Misfit(job, job.last.target_server);
  draft.Set(kDirectorySection, value.name, std::move(*changed), "directory server");
  return {};
}

}  // namespace

Status UpdateManagerKeys(Draft& draft, const ExchangeAccount& account, const Uids& uids,
                         const Job& job) {
  for (const std::string& number : account.manager_keys) {
    const std::string path = JoinKey(kAccountManager, number);
    const KeyTree* found = draft.Section(path);
    if (found == nullptr) continue;
    const KeyTree key = *found;
    for (const std::string_view name : kNameValues) {
      const RegValue* value = key.FindValue(name);
      const auto text =
          value == nullptr ? std::nullopt : TextOf(*value, mapi::kPtUnicode, job.ansi);
      if (!text || job.last.target_smtp.empty()) continue;
      const auto now = ReplaceAddresses(*text, job.names, job.last.target_smtp);
      if (!now) continue;
      auto changed = WithText(*value, mapi::kPtUnicode, *now, job.ansi);
      if (!changed) return Misfit(job, *now);
      draft.Set(path, name, std::move(*changed), "account manager");
    }
    const RegValue* identity = key.FindValue(kIdentity);
    if (identity != nullptr && job.method == Method::kRediscover && job.last.target_dn.empty() &&
        NamesSourceUser(*identity, uids, job)) {
      draft.Delete(path, kIdentity, "account's identity");
    }
  }
  return {};
}

void UpdateDeliveryStores(Draft& draft, const Ownership& ownership,
                          std::vector<std::string>& warnings) {
  const KeyTree* found = draft.Section(kAccountManager);
  if (found == nullptr) return;
  const KeyTree manager = *found;
  for (const KeyTree& key : manager.subkeys) {
    const std::string path = JoinKey(kAccountManager, key.name);
    if (ownership.foreign_sections().contains(FoldAscii(path))) continue;
    const auto holds_source = [&](std::string_view name) {
      const RegValue* id = key.FindValue(name);
      return id != nullptr && ownership.HoldsSource(id->data);
    };
    if (!holds_source(kDeliveryStore) && !holds_source(kDeliveryFolder)) continue;
    draft.Delete(path, kDeliveryStore, "delivery into the source");
    draft.Delete(path, kDeliveryFolder, "delivery into the source");
    warnings.push_back(
        fmt::format("mail account {} delivered into the old mailbox; it will deliver into the "
                    "default data file "
                    "until the person chooses another place",
                    key.name));
  }
}

Status UpdateDirectory(Draft& draft, const std::vector<AccountJob>& jobs) {
  const KeyTree* found = draft.Section(kDirectorySection);
  if (found == nullptr) return {};
  const KeyTree section = *found;
  for (const NamedValue& value : section.values) {
    const auto name = mapi::ParsePropName(value.name);
    if (!name || name->secure || !IsTextType(name->type)) continue;
    if (!DecodesAsText(value.value, name->type)) continue;  // opaque
    if (name->id == 0x662a) draft.Delete(kDirectorySection, value.name, "directory server");
    if (name->id != kPrHomeServer) continue;
    for (const AccountJob& account : jobs) {
      REPOINT_TRY(UpdateDirectoryName(draft, value, name->type, account.job));
    }
  }
  return {};
}

}  // namespace repoint
