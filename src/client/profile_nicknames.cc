#include "client/profile_nicknames.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "client/beside.h"
#include "client/nickname_run.h"
#include "update/nicknames.h"

namespace repoint {
namespace {

constexpr size_t kMaxNamedRows = 3;

class Readdressing {
 public:
  Readdressing(const Options& options, Environment& environment, UserFiles& files)
      : options_(options), env_(environment), files_(files) {}

  void Read(SurveyedProfile& profile) {
    const ProfileRef& ref = profile.result.profile;
    for (const auto& [kind, wanted] : {std::pair{FileKind::kNicknames, options_.update_nicknames},
                                       {FileKind::kAutocomplete, options_.update_autocomplete}}) {
      if (!wanted) continue;
      for (FoundFile& found : files_.Find(kind, ref.name, VersionsOf(ref.root))) {
        Read(profile, std::move(found));
      }
    }
  }

  void Ask(list::MappingList& list) {
    if (answers_.queries().empty()) return;
    auto found = list.Find(answers_.queries());
    if (found) return answers_.Set(std::move(*found));
    for (Asked& asked : asked_) Stays(asked, found.error().ToString());
    asked_.clear();
  }

  void Rewrite() {
    for (Asked& asked : asked_) {
      NicknameFile& to = asked.profile->nicknames[asked.index];
      Bytes content;
      const auto keep = [&](ByteView piece) {
        content.insert(content.end(), piece.begin(), piece.end());
        return Status();
      };
      const bool writes = options_.mode == Mode::kUpdate;
      const Nicknames done = ReaddressNicknames(asked.stream, asked.questions, answers_, env_.ansi,
                                                writes ? keep : NicknameSink());
      to.stale = done.changed.size() + done.left.size();
      to.warnings = WarningsOf(done, asked.questions.unread);
      if (!done.written) {
        Stays(asked, done.written.error().message);
      } else if (!content.empty()) {
        to.content = std::move(content);
      }
    }
  }

 private:
  struct Asked {
    SurveyedProfile* profile;
    size_t index;  // in its nicknames, where the bytes are that the stream views
    mapi::AutocompleteStream stream;
    NicknameQuestions questions;
  };

  void Read(SurveyedProfile& profile, FoundFile found) {
    NicknameFile& file = profile.nicknames.emplace_back(
        NicknameFile{.kind = found.kind, .path = std::move(found.path)});
    auto read = ReadNicknameStream(env_.files, file.path);
    if (!read) {
      file.warnings = {read.error().message};
      return;
    }
    file.bytes = std::move(read->bytes);
    NicknameQuestions questions = QuestionsOf(read->stream, env_.ansi, answers_);
    asked_.push_back(
        {&profile, profile.nicknames.size() - 1, std::move(read->stream), std::move(questions)});
  }

  static void Stays(Asked& asked, std::string why) {
    asked.profile->nicknames[asked.index].warnings = {"stays as it is: " + std::move(why)};
  }

  static std::vector<std::string> WarningsOf(const Nicknames& done, size_t unread) {
    std::vector<std::string> warnings;
    if (unread != 0) {
      warnings.push_back(fmt::format(
          "{} row(s) with addresses in a code page that is not known were not looked up: give "
          "-CodePage",
          unread));
    }
    for (const NicknameLeft& left : done.left) {
      if (warnings.size() >= kMaxNamedRows) {
        warnings.push_back(fmt::format(
            "{} rows are left in all; -NicknameFile with -DryRun names them", done.left.size()));
        break;
      }
      warnings.push_back(fmt::format("row {} ({}) is left: {}", left.row, left.name, left.why));
    }
    return warnings;
  }

  const Options& options_;
  Environment& env_;
  UserFiles& files_;
  Answers answers_;
  std::vector<Asked> asked_;
};

}  // namespace

void ReaddressNicknamesOf(const Options& options, Environment& environment, Survey& survey,
                          UserFiles& files, list::MappingList& list) {
  Readdressing nicknames(options, environment, files);
  for (SurveyedProfile& profile : survey.profiles) {
    if (profile.searches_files) nicknames.Read(profile);
  }
  nicknames.Ask(list);
  nicknames.Rewrite();
}

}  // namespace repoint
