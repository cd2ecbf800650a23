// The files beside a profile: which of them an update moves, and what it does to the values of
// Outlook's search that name them. Decides and reads; writes nothing. docs/update.md, "Files".
#ifndef REPOINT_CLIENT_BESIDE_H_
#define REPOINT_CLIENT_BESIDE_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client/environment.h"
#include "client/options.h"
#include "client/survey.h"
#include "outlook/user_files.h"
#include "update/unit.h"

namespace repoint {

// kNotFound when -ProfileDir names no folder: found before anything is done, also where nothing is
// to be updated.
Status CheckProfileDir(const Options& options, FileSystem& files);

// The user's files as this run reaches them; nullopt where it must not touch any: -NoFiles,
// exports.
Result<std::optional<UserFiles>> OpenUserFiles(const Options& options, Environment& environment);

// Versions of Outlook that have profiles in this root.
OutlookVersions VersionsOf(RootKind root);

// Whether an update must not go on without the file: one that is held defers the profile, one that
// cannot be moved fails it. Any other stays where it is, with a warning.
bool IsNeeded(FileKind kind);

// Whether a later run with -reprocess finds it again, for what is in it.
bool IsFoundByContent(FileKind kind);

struct BesidePlan {
  std::vector<FileMove> moves;
  std::vector<Edit> edits;
  std::vector<Leftover> leftovers;
  std::vector<std::string> warnings;
};

class BesidePlanner {
 public:
  // Borrows everything. `files` may be null: nothing is moved then, and people are told what to do
  // by hand.
  BesidePlanner(const Options& options, Environment& environment, Survey& survey, UserFiles* files)
      : options_(options), env_(environment), survey_(survey), files_(files) {}

  // For a profile of the survey that has a plan. Of one that was at its target before, only files
  // that still name the source.
  Result<BesidePlan> Plan(const SurveyedProfile& profile);
  // Those files of a listed profile as leftovers, and warnings. Needs `files`.
  BesidePlan Verify(const SurveyedProfile& profile);

 private:
  Status AddOsts();
  Status AddOst(const std::string& named);
  void AddUnnamedOst();
  void AddFilesOfTheMove();
  bool IsNamedLater(const std::string& path) const;
  void AddAll(FileKind kind);
  void AddAutodiscover();
  std::vector<FoundFile> StaleAutodiscover();
  void AddOldOabs();
  void AddOabFolders();
  void AddSendReceive();
  void AddNicknames();
  void WarnOf(const NicknameFile& file);
  void AddReports();
  void ReportNames(FileKind kind, const std::string& path);
  bool IsOfAnother(const FoundFile& file) const;
  bool Take(FileKind kind, const std::string& path);
  bool CanTake(FileKind kind, const std::string& path);
  void Stays(FileKind kind, const std::string& path, std::string_view why);

  const Options& options_;
  Environment& env_;
  Survey& survey_;
  UserFiles* files_;
  std::set<std::string> taken_;               // by profiles before, in a dry run
  const SurveyedProfile* profile_ = nullptr;  // while Plan runs
  BesidePlan plan_;
};

}  // namespace repoint

#endif  // REPOINT_CLIENT_BESIDE_H_
