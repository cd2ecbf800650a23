#include "list/chain.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "list/columns.h"
#include "list/fields.h"
#include "mapi/legacy_dn.h"

namespace repoint::list {
namespace {

bool IsSmtp(const Key& key) { return key.starts_with("smtp:"); }

// What a chain follows: the DN, or the address where no DN is.
std::optional<Key> TargetKey(const Row& row) {
  if (!row.target_dn.empty()) return DnKey(row.target_dn);
  if (HasNoDn(row) && !row.target_smtp.empty()) return SmtpKey(row.target_smtp);
  return std::nullopt;
}

std::string_view Bare(const Key& key) { return std::string_view(key).substr(key.find(':') + 1); }

// What two rows of one key must not contradict each other in.
constexpr std::array kSources = {&Row::source_dn, &Row::source_smtp};
constexpr std::array kTargets = {
    &Row::target_dn,          &Row::target_smtp,      &Row::target_server,
    &Row::target_server_fqdn, &Row::target_server_dn, &Row::target_public_server,
    &Row::target_proxy,
};
constexpr std::array kInformative = {&Row::display_name, &Row::alias, &Row::source_server};

template <typename Members>
bool AgreeIn(const Members& members, const Row& a, const Row& b) {
  return std::ranges::all_of(members, [&](auto member) {
    const std::string_view one = mapi::BareSmtp(a.*member);
    const std::string_view other = mapi::BareSmtp(b.*member);
    return one.empty() || other.empty() || EqualsFolded(one, other);
  });
}

Error RowFault(std::string message) { return Error{ErrorCode::kConflict, std::move(message), {}}; }

bool SameDn(std::string_view a, std::string_view b) {
  return EqualsFolded(DnField(a).text, DnField(b).text);
}

bool HoldsDn(const Row& row, const std::string& dn) {
  if (!row.source_dn.empty() && SameDn(row.source_dn, dn)) return true;
  return std::ranges::any_of(row.proxies, [&](const std::string& proxy) {
    const auto field = ProxyField(proxy);
    return field && field->is_dn && EqualsFolded(field->text, DnField(dn).text);
  });
}

bool SourceFitsHolder(const Row& row, const std::string& holder_dn) {
  return row.source_dn.empty() || HoldsDn(row, holder_dn);
}

bool TargetFitsHolder(const Row& row, const std::string& holder_dn) {
  return row.target_dn.empty() || SameDn(row.target_dn, holder_dn) || HoldsDn(row, holder_dn);
}

// A row that leads to this key, and has it among its proxies as well, does not tell where the key's
// mailbox went from there.
bool LeadsTo(const Row& row, const Key& key) { return TargetKey(row) == key; }

using SharedRows = std::vector<SharedRow>;

// A mailbox that moved again often carries its first DN as a proxy. Its later row is a step of the
// earlier row's chain, not a second opinion; nor is a row that leads to the key itself.
void DropLaterMoves(const Key& key, SharedRows& rows) {
  const auto leads_here = [&](const SharedRow& row) { return LeadsTo(*row, key); };
  if (!std::ranges::all_of(rows, leads_here)) std::erase_if(rows, leads_here);
  std::set<Key> targets;
  for (const SharedRow& row : rows) {
    const bool own = !row->source_dn.empty() && DnKey(row->source_dn) == key;
    if (own && !row->target_dn.empty() && DnKey(row->target_dn) != key) {
      targets.insert(DnKey(row->target_dn));
    }
  }
  std::erase_if(rows, [&](const SharedRow& row) {
    return !row->source_dn.empty() && targets.contains(DnKey(row->source_dn));
  });
}

// The rows in one, none of which may contradict another. There is at least one.
Result<SharedRow> Merged(const Key& key, const SharedRows& rows) {
  if (rows.size() == 1) return rows[0];
  Row merged = *rows[0];
  for (size_t i = 1; i < rows.size(); ++i) {
    if (!Agree(merged, *rows[i])) {
      return Fail(ErrorCode::kConflict,
                  fmt::format("the list's rows at {} and {} disagree about {}", RowPlace(*rows[0]),
                              RowPlace(*rows[i]), Bare(key)));
    }
    FillFrom(merged, *rows[i]);
  }
  return std::make_shared<const Row>(std::move(merged));
}

// One query on its way along the list.
struct Walk {
  explicit Walk(Answer& answer_to) : answer(&answer_to) {}

  Answer* answer;
  std::optional<Key> next;
  size_t steps = 0;
  // Of the rows on the way, once it goes beyond the first: their source keys, and their places.
  std::set<Key> seen;
  std::string way;

  void Stop(Error fault) {
    answer->source.reset();
    answer->fault = std::make_shared<const Error>(std::move(fault));
    next.reset();
  }
  void Arrive(const SharedRow& row);

 private:
  void Note(const Row& row);
};

void Walk::Note(const Row& row) {
  way += (way.empty() ? "" : ", ") + RowPlace(row);
  const auto onwards = NextKey(row);
  for (Key& key : SourceKeys(row)) {
    if (key != onwards) seen.insert(std::move(key));
  }
}

void Walk::Arrive(const SharedRow& row) {
  if (const std::string fault = TargetFault(*row); !fault.empty()) {
    return Stop(RowFault(fmt::format("the list's row at {} {}", RowPlace(*row), fault)));
  }
  next = NextKey(*row);
  if (steps++ == 0) {
    answer->source = Found{row, row};
    return;
  }
  if (steps == 2) Note(*answer->source->first);
  if (steps > kMaxSteps) {
    return Stop(RowFault(fmt::format("the list leads through more than {} moves: {}, {}", kMaxSteps,
                                     way, RowPlace(*row))));
  }
  if (next && seen.contains(*next)) {
    return Stop(RowFault(fmt::format("the list leads in a circle: {}, {}", way, RowPlace(*row))));
  }
  Note(*row);
  answer->source->last = row;
}

Error TooMany(const Key& key) {
  return RowFault(fmt::format("the list has more than {} rows for {}", kMaxHits, Bare(key)));
}

// Answers what the first rows answer; the walk, when it goes on.
std::optional<Walk> Begin(const Query& query, const HitMap& map, Answer& answer) {
  const auto found = map.find(query.key);
  if (found == map.end()) return std::nullopt;
  Walk walk(answer);
  const Hits& hits = found->second;
  const bool ask_holder = IsSmtp(query.key) && !query.holder_dn.empty();
  for (const auto& row : hits.target) {
    if (ask_holder && !TargetFitsHolder(*row, query.holder_dn)) continue;
    answer.target = row;
    break;
  }
  if (hits.too_many) {
    walk.Stop(TooMany(query.key));
    return std::nullopt;
  }
  const auto row = ChooseSource(query.key, hits.source, ask_holder ? query.holder_dn : "");
  if (!row) {
    walk.Stop(row.error());
  } else if (*row) {
    walk.Arrive(*row);
  }
  return walk.next ? std::optional(std::move(walk)) : std::nullopt;
}

void GoOn(Walk& walk, const Key& key, const HitMap& map) {
  walk.next.reset();
  const auto found = map.find(key);
  if (found == map.end()) return;
  if (found->second.too_many) return walk.Stop(TooMany(key));
  SharedRows rows = found->second.source;
  std::erase_if(rows, [&](const SharedRow& row) {
    return LeadsTo(*row, key) || (IsSmtp(key) && !HasNoDn(*row));
  });
  const auto row = ChooseSource(key, std::move(rows), "");
  if (!row) return walk.Stop(row.error());
  if (*row) walk.Arrive(*row);
}

}  // namespace

bool Agree(const Row& a, const Row& b) { return AgreeIn(kSources, a, b) && SameTarget(a, b); }

Result<SharedRow> ChooseSource(const Key& key, SharedRows rows, const std::string& holder_dn) {
  if (!holder_dn.empty()) {
    std::erase_if(rows, [&](const SharedRow& row) { return !SourceFitsHolder(*row, holder_dn); });
  }
  if (rows.size() > 1 && !IsSmtp(key)) DropLaterMoves(key, rows);
  if (rows.empty()) return SharedRow();
  return Merged(key, rows);
}

bool SameTarget(const Row& a, const Row& b) { return AgreeIn(kTargets, a, b); }

void FillFrom(Row& row, const Row& other) {
  const auto fill = [&](auto member) {
    if ((row.*member).empty()) row.*member = other.*member;
  };
  std::ranges::for_each(kSources, fill);
  std::ranges::for_each(kTargets, fill);
  std::ranges::for_each(kInformative, fill);
  std::set<std::string, FoldedLess> known(row.proxies.begin(), row.proxies.end());
  for (const std::string& proxy : other.proxies) {
    if (known.insert(proxy).second) row.proxies.push_back(proxy);
  }
}

bool HasNoDn(const Row& row) { return row.source_dn.empty() && row.target_dn.empty(); }

std::optional<Key> NextKey(const Row& row) {
  std::optional<Key> next = TargetKey(row);
  if (!next) return std::nullopt;
  const bool stays =
      HasNoDn(row) ? *next == SmtpKey(row.source_smtp) : SameDn(row.target_dn, row.source_dn);
  return stays ? std::nullopt : std::move(next);
}

Result<std::vector<Answer>> Resolve(const std::vector<Query>& queries, const RowFinder& find) {
  KeyViews views;
  views.reserve(queries.size());
  for (const Query& query : queries) views.push_back(query.key);
  REPOINT_ASSIGN(HitMap map, find(views, true));
  std::vector<Answer> answers(queries.size());
  std::vector<Walk> walks;
  walks.reserve(queries.size());
  for (size_t i = 0; i < queries.size(); ++i) {
    if (auto walk = Begin(queries[i], map, answers[i])) walks.push_back(std::move(*walk));
  }
  while (!walks.empty()) {
    std::vector<Key> keys;
    keys.reserve(walks.size());
    for (Walk& walk : walks) keys.push_back(std::move(*walk.next));
    views.assign(keys.begin(), keys.end());
    REPOINT_ASSIGN(map, find(views, false));
    for (size_t i = 0; i < walks.size(); ++i) GoOn(walks[i], keys[i], map);
    std::erase_if(walks, [](const Walk& walk) { return !walk.next; });
  }
  return answers;
}

}  // namespace repoint::list
