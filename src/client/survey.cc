#include "client/survey.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace repoint {
namespace {

MailboxName SourceOf(const AccountPlan& account) {
  const list::Row& row = account.match.move.first;
  return {row.source_dn, row.source_smtp, account.source_server};
}

MailboxName TargetOf(const AccountPlan& account) {
  const list::Row& row = account.match.move.last;
  return {row.target_dn, row.target_smtp, row.target_server};
}

std::string MethodOf(const Plan& plan) {
  std::string method;
  for (const AccountPlan& account : plan.accounts) {
    if (!account.method) continue;
    const std::string name(MethodName(*account.method));
    method = method.empty() || method == name ? name : "mixed";
  }
  return method;
}

// Whether a marked profile has to be looked at again: an account's present DN has a row of its own,
// and not the row and list that the mark is of.
bool MovedOn(const ProfileMatch& match, const Mark& mark, std::string_view digest) {
  const std::vector<std::string> rows = SplitMarkList(mark.rows);
  return std::ranges::any_of(match.accounts, [&](const AccountMatch& account) {
    if (account.verdict != Verdict::kMove || !account.by_dn) return false;
    const bool same_row = std::ranges::find(rows, RowFingerprint(account.move)) != rows.end();
    return !(same_row && mark.list == digest);
  });
}

std::string ListedDelegates(const ProfileMatch& match) {
  std::vector<std::string> names;
  for (const auto& [section, move] : match.delegates) {
    const list::Row& row = move.first.first;
    names.push_back(row.source_smtp.empty() ? row.source_dn : row.source_smtp);
  }
  return Join(names, ", ");
}

// Names that an earlier update knew and noted: neither list nor profile may tell them any more.
void AddMarked(const Mark& mark, SurveyedProfile& profile) {
  SourceNames& names = profile.source_names;
  for (const std::string& name : SplitMarkList(mark.source_names)) {
    const bool is_new =
        std::ranges::any_of(profile.match.accounts, [&](const AccountMatch& account) {
          return EqualsFolded(account.move.last.target_dn, name) ||
                 EqualsFolded(account.move.last.target_smtp, name);
        });
    const bool is_dn = name.starts_with('/');
    if (is_new || (!is_dn && !name.contains('@'))) continue;
    std::vector<std::string>& known = is_dn ? names.dns : names.addresses;
    if (std::ranges::find(known, name) == known.end()) known.push_back(name);
  }
}

class Surveyor {
 public:
  Surveyor(const Options& options, Environment& environment, ListReader& list)
      : options_(options), env_(environment), list_(list) {}

  std::expected<Survey, SurveyFailure> Make() {
    if (Status read = ReadProfiles(); !read) {
      return std::unexpected(SurveyFailure{read.error(), kExitRegistry});
    }
    for (SurveyedProfile& profile : survey_.profiles) {
      questions_.push_back(QuestionsOf(profile.profile, answers_));
    }
    if (Status asked = list_.Ask(answers_); !asked) {
      return std::unexpected(SurveyFailure{asked.error(), kExitList});
    }
    auto shows_2007 = ShowsOutlook2007(env_.user);
    if (!shows_2007) return std::unexpected(SurveyFailure{shows_2007.error(), kExitRegistry});
    shows_2007_ = *shows_2007;
    for (size_t i = 0; i < survey_.profiles.size(); ++i) {
      SurveyedProfile& profile = survey_.profiles[i];
      if (profile.result.error) continue;
      Judge(profile, questions_[i]);
    }
    CollectKept();
    survey_.any_profiles = !survey_.profiles.empty();
    std::erase_if(survey_.profiles, [&](const SurveyedProfile& profile) {
      return !options_.Wants(profile.result.profile.name);
    });
    return std::move(survey_);
  }

 private:
  // All of them, also those that -Profile leaves out: they may share an OST with one that is
  // updated.
  Status ReadProfiles() {
    REPOINT_ASSIGN(const auto found, FindProfiles(env_.user));
    const auto installed = env_.outlook.FindInstalled();
    for (const ProfileRef& ref : found) {
      SurveyedProfile profile;
      profile.result.store = env_.user.Describe();
      profile.result.profile = ref;
      if (installed && *installed) profile.result.outlook = (*installed)->version;
      auto read = ReadProfile(env_.user, ref, env_.ansi);
      if (read) {
        profile.profile = std::move(*read);
      } else if (read.error().code == ErrorCode::kDamaged) {
        Fails(profile, read.error());
      } else {
        return std::unexpected(read.error());
      }
      survey_.profiles.push_back(std::move(profile));
    }
    return {};
  }

  static void Fails(SurveyedProfile& profile, Error error) {
    profile.result.outcome = ProfileOutcome::kFailed;
    profile.result.error = std::move(error);
  }

  void Judge(SurveyedProfile& profile, const ProfileQuestions& questions) {
    if (profile.profile.accounts.empty()) {
      profile.result.outcome = ProfileOutcome::kNoExchange;
      return;
    }
    auto match = MatchProfile(questions, answers_);
    if (!match) return Fails(profile, match.error());
    profile.match = std::move(*match);
    if (!profile.match.AnyListed()) {
      profile.result.outcome = ProfileOutcome::kNotListed;
      if (const std::string names = ListedDelegates(profile.match); !names.empty()) {
        profile.result.warnings.push_back(
            fmt::format("opens {} as an additional mailbox, which is in the list; the profile "
                        "itself belongs to a mailbox that is not, so nothing is changed",
                        names));
      }
      return;
    }
    auto mark = ReadMark(env_.user, profile.result.profile);
    if (!mark) return Fails(profile, mark.error());
    JudgeListed(profile, *mark);
  }

  void JudgeListed(SurveyedProfile& profile, const std::optional<Mark>& mark) {
    PlanOptions plan_options{
        options_.method, shows_2007_, options_.reprocess, env_.ansi_export, {}};
    if (mark) plan_options.known_servers = SplitMarkList(mark->source_servers);
    if (mark) plan_options.done_rows = SplitMarkList(mark->rows);
    ProfileResult& result = profile.result;
    if (options_.mode == Mode::kVerify) {
      Describe(profile);
      Verified verified = VerifyProfile(profile.profile, profile.match, plan_options);
      result.leftovers = std::move(verified.leftovers);
      profile.source_names = std::move(verified.source_names);
      if (mark) AddMarked(*mark, profile);
      profile.searches_files = true;
      result.outcome =
          profile.match.AnyMove() ? ProfileOutcome::kWouldUpdate : ProfileOutcome::kCurrent;
      return;
    }
    const bool redo =
        options_.reprocess || !mark || MovedOn(profile.match, *mark, list_.list().digest());
    if (!redo) {
      Describe(profile);
      result.outcome = ProfileOutcome::kDoneBefore;
      return;
    }
    auto plan = MakePlan(profile.profile, profile.match, plan_options);
    if (!plan) {
      Describe(profile);
      return Fails(profile, plan.error());
    }
    Describe(profile, &*plan);
    result.warnings = plan->warnings;
    result.leftovers = plan->leftovers;
    result.method = MethodOf(*plan);
    profile.source_names = plan->source_names;
    if (mark) AddMarked(*mark, profile);
    const bool current = plan->edits.empty();
    result.outcome = current ? ProfileOutcome::kCurrent : ProfileOutcome::kWouldUpdate;
    // Of a profile that is current an update may have had to leave files.
    if (current && !options_.reprocess) return;
    result.edits = plan->edits;
    profile.searches_files = true;
    profile.plan = std::move(*plan);
  }

  // Source and target of the first listed account.
  static void Describe(SurveyedProfile& profile, const Plan* plan = nullptr) {
    for (size_t i = 0; i < profile.match.accounts.size(); ++i) {
      if (profile.match.accounts[i].verdict == Verdict::kNotListed) continue;
      const AccountPlan account =
          plan != nullptr ? plan->accounts[i]
                          : AccountPlan{profile.match.accounts[i], std::nullopt,
                                        profile.match.accounts[i].move.first.source_server};
      profile.result.source = SourceOf(account);
      profile.result.target = TargetOf(account);
      return;
    }
  }

  // What belongs to accounts and profiles that stay.
  void CollectKept() {
    for (const SurveyedProfile& profile : survey_.profiles) {
      const bool updates = profile.LeavesSource() && options_.Wants(profile.result.profile.name);
      if (!updates) survey_.kept_profiles.insert(FoldAscii(profile.result.profile.name));
      CollectKeptOabs(profile, updates);
      for (const std::string& path : OstPaths(profile.profile)) {
        const bool goes =
            updates && std::ranges::any_of(profile.plan->old_osts, [&](const std::string& old) {
              return EqualsFolded(old, path);
            });
        if (!goes || NamedByStayingAccount(profile, path)) {
          survey_.kept_osts.insert(FoldAscii(path));
        }
      }
    }
  }

  void CollectKeptOabs(const SurveyedProfile& profile, bool updates) {
    for (size_t i = 0; i < profile.profile.accounts.size(); ++i) {
      ++survey_.accounts;
      if (updates && profile.plan->accounts[i].leaves) continue;
      survey_.all_move = false;
      const std::string guid = OabGuidOf(profile.profile, profile.profile.accounts[i]);
      if (!guid.empty()) survey_.kept_oabs.insert(guid);
    }
  }

  // Another account of the same profile that does not move.
  static bool NamedByStayingAccount(const SurveyedProfile& profile, const std::string& path) {
    for (size_t i = 0; i < profile.profile.accounts.size(); ++i) {
      if (profile.plan->accounts[i].leaves) continue;
      const KeyTree* settings = profile.profile.Section(profile.profile.accounts[i].settings);
      if (settings != nullptr &&
          EqualsFolded(TextProp(*settings, 0x6610, profile.profile.ansi).value_or(""), path)) {
        return true;
      }
    }
    return false;
  }

  const Options& options_;
  Environment& env_;
  ListReader& list_;
  Answers answers_;
  std::vector<ProfileQuestions> questions_;
  bool shows_2007_ = false;
  Survey survey_;
};

}  // namespace

std::string OabGuidOf(const Profile& profile, const ExchangeAccount& account) {
  static constexpr uint16_t kPrOabGuid = 0x667c;
  const KeyTree* settings = profile.Section(account.settings);
  if (settings == nullptr) return "";
  return BareGuid(TextProp(*settings, kPrOabGuid, profile.ansi).value_or(""));
}

std::string BareGuid(std::string_view guid) {
  if (guid.starts_with('{') && guid.ends_with('}')) guid = guid.substr(1, guid.size() - 2);
  return FoldAscii(guid);
}

Status ListReader::Open() {
  if (list_) return {};
  const std::string path =
      options_.list.value_or(JoinPath(environment_.program_folder, kDefaultList));
  REPOINT_ASSIGN(list_, list::MappingList::Open(environment_.files, path,
                                                {options_.allow_edited, options_.public_key},
                                                environment_.log));
  return {};
}

Status ListReader::Ask(Answers& answers) {
  const bool same = asked_.size() == answers.queries().size() &&
                    std::ranges::equal(asked_, answers.queries(), [](const auto& a, const auto& b) {
                      return a.key == b.key && a.holder_dn == b.holder_dn;
                    });
  if (!same || answered_.empty()) {
    asked_ = answers.queries();
    REPOINT_ASSIGN(answered_, list_->Find(asked_));
  }
  answers.Set(answered_);
  return {};
}

std::expected<Survey, SurveyFailure> MakeSurvey(const Options& options, Environment& environment,
                                                ListReader& list) {
  return Surveyor(options, environment, list).Make();
}

}  // namespace repoint
