#include "update/mark.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace repoint {
namespace {

struct MarkValue {
  std::string_view name;
  std::string Mark::* field;
};
constexpr MarkValue kMarkValues[] = {
    {"Updated", &Mark::updated},
    {"List", &Mark::list},
    {"Version", &Mark::version},
    {"Source", &Mark::source},
    {"Target", &Mark::target},
    {"Rows", &Mark::rows},
    {"SourceServers", &Mark::source_servers},
    {"SourceNames", &Mark::source_names},
    {"Journal", &Mark::journal},
};

void AddRow(uint64_t& hash, const list::Row& row) {
  // A separator that no text has.
  const auto add = [&](std::string_view text) { hash = Fnv1a("\xff", Fnv1a(text, hash)); };
  for (const std::string* field :
       {&row.source_dn, &row.target_dn, &row.display_name, &row.alias, &row.source_smtp,
        &row.target_smtp, &row.source_server, &row.target_server, &row.target_server_fqdn,
        &row.target_server_dn, &row.target_public_server, &row.target_proxy}) {
    add(*field);
  }
  for (const std::string& proxy : row.proxies) add(proxy);
}

}  // namespace

std::string MarkKey(const ProfileRef& profile) {
  return fmt::format("{}\\Profiles\\{}\\{}", kMarkRoot, RootOf(profile.root).name, profile.name);
}

Result<std::optional<Mark>> ReadMark(Registry& user, const ProfileRef& profile) {
  REPOINT_ASSIGN(const auto values, user.Values(MarkKey(profile)));
  if (!values) return std::nullopt;
  Mark mark;
  for (const NamedValue& value : *values) {
    for (const MarkValue& known : kMarkValues) {
      if (EqualsFolded(known.name, value.name)) {
        mark.*known.field = SzText(value.value).value_or("");
      }
    }
  }
  return mark;
}

Result<std::vector<Edit>> MarkEdits(Registry& user, const ProfileRef& profile, const Mark& mark) {
  const std::string key = MarkKey(profile);
  std::vector<Edit> edits;
  for (const MarkValue& known : kMarkValues) {
    REPOINT_ASSIGN(auto before, user.GetValue(key, known.name));
    edits.push_back({key, std::string(known.name), std::move(before), SzValue(mark.*known.field),
                     "note of this update"});
  }
  return edits;
}

Status PruneOwnKeys(Registry& user, std::string key) {
  while (IsAtOrBelow(key, kMarkRoot)) {
    REPOINT_ASSIGN(const auto values, user.Values(key));
    REPOINT_ASSIGN(const auto subkeys, user.Subkeys(key));
    if ((values && !values->empty()) || (subkeys && !subkeys->empty())) break;
    if (values) REPOINT_TRY(user.DeleteKey(key));
    key = key.substr(0, key.rfind('\\'));
  }
  return {};
}

Status PruneMarkKeys(Registry& user, const std::vector<Edit>& marks) {
  for (const Edit& mark : marks) REPOINT_TRY(PruneOwnKeys(user, mark.key));
  return {};
}

std::string RowFingerprint(const list::Move& move) {
  uint64_t hash = kFnvBasis;
  AddRow(hash, move.first);
  AddRow(hash, move.last);
  return fmt::format("{:016x}", hash);
}

std::string JoinMarkList(const std::vector<std::string>& items) { return Join(items, "; "); }

std::vector<std::string> SplitMarkList(std::string_view text) {
  std::vector<std::string> items;
  for (const std::string_view item : Split(text, ';')) {
    if (!Trim(item).empty()) items.emplace_back(Trim(item));
  }
  return items;
}

}  // namespace repoint
