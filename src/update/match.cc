#include "update/match.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "list/chain.h"
#include "mapi/legacy_dn.h"

namespace repoint {
namespace {

std::string TextIn(const Profile& profile, std::string_view section, uint16_t id) {
  const KeyTree* key = profile.Section(section);
  return key == nullptr ? "" : TextProp(*key, id, profile.ansi).value_or("");
}

std::string PrivateStoreText(const Profile& profile, const ExchangeAccount& account, uint16_t id) {
  for (const Store& store : account.stores) {
    if (store.role != StoreRole::kPrivate) continue;
    if (std::string text = TextIn(profile, store.section, id); !text.empty()) return text;
  }
  return "";
}

// DNs first asked without a holder; addresses with the DN that the profile tells.
class ClueList {
 public:
  explicit ClueList(Answers& answers) : answers_(answers) {}

  void Add(std::string_view where, const std::string& text) {
    const bool is_dn = mapi::LooksLikeDn(text);
    if (is_dn && dn_.empty()) dn_ = text;
    if (is_dn || mapi::LooksLikeSmtp(text)) clues_.push_back({where, text, is_dn, 0});
  }

  std::vector<Clue> Ask() {
    for (Clue& clue : clues_) {
      clue.question = answers_.Ask(clue.is_dn ? list::Query{list::DnKey(clue.text), ""}
                                              : list::Query{list::SmtpKey(clue.text), dn_});
    }
    return std::move(clues_);
  }
  const std::string& dn() const { return dn_; }

 private:
  Answers& answers_;
  std::vector<Clue> clues_;
  std::string dn_;
};

ProfileQuestions::Account QuestionsOfAccount(const Profile& profile, const ExchangeAccount& account,
                                             Answers& answers) {
  ProfileQuestions::Account questions;
  if (account.consumer) return questions;
  ClueList clues(answers);
  clues.Add("6603", TextIn(profile, account.settings, kPrUser));
  clues.Add("660b", PrivateStoreText(profile, account, kPrMailbox));
  clues.Add("6641", TextIn(profile, account.settings, kPrUserSmtp));
  clues.Add("6641", PrivateStoreText(profile, account, kPrUserSmtp));
  clues.Add("6607", TextIn(profile, account.settings, kPrUnresolvedName));
  questions.clues = clues.Ask();
  questions.dn = clues.dn();
  return questions;
}

ProfileQuestions::Delegate QuestionsOfDelegate(const Profile& profile, size_t account,
                                               const Store& store, Answers& answers) {
  ClueList clues(answers);
  clues.Add("660b", TextIn(profile, store.section, kPrMailbox));
  clues.Add("6641", TextIn(profile, store.section, kPrUserSmtp));
  ProfileQuestions::Delegate questions;
  questions.account = account;
  questions.section = store.section;
  questions.clues = clues.Ask();
  questions.dn = clues.dn();
  return questions;
}

bool SamePlace(const list::Row& a, const list::Row& b) {
  return a.line == b.line && a.offset == b.offset;
}

// What the row of another clue knows beside: two exports of one mailbox, or a row by DN and one by
// address. Its source becomes one more proxy, since a row has but one DN and one address.
void Merge(list::Move& move, const list::Move& other) {
  list::Row& first = move.first;
  const auto add_source = [&](const std::string& mine, const std::string& theirs,
                              std::string_view prefix) {
    const bool another = !mine.empty() && !theirs.empty() && !EqualsFolded(mine, theirs);
    if (another) first.proxies.push_back(std::string(prefix) + theirs);
  };
  add_source(first.source_dn, other.first.source_dn, "X500:");
  add_source(first.source_smtp, other.first.source_smtp, "");
  list::FillFrom(first, other.first);
  list::FillFrom(move.last, other.last);
}

std::unexpected<Error> Disagreement(const Clue& a, const list::Row& row_a, const Clue& b,
                                    const list::Row& row_b) {
  return Fail(
      ErrorCode::kConflict,
      fmt::format("the profile's {} ({}) and {} ({}) are in rows of the list that disagree "
                  "({} and {}); correct the list",
                  a.where, a.text, b.where, b.text, list::RowPlace(row_a), list::RowPlace(row_b)));
}

struct Found {
  const Clue* clue = nullptr;
  std::optional<list::Move> move;
};

// The first clue that has a row; every other one must agree with it, and adds what it knows.
Result<Found> FindSource(const std::vector<Clue>& clues, const Answers& answers) {
  Found found;
  for (const Clue& clue : clues) {
    const list::Answer& answer = answers.At(clue.question);
    if (answer.fault) return std::unexpected(*answer.fault);
    if (!answer.source) continue;
    if (!found.move) {
      found = {&clue, answer.source->ToMove()};
    } else if (!list::SameTarget(found.move->last, *answer.source->last)) {
      return Disagreement(*found.clue, found.move->first, clue, *answer.source->first);
    } else if (!SamePlace(found.move->first, *answer.source->first)) {
      Merge(*found.move, answer.source->ToMove());
    }
  }
  return found;
}

// A row whose target the account is. An address alone does not tell when the profile has another
// DN.
std::optional<Found> FindTarget(const std::vector<Clue>& clues, std::string_view dn,
                                const Answers& answers) {
  for (const Clue& clue : clues) {
    const auto& row = answers.At(clue.question).target;
    if (!row) continue;
    const bool contradicts =
        !clue.is_dn && !dn.empty() && !row->target_dn.empty() && !EqualsFolded(row->target_dn, dn);
    if (contradicts) continue;
    return Found{&clue, list::Move{*row, *row}};
  }
  return std::nullopt;
}

Result<AccountMatch> MatchAccount(const ProfileQuestions::Account& account,
                                  const Answers& answers) {
  AccountMatch match;
  match.dn = account.dn;
  REPOINT_ASSIGN(const Found source, FindSource(account.clues, answers));
  if (source.move) {
    match.move = *source.move;
    match.clue = source.clue->where;
    match.by_dn = source.clue->is_dn;
    match.verdict = Verdict::kMove;
    match.at_target = !account.dn.empty() && EqualsFolded(match.move.last.target_dn, account.dn) &&
                      !EqualsFolded(match.move.first.source_dn, account.dn);
    return match;
  }
  if (const auto target = FindTarget(account.clues, account.dn, answers)) {
    match.move = *target->move;
    match.clue = target->clue->where;
    match.verdict = Verdict::kCurrent;
    match.at_target = true;
  }
  return match;
}

}  // namespace

size_t Answers::Ask(list::Query query) {
  uint64_t hash = std::hash<std::string_view>()(query.key);
  for (const char c : query.holder_dn) hash = hash * 31 + static_cast<uint8_t>(FoldAscii(c));
  const auto [first, end] = numbers_.equal_range(hash);
  const auto known = std::find_if(first, end, [&](const auto& number) {
    const list::Query& other = queries_[number.second];
    return other.key == query.key && EqualsFolded(other.holder_dn, query.holder_dn);
  });
  if (known != end) return known->second;
  numbers_.emplace(hash, queries_.size());
  queries_.push_back(std::move(query));
  return queries_.size() - 1;
}

ProfileQuestions QuestionsOf(const Profile& profile, Answers& answers) {
  ProfileQuestions questions;
  for (size_t i = 0; i < profile.accounts.size(); ++i) {
    const ExchangeAccount& account = profile.accounts[i];
    questions.accounts.push_back(QuestionsOfAccount(profile, account, answers));
    for (const Store& store : account.stores) {
      if (store.role != StoreRole::kDelegate && store.role != StoreRole::kUnknown) continue;
      questions.delegates.push_back(QuestionsOfDelegate(profile, i, store, answers));
    }
  }
  for (const std::string& dn : UserDns(profile)) {
    questions.users.emplace(dn, answers.Ask({list::DnKey(dn), ""}));
  }
  return questions;
}

bool ProfileMatch::AnyListed() const {
  return std::ranges::any_of(
      accounts, [](const AccountMatch& match) { return match.verdict != Verdict::kNotListed; });
}

bool ProfileMatch::AnyMove() const {
  return std::ranges::any_of(
      accounts, [](const AccountMatch& match) { return match.verdict == Verdict::kMove; });
}

Result<ProfileMatch> MatchProfile(const ProfileQuestions& questions, const Answers& answers) {
  ProfileMatch match;
  for (const ProfileQuestions::Account& account : questions.accounts) {
    REPOINT_ASSIGN(AccountMatch found, MatchAccount(account, answers));
    match.accounts.push_back(std::move(found));
  }
  for (const ProfileQuestions::Delegate& delegate : questions.delegates) {
    // Another mailbox's bad row is no reason to fail this person's profile: it stays, as if it were
    // not listed.
    const auto found = FindSource(delegate.clues, answers);
    if (found && found->move) {
      match.delegates.emplace(delegate.section, std::pair(*found->move, delegate.dn));
    }
  }
  for (const auto& [dn, question] : questions.users) {
    const list::Answer& answer = answers.At(question);
    if (answer.source) match.users.emplace(FoldAscii(dn), answer.source->last->target_dn);
  }
  return match;
}

}  // namespace repoint
