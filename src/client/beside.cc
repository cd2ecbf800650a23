#include "client/beside.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/system.h"
#include "base/text.h"
#include "mapi/autocomplete.h"
#include "update/file_moves.h"
#include "update/search_catalog.h"

namespace repoint {
namespace {

// Larger ones are no files of Outlook's that we know.
constexpr uint64_t kMaxSearched = uint64_t{64} << 20;
constexpr uint16_t kPrOabFolder = 0x660e;
constexpr uint16_t kPrPabPath = 0x6600;  // PR_PAB_PATH of mspab.h

struct RootVersions {
  RootKind root;
  OutlookVersions versions;
};
constexpr RootVersions kVersions[] = {{RootKind::kWin9x, {8, 10}},
                                      {RootKind::kNt, {8, 14}},
                                      {RootKind::kOffice15, {15, 15}},
                                      {RootKind::kOffice16, {16, 16}}};

// The folder of a path of the user's computer.
std::string FolderThere(std::string_view path) {
  const size_t end = path.find_last_of("/\\");
  return std::string(path.substr(0, end == std::string_view::npos ? 0 : end));
}

const KeyTree* SettingsOf(const Profile& profile, const ExchangeAccount& account) {
  return profile.Section(account.settings);
}

}  // namespace

Status CheckProfileDir(const Options& options, FileSystem& files) {
  if (!options.profile_dir) return {};
  REPOINT_ASSIGN(const auto there, files.Stat(*options.profile_dir));
  if (there && there->is_folder) return {};
  return Fail(
      ErrorCode::kNotFound,
      "there is no such folder, so nothing was updated; -ProfileDir names the folder of the "
      "hive's user, in which AppData or Application Data lies: correct it, or give "
      "-NoFiles in its place",
      *options.profile_dir);
}

Result<std::optional<UserFiles>> OpenUserFiles(const Options& options, Environment& env) {
  if (options.no_files || env.kind == StoreKind::kExport) return std::nullopt;
  if (env.kind == StoreKind::kLive) {
    return UserFiles::OfThisComputer(env.user, env.files, env.variable);
  }
  // As it is really called: what is a link on the way later is none of ours (CheckNoLinks).
  const std::string folder = FolderOf(CanonicalPath(
      options.profile_dir ? JoinPath(*options.profile_dir, "x") : env.user.Describe()));
  return UserFiles::OfHive(env.user, env.files, folder);
}

OutlookVersions VersionsOf(RootKind root) {
  for (const RootVersions& known : kVersions) {
    if (known.root == root) return known.versions;
  }
  return {};
}

bool IsFoundByContent(FileKind kind) {
  return kind == FileKind::kNicknames || kind == FileKind::kAutocomplete ||
         kind == FileKind::kAutodiscover;
}

bool IsNeeded(FileKind kind) { return kind == FileKind::kOst || kind == FileKind::kUnnamedOst; }

Result<BesidePlan> BesidePlanner::Plan(const SurveyedProfile& profile) {
  profile_ = &profile;
  plan_ = {};
  REPOINT_TRY(AddOsts());
  if (files_ == nullptr) return std::move(plan_);
  if (profile.LeavesSource()) AddFilesOfTheMove();
  AddAutodiscover();
  AddNicknames();
  AddReports();
  std::ranges::copy(files_->warnings(), std::back_inserter(plan_.warnings));
  return std::move(plan_);
}

BesidePlan BesidePlanner::Verify(const SurveyedProfile& profile) {
  profile_ = &profile;
  plan_ = {};
  for (const FoundFile& file : StaleAutodiscover()) {
    plan_.leftovers.push_back({file.path, "the old mailbox or server"});
  }
  for (const NicknameFile& file : profile.nicknames) {
    WarnOf(file);
    if (file.stale == 0) continue;
    plan_.leftovers.push_back({file.path, fmt::format("old addresses in {} row(s)", file.stale)});
  }
  std::ranges::copy(files_->warnings(), std::back_inserter(plan_.warnings));
  return std::move(plan_);
}

// What belongs to the old mailbox whatever is in it: only with the move itself, since what is there
// later belongs to the new one.
void BesidePlanner::AddFilesOfTheMove() {
  if (options_.rename_oab) {
    AddOldOabs();
    AddOabFolders();
  }
  if (options_.rename_favorites) AddAll(FileKind::kFavorites);
  AddSendReceive();
}

Status BesidePlanner::AddOsts() {
  for (const std::string& path : profile_->plan->old_osts) REPOINT_TRY(AddOst(path));
  if (profile_->plan->ost_unnamed) AddUnnamedOst();
  return {};
}

Status BesidePlanner::AddOst(const std::string& named) {
  const auto warn = [&](std::string warning) { plan_.warnings.push_back(std::move(warning)); };
  const bool shared = survey_.kept_osts.contains(FoldAscii(named));
  if (!options_.no_files && !shared && !IsNamedLater(named)) {
    REPOINT_ASSIGN(auto edits, SearchEdits(env_.user, named));
    std::ranges::move(edits, std::back_inserter(plan_.edits));
  }
  if (!options_.rename_ost || options_.no_files) {
    warn(fmt::format("the old OST stays where it is: {}", named));
  } else if (shared) {
    warn(
        fmt::format("ost-shared: {} is not renamed, since a profile that is not updated uses it, "
                    "too",
                    named));
  } else if (IsNamedLater(named)) {
    warn(fmt::format("the old OST {} is renamed with the last profile that uses it", named));
  } else {
    // An OST of this computer that cannot be looked at is an error, not one that is not there.
    const auto path = files_ == nullptr    ? std::nullopt
                      : env_.traits().live ? std::optional(named)
                                           : files_->Locate(named);
    const auto there = path ? env_.files.Stat(*path) : Result<std::optional<FileInfo>>();
    if (!there) return std::unexpected(there.error());
    if (*there && !(*there)->is_folder) {
      if (Take(FileKind::kOst, *path) && *path != named) plan_.moves.back().named = named;
    } else if (!env_.traits().live) {
      warn(fmt::format(
          "rename the old OST by hand, it may hold unsent mail: {} on the user's computer", named));
    }
  }
  return {};
}

// Of a mailbox that is cached in an OST which the profile does not name: it bears the address, or
// is the only one of a person with one account.
void BesidePlanner::AddUnnamedOst() {
  std::vector<FoundFile> osts;
  if (files_ != nullptr && options_.rename_ost) {
    osts = files_->Find(FileKind::kUnnamedOst, profile_->result.profile.name,
                        VersionsOf(profile_->result.profile.root));
  }
  const bool only = osts.size() == 1 && survey_.accounts == 1;
  bool taken = false;
  for (const FoundFile& ost : osts) {
    const std::string name = FoldAscii(FileNameOf(ost.path));
    const auto& addresses = profile_->source_names.addresses;
    const bool own = std::ranges::any_of(
        addresses, [&](const std::string& address) { return name == address + ".ost"; });
    const bool named = std::ranges::any_of(
        survey_.kept_osts, [&](const std::string& kept) { return kept.ends_with(name); });
    if ((!own && !only) || named) continue;
    taken |= Take(FileKind::kUnnamedOst, ost.path);
  }
  if (taken) return;
  plan_.warnings.push_back(
      "the mailbox is cached in an OST, and the profile does not say where: look for it in the "
      "folder of Outlook's data files and rename it by hand, it may hold unsent mail");
}

// Whether a profile that comes later in the run moves away from the same OST. If that one fails,
// the file has to stay for it.
bool BesidePlanner::IsNamedLater(const std::string& path) const {
  const auto here = std::ranges::find_if(
      survey_.profiles, [&](const SurveyedProfile& other) { return &other == profile_; });
  return std::any_of(here + 1, survey_.profiles.end(), [&](const SurveyedProfile& later) {
    return later.plan && std::ranges::any_of(later.plan->old_osts, [&](const std::string& old) {
             return EqualsFolded(old, path);
           });
  });
}

void BesidePlanner::AddAll(FileKind kind) {
  const ProfileRef& ref = profile_->result.profile;
  for (const FoundFile& file : files_->Find(kind, ref.name, VersionsOf(ref.root))) {
    if (CanTake(kind, file.path)) Take(kind, file.path);
  }
}

void BesidePlanner::AddAutodiscover() {
  for (const FoundFile& file : StaleAutodiscover()) {
    if (CanTake(file.kind, file.path)) Take(file.kind, file.path);
  }
}

std::vector<FoundFile> BesidePlanner::StaleAutodiscover() {
  const ProfileRef& ref = profile_->result.profile;
  std::vector<FoundFile> stale =
      files_->Find(FileKind::kAutodiscover, ref.name, VersionsOf(ref.root));
  std::erase_if(stale, [&](const FoundFile& file) {
    const auto bytes = ReadWhole(env_.files, file.path, kMaxSearched);
    if (!bytes) Stays(file.kind, file.path, bytes.error().message);
    return !bytes || !HoldsNames(*bytes, profile_->source_names);
  });
  return stale;
}

// Up to Outlook 2003 they lie in the folder that 660e names, beside the OST; all profiles there
// share them.
void BesidePlanner::AddOldOabs() {
  const Profile& profile = profile_->profile;
  std::set<std::string, FoldedLess> folders;
  for (size_t i = 0; i < profile.accounts.size(); ++i) {
    if (!profile_->plan->accounts[i].leaves) continue;
    const KeyTree* settings = SettingsOf(profile, profile.accounts[i]);
    const auto named =
        settings == nullptr ? std::nullopt : TextProp(*settings, kPrOabFolder, profile.ansi);
    if (named && !named->empty()) folders.insert(*named);
  }
  for (const std::string& ost : profile_->plan->old_osts) folders.insert(FolderThere(ost));
  for (const std::string& folder : folders) {
    const bool shared = std::ranges::any_of(survey_.kept_osts, [&](const std::string& kept) {
      return EqualsFolded(FolderThere(kept), folder);
    });
    const auto here = folder.empty() || shared ? std::nullopt : files_->Locate(folder);
    if (!here) continue;
    const auto versions = VersionsOf(profile_->result.profile.root);
    for (const FoundFile& file :
         files_->FindBeside(FileKind::kOab, JoinPath(*here, ""), versions)) {
      if (CanTake(file.kind, file.path)) Take(file.kind, file.path);
    }
  }
}

// From Outlook 2007 on a folder for each address book, named by the GUID of 667c. Accounts of one
// organisation share it.
void BesidePlanner::AddOabFolders() {
  const Profile& profile = profile_->profile;
  std::set<std::string> own;
  for (size_t i = 0; i < profile.accounts.size(); ++i) {
    if (profile_->plan->accounts[i].leaves) own.insert(OabGuidOf(profile, profile.accounts[i]));
  }
  const ProfileRef& ref = profile_->result.profile;
  for (const FoundFile& folder :
       files_->Find(FileKind::kOabFolder, ref.name, VersionsOf(ref.root))) {
    const std::string guid = BareGuid(FileNameOf(folder.path));
    if (survey_.kept_oabs.contains(guid)) continue;
    // One that no account names is nobody's when nobody stays.
    const bool nobodys = survey_.all_move && own.contains("");
    if ((own.contains(guid) || nobodys) && CanTake(folder.kind, folder.path)) {
      Take(folder.kind, folder.path);
    }
  }
}

void BesidePlanner::AddSendReceive() {
  const ProfileRef& ref = profile_->result.profile;
  for (const FoundFile& file :
       files_->Find(FileKind::kSendReceive, ref.name, VersionsOf(ref.root))) {
    if (!IsOfAnother(file) && CanTake(file.kind, file.path)) Take(file.kind, file.path);
  }
}

// "Outlook.srs" may be the file of a profile of that name that stays.
bool BesidePlanner::IsOfAnother(const FoundFile& file) const {
  return std::ranges::any_of(survey_.kept_profiles, [&](const std::string& name) {
    return FitsPattern(FileNameOf(file.path), "<profile>.srs", name) &&
           !EqualsFolded(name, profile_->result.profile.name);
  });
}

void BesidePlanner::WarnOf(const NicknameFile& file) {
  for (const std::string& warning : file.warnings) {
    plan_.warnings.push_back(fmt::format("{}: {}", file.path, warning));
  }
}

void BesidePlanner::AddNicknames() {
  for (const NicknameFile& file : profile_->nicknames) {
    WarnOf(file);
    if (!file.content) continue;
    const auto now = ReadWhole(env_.files, file.path, mapi::kMaxAutocompleteSize);
    if (!now || *now != file.bytes) continue;  // moved by a profile before, or Outlook wrote it
    if (!CanTake(file.kind, file.path)) continue;
    auto digest = DigestOf(*file.content);
    if (!digest) {
      Stays(file.kind, file.path, digest.error().message);
      continue;
    }
    if (!Take(file.kind, file.path)) continue;
    plan_.moves.back().content = *file.content;
    plan_.moves.back().digest = std::move(*digest);
  }
}

// What is never touched, and names people who moved.
void BesidePlanner::AddReports() {
  const ProfileRef& ref = profile_->result.profile;
  for (const FoundFile& file : files_->Find(FileKind::kRules, ref.name, VersionsOf(ref.root))) {
    ReportNames(file.kind, file.path);
  }
  for (const KeyTree& section : profile_->profile.tree.subkeys) {
    const auto named = TextProp(section, kPrPabPath, profile_->profile.ansi);
    if (!named || !FitsPattern(*named, "*.pab", std::nullopt)) continue;
    if (const auto path = files_->Locate(*named)) ReportNames(FileKind::kAddressBook, *path);
  }
}

void BesidePlanner::ReportNames(FileKind kind, const std::string& path) {
  SourceNames names;
  names.ansi = profile_->profile.ansi;
  names.dns = profile_->source_names.dns;
  for (const auto& [dn, target] : profile_->match.users) {
    if (!names.HasDn(dn)) names.dns.push_back(FoldAscii(dn));
  }
  const auto bytes = ReadWhole(env_.files, path, kMaxSearched);
  const auto found = bytes ? FindNames(*bytes, names) : std::vector<std::string>();
  if (found.empty()) return;
  std::string warning = fmt::format("{} {} is not changed and names {} mailbox(es) of the list: {}",
                                    FileKindWords(kind), path, found.size(), found.front());
  if (std::ranges::find(plan_.warnings, warning) == plan_.warnings.end()) {
    plan_.warnings.push_back(std::move(warning));
  }
}

bool BesidePlanner::CanTake(FileKind kind, const std::string& path) {
  if (options_.dry_run && taken_.contains(FoldAscii(path))) return false;
  const auto in_use = env_.files.InUse(path);
  const auto taken = env_.files.Stat(BackupName(path, env_.now_millis()));
  if (!in_use || !taken) {
    Stays(kind, path, (in_use ? taken.error() : in_use.error()).message);
  } else if (*in_use) {
    Stays(kind, path,
          IsFoundByContent(kind) ? "another program holds it; close that and run with -reprocess"
                                 : "another program holds it");
  } else if (*taken) {
    Stays(kind, path, "its .bak is there already");
  } else {
    return true;
  }
  return false;
}

void BesidePlanner::Stays(FileKind kind, const std::string& path, std::string_view why) {
  plan_.warnings.push_back(fmt::format("{}: {}: {}", FileKindStays(kind), path, why));
}

bool BesidePlanner::Take(FileKind kind, const std::string& path) {
  if (!IsUtf8(path)) {
    Stays(kind, path, "its path is not UTF-8, so that no journal could keep it; rename it by hand");
    return false;
  }
  plan_.moves.push_back({path, BackupName(path, env_.now_millis()), 0, kind});
  if (options_.dry_run) taken_.insert(FoldAscii(path));
  if (!IsNeeded(kind)) return true;
  plan_.warnings.push_back(fmt::format(
      "the old OST becomes {}; to send what was never sent: EMProfileUpdate -Rollback, start "
      "Outlook offline, export to a PST",
      plan_.moves.back().to));
  return true;
}

}  // namespace repoint
