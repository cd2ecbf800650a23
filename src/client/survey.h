// A look at all profiles of the user and at the list: who is listed, what would be done. Reads
// only.
#ifndef REPOINT_CLIENT_SURVEY_H_
#define REPOINT_CLIENT_SURVEY_H_

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client/environment.h"
#include "client/options.h"
#include "client/report.h"
#include "list/list.h"
#include "outlook/file_kinds.h"
#include "update/mark.h"
#include "update/match.h"
#include "update/plan.h"

namespace repoint {

// A nickname file of a profile (profile_nicknames.h).
struct NicknameFile {
  FileKind kind = FileKind::kNicknames;
  std::string path;
  Bytes bytes{};                        // as they were read
  std::optional<Bytes> content{};       // re-addressed; nullopt: the file stays as it is
  size_t stale = 0;                     // rows of people who have another address now
  std::vector<std::string> warnings{};  // why it stays, or rows of it
};

struct SurveyedProfile {
  ProfileResult result;
  Profile profile{};
  ProfileMatch match{};
  // When it is to be updated; with no edits only files of it may be.
  std::optional<Plan> plan;
  // Whether files of it are looked for, and the names that they are searched for.
  bool searches_files = false;
  SourceNames source_names{};
  std::vector<NicknameFile> nicknames{};

  bool LeavesSource() const { return plan && plan->Leaves(); }
};

// The list, opened once, and its answers, kept as long as the questions are the same.
class ListReader {
 public:
  ListReader(const Options& options, Environment& environment)
      : options_(options), environment_(environment) {}
  // Refusals of the list (exit 3). Nothing when it is open.
  Status Open();
  Status Ask(Answers& answers);
  list::MappingList& list() { return *list_; }

 private:
  const Options& options_;
  Environment& environment_;
  std::unique_ptr<list::MappingList> list_;
  std::vector<list::Query> asked_;
  std::vector<list::Answer> answered_;
};

struct Survey {
  bool any_profiles = false;  // also such as -Profile leaves out
  std::vector<SurveyedProfile> profiles;
  size_t accounts = 0;  // Exchange accounts of all profiles
  // OST paths (folded) that profiles name which this run will not update.
  std::set<std::string> kept_osts;
  // The same of offline address books (BareGuid), and the names of such profiles (folded).
  std::set<std::string> kept_oabs;
  std::set<std::string> kept_profiles;
  bool all_move = true;  // no Exchange account stays
};

// The GUID of an account's offline address book (667c), empty when the profile does not tell; and a
// GUID in small letters, without braces.
std::string OabGuidOf(const Profile& profile, const ExchangeAccount& account);
std::string BareGuid(std::string_view guid);

// What stops a survey as a whole, and the exit code for it.
struct SurveyFailure {
  Error error;
  ExitCode exit;
};

std::expected<Survey, SurveyFailure> MakeSurvey(const Options& options, Environment& environment,
                                                ListReader& list);

}  // namespace repoint

#endif  // REPOINT_CLIENT_SURVEY_H_
