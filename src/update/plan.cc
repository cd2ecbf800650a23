#include "update/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "update/lists.h"
#include "update/manager.h"
#include "update/plan_jobs.h"
#include "update/rules.h"

namespace repoint {
namespace {

constexpr uint16_t kPrOstPath = 0x6610;
constexpr uint16_t kPrConfigFlags = 0x6601;
constexpr uint32_t kCachesPrivate = 0x180;  // CONFIG_OST_CACHE_PRIVATE
constexpr std::string_view kRequired[] = {"001e6602", "001f6602", "001e6603", "001f6603"};

void AddOnce(std::vector<std::string>& names, const std::string& name) {
  const bool known =
      std::ranges::any_of(names, [&](const auto& n) { return EqualsFolded(n, name); });
  if (!name.empty() && !known) names.push_back(name);
}

std::vector<std::string> OstPathsOf(const Profile& profile, const ExchangeAccount& account) {
  std::vector<std::string> paths;
  const KeyTree* settings = profile.Section(account.settings);
  if (settings == nullptr) return paths;
  for (const NamedValue& value : settings->values) {
    const auto name = mapi::ParsePropName(value.name);
    if (!name || name->id != kPrOstPath || !IsTextType(name->type)) continue;
    AddOnce(paths, TextOf(value.value, name->type, profile.ansi).value_or(""));
  }
  return paths;
}

class Planner {
 public:
  Planner(const Profile& profile, const ProfileMatch& match, const PlanOptions& options)
      : profile_(profile),
        match_(match),
        options_(options),
        facts_(FactsOf(profile, options.method, options.shows_2007)),
        draft_(profile.ref.Key(), profile.tree) {
    plan_.ref = profile.ref;
    plan_.warnings = profile.warnings;
  }

  Result<Plan> Make() {
    REPOINT_TRY(MakeJobs());
    Ownership ownership(profile_, jobs_);
    if (!jobs_.accounts.empty()) {
      REPOINT_TRY(ApplyToSections());
      REPOINT_TRY(ApplyToLists(ownership));
    }
    if (IsInVain(ownership)) StayCurrent();
    plan_.edits = draft_.Edits();
    plan_.after = draft_.tree();
    for (Leftover& leftover : FindLeftovers(plan_.after, ownership)) {
      plan_.leftovers.push_back(std::move(leftover));
    }
    plan_.source_servers = ownership.names().servers;
    plan_.source_names = ownership.names();
    return std::move(plan_);
  }

  // Jobs for whatever is listed, whether it can be moved or not, for a scan of the profile as it
  // is.
  Verified Verify() {
    for (size_t i = 0; i < match_.accounts.size(); ++i) {
      const AccountMatch& account = match_.accounts[i];
      if (account.verdict == Verdict::kNotListed) continue;
      jobs_.accounts.push_back({i, MakeAccountJob(profile_, i, account, options_)});
    }
    for (const auto& [section, match] : match_.delegates) {
      jobs_.delegates.push_back({0, section, MakeDelegateJob(profile_, section, match, options_)});
    }
    const Ownership ownership(profile_, jobs_);
    return {FindLeftovers(profile_.tree, ownership), ownership.names()};
  }

 private:
  Status MakeJobs() {
    for (size_t i = 0; i < match_.accounts.size(); ++i) {
      AccountPlan account;
      account.match = match_.accounts[i];
      if (account.match.verdict != Verdict::kNotListed) {
        Job job = MakeAccountJob(profile_, i, account.match, options_);
        if (account.match.at_target && !options_.reprocess && !IsLeft(i, job)) {
          account.match.verdict = Verdict::kCurrent;
        } else {
          REPOINT_ASSIGN(job.method, ChooseMethod(facts_, job.last, plan_.warnings));
          account.method = job.method;
          account.leaves = !job.arrived;
          REPOINT_TRY(CheckReadable(i));
          MakeDelegateJobs(i, job.method);
          jobs_.accounts.push_back({i, std::move(job)});
        }
      }
      account.source_server = SourceServer(i);
      plan_.accounts.push_back(std::move(account));
    }
    return {};
  }

  // Whether an account that points at its target is still named by its source somewhere.
  bool IsLeft(size_t index, const Job& job) const {
    ProfileJobs jobs;
    jobs.accounts.push_back({index, job});
    return !FindLeftovers(profile_.tree, Ownership(profile_, jobs)).empty();
  }

  // All accounts are at their target, and what is left of the source no rule changes: what Outlook
  // has filled in since is not deleted for that.
  bool IsInVain(const Ownership& ownership) const {
    if (jobs_.accounts.empty() || options_.reprocess) return false;
    const bool all_there = std::ranges::all_of(jobs_.accounts, [&](const AccountJob& job) {
      return match_.accounts[job.account].at_target;
    });
    return all_there &&
           FindLeftovers(draft_.tree(), ownership) == FindLeftovers(profile_.tree, ownership);
  }

  void StayCurrent() {
    draft_ = Draft(profile_.ref.Key(), profile_.tree);
    plan_.warnings = profile_.warnings;
    plan_.leftovers.clear();
    for (AccountPlan& account : plan_.accounts) {
      if (account.method) account.match.verdict = Verdict::kCurrent;
      account.method.reset();
      account.leaves = false;
    }
  }

  // Home server and user DN must be written; when they are there but opaque, nothing can be
  // promised.
  Status CheckReadable(size_t index) const {
    const std::string& section = profile_.accounts[index].settings;
    const KeyTree* settings = profile_.Section(section);
    if (settings == nullptr) {
      return Fail(ErrorCode::kDamaged, "the Exchange account has no settings section",
                  profile_.accounts[index].service);
    }
    for (const std::string_view name : kRequired) {
      const RegValue* value = settings->FindValue(name);
      if (value != nullptr && !DecodesAsText(*value, mapi::ParsePropName(name)->type)) {
        return Fail(ErrorCode::kDamaged,
                    "the value is damaged and cannot be changed safely; let Outlook repair the "
                    "profile, or make a new one",
                    fmt::format("{}\\{}", section, name));
      }
    }
    return {};
  }

  void MakeDelegateJobs(size_t account, Method method) {
    for (const Store& store : profile_.accounts[account].stores) {
      const auto it = match_.delegates.find(store.section);
      if (it == match_.delegates.end() || jobs_.ForDelegate(store.section) != nullptr) continue;
      Job job = MakeDelegateJob(profile_, store.section, it->second, options_);
      const auto own_method = ChooseDelegateMethod(facts_, method, job.last);
      if (!own_method) {
        StaysBehind(store.section, it->second);
        continue;
      }
      job.method = *own_method;
      jobs_.delegates.push_back({account, store.section, std::move(job)});
    }
  }

  void StaysBehind(const std::string& section, const std::pair<list::Move, std::string>& delegate) {
    const auto& [move, dn] = delegate;
    const list::Row& row = move.first;
    plan_.leftovers.push_back({section, row.source_dn.empty() ? row.source_smtp : row.source_dn});
    plan_.warnings.push_back(fmt::format(
        "the additional mailbox {} is in the list, but its row has neither TargetDN and "
        "TargetServer nor a TargetSmtp that this Outlook can use; it stays",
        dn.empty() ? row.source_smtp : dn));
  }

  std::string SourceServer(size_t index) const {
    const AccountMatch& account = match_.accounts[index];
    if (!account.move.first.source_server.empty()) return account.move.first.source_server;
    const KeyTree* settings = profile_.Section(profile_.accounts[index].settings);
    if (settings == nullptr || account.at_target) return "";
    return TextProp(*settings, kPrHomeServer, profile_.ansi).value_or("");
  }

  Status ApplyToSections() {
    for (const AccountJob& account : jobs_.accounts) REPOINT_TRY(ApplyToAccount(account));
    for (const DelegateJob& delegate : jobs_.delegates) {
      REPOINT_TRY(ApplyRules(draft_, delegate.job, delegate.section, kDelegateSection));
    }
    return {};
  }

  Status ApplyToAccount(const AccountJob& move) {
    const ExchangeAccount& account = profile_.accounts[move.account];
    const Job& job = move.job;
    if (job.new_mailbox && !job.arrived) AddOldOsts(account);
    REPOINT_TRY(ApplyRules(draft_, job, account.service, kServiceSection));
    REPOINT_TRY(ApplyRules(draft_, job, account.settings, kSettingsSection));
    REPOINT_TRY(MakeMissingValues(draft_, job, account.settings, profile_.ansi_only));
    for (const std::string& section : account.transports) {
      REPOINT_TRY(ApplyRules(draft_, job, section, kTransportSection));
    }
    for (const std::string& section : account.others) {
      REPOINT_TRY(ApplyRules(draft_, job, section, kOtherSection));
    }
    for (const Store& store : account.stores) REPOINT_TRY(ApplyToStore(account, store, job));
    return UpdateManagerKeys(draft_, account, AddressBookUidsOf(profile_, account), job);
  }

  void AddOldOsts(const ExchangeAccount& account) {
    const std::vector<std::string> paths = OstPathsOf(profile_, account);
    for (const std::string& path : paths) AddOnce(plan_.old_osts, path);
    const KeyTree* settings = profile_.Section(account.settings);
    if (!paths.empty() || settings == nullptr) return;
    if ((LongProp(*settings, kPrConfigFlags).value_or(0) & kCachesPrivate) == 0) return;
    plan_.ost_unnamed = true;
  }

  Status ApplyToStore(const ExchangeAccount& account, const Store& store, const Job& job) {
    switch (store.role) {
      case StoreRole::kPrivate:
        return ApplyRules(draft_, job, store.section, kPrivateSection);
      case StoreRole::kPublic:
        return ApplyRules(draft_, job, store.section, kPublicSection);
      case StoreRole::kArchive:
        draft_.DeleteSection(store.section, "online archive of the source");
        RemoveFromProviderLists(
            draft_, {std::string(kAdminSection), account.service, account.settings}, store.section);
        return {};
      case StoreRole::kDelegate:
      case StoreRole::kUnknown:
        break;  // by its own row, if any
    }
    return {};
  }

  Status ApplyToLists(Ownership& ownership) {
    REPOINT_TRY(UpdateDirectory(draft_, jobs_.accounts));
    UpdateDeliveryStores(draft_, ownership, plan_.warnings);
    CleanContactFolders(draft_, profile_, ownership);
    CleanSearchPath(draft_, ownership);
    CleanRecentFolders(draft_, ownership);
    const UserMap users = WithMovingMailboxes(match_.users, jobs_);
    REPOINT_ASSIGN(const auto unknown,
                   MapUsers(draft_, ownership, users, jobs_.accounts.front().job));
    for (const std::string& dn : unknown) plan_.leftovers.push_back({"address book entry ids", dn});
    return {};
  }

  const Profile& profile_;
  const ProfileMatch& match_;
  const PlanOptions& options_;
  const MethodFacts facts_;
  Draft draft_;
  ProfileJobs jobs_;
  Plan plan_;
};

}  // namespace

bool Plan::Moves() const {
  return std::ranges::any_of(accounts, [](const AccountPlan& a) { return a.method.has_value(); });
}

bool Plan::Leaves() const {
  return std::ranges::any_of(accounts, [](const AccountPlan& a) { return a.leaves; });
}

Result<Plan> MakePlan(const Profile& profile, const ProfileMatch& match,
                      const PlanOptions& options) {
  return Planner(profile, match, options).Make();
}

Verified VerifyProfile(const Profile& profile, const ProfileMatch& match,
                       const PlanOptions& options) {
  return Planner(profile, match, options).Verify();
}

std::vector<std::string> OstPaths(const Profile& profile) {
  std::vector<std::string> paths;
  for (const ExchangeAccount& account : profile.accounts) {
    for (const std::string& path : OstPathsOf(profile, account)) AddOnce(paths, path);
  }
  return paths;
}

}  // namespace repoint
