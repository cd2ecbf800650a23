#include "client/nickname_run.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "client/render.h"
#include "client/survey.h"

namespace repoint {
namespace {

using Json = nlohmann::ordered_json;

class Runner {
 public:
  Runner(const Options& options, Environment& environment)
      : options_(options), env_(environment), list_(options, environment) {
    run_.report = NewReport(options, environment);
    run_.file = *options.nickname_file;
  }

  NicknameRun Run() {
    Work();
    for (const LogLine& line : env_.log.lines()) {
      if (line.level == LogLevel::kWarning) run_.report.Warn(line.text);
    }
    run_.report.ended = env_.now_millis();
    return std::move(run_);
  }

 private:
  bool Writes() const { return options_.mode == Mode::kUpdate && !options_.dry_run; }

  void Work() {
    auto file = ReadNicknameStream(env_.files, run_.file);
    if (!file) return Stop(file.error(), kExitRegistry);
    Answers answers;
    const NicknameQuestions questions = QuestionsOf(file->stream, env_.ansi, answers);
    if (Status asked = Ask(answers); !asked) return Stop(asked.error(), kExitList);
    run_.done = ReaddressNicknames(
        file->stream, questions, answers, env_.ansi,
        Writes() ? [this](ByteView piece) { return Write(piece); } : NicknameSink());
    Status written = run_.done->written;
    if (written && out_) written = out_->Commit();
    if (!written && written.error().where.empty()) written.error().where = run_.file;
    if (!written) return Stop(written.error(), kExitRegistry);
    run_.written = out_ != nullptr;
    if (questions.unread != 0) {
      run_.report.Warn(fmt::format(
          "{} row(s) with addresses that are not ASCII, in a code page that is not known, were "
          "not looked up: give -CodePage",
          questions.unread));
    }
    const bool left = !run_.done->changed.empty() || !run_.done->left.empty();
    if (options_.mode == Mode::kVerify && left) run_.report.exit = kExitLeftovers;
    AddNotes();
  }

  Status Ask(Answers& answers) {
    REPOINT_TRY(list_.Open());
    // Not through ListReader::Ask, which keeps the answers: there may be tens of thousands.
    REPOINT_ASSIGN(auto found, list_.list().Find(answers.queries()));
    answers.Set(std::move(found));
    run_.report.list_path = list_.list().path();
    run_.report.list_digest = list_.list().digest();
    run_.report.list_indexed = list_.list().indexed();
    return {};
  }

  // Only a stream that changes makes a file.
  Status Write(ByteView piece) {
    if (!out_) {
      REPOINT_ASSIGN(out_, env_.files.CreateWhole(*options_.out, Access::kDefault));
    }
    return out_->Append(piece);
  }

  void Stop(Error error, ExitCode exit) {
    run_.report.error = std::move(error);
    run_.report.exit = exit;
  }

  void AddNotes() {
    const Nicknames& done = *run_.done;
    run_.report.notes.push_back(Outcome());
    if (options_.verbose || !Writes()) {
      for (const NicknameChange& change : done.changed) {
        run_.report.notes.push_back(fmt::format("    row {} ({}): {} -> {}", change.row,
                                                change.name, change.from, change.to));
      }
    }
    for (const NicknameLeft& left : done.left) {
      run_.report.notes.push_back(
          fmt::format("    left: row {} ({}): {}", left.row, left.name, left.why));
    }
    AddUnwrittenOut();
  }

  std::string Outcome() const {
    const size_t changed = run_.done->changed.size();
    const std::string rows = fmt::format("{} of {} rows", changed, run_.done->rows);
    if (changed == 0)
      return fmt::format("{:<12}  {}  {} re-addressed", "unchanged", run_.file, rows);
    if (!Writes()) {
      return fmt::format("{:<12}  {}  {} to be re-addressed", "would-update", run_.file, rows);
    }
    return fmt::format("{:<12}  {} -> {}  {} re-addressed", "updated", run_.file, *options_.out,
                       rows);
  }

  // What an earlier run wrote must not be taken for the result of this one.
  void AddUnwrittenOut() {
    if (!Writes() || run_.written) return;
    const auto there = env_.files.Stat(*options_.out);
    run_.report.notes.push_back(
        fmt::format("nothing changed, {} was not written{}", *options_.out,
                    there && *there ? "; the file that is there is not of this run" : ""));
  }

  const Options& options_;
  Environment& env_;
  ListReader list_;
  NicknameRun run_;
  std::unique_ptr<WholeFile> out_;
};

Json RunJson(const Options& options, const NicknameRun& run) {
  Json changed = Json::array();
  Json left = Json::array();
  if (run.done) {
    for (const NicknameChange& row : run.done->changed) {
      changed.push_back({{"row", row.row}, {"name", row.name}, {"from", row.from}, {"to", row.to}});
    }
    for (const NicknameLeft& row : run.done->left) {
      left.push_back({{"row", row.row}, {"name", row.name}, {"why", row.why}});
    }
  }
  return Json{{"event", "nicknames"},
              {"file", run.file},
              {"out", run.written ? Json(*options.out) : Json(nullptr)},
              {"rows", run.done ? Json(run.done->rows) : Json(nullptr)},
              {"changed", std::move(changed)},
              {"left", std::move(left)}};
}

std::unexpected<Error> NotRead(Error error) {
  error.message += error.code == ErrorCode::kUnsupported
                       ? ", which no nickname file of Outlook's is; it is left alone: rename it by "
                         "hand, and Outlook begins a new one"
                       : "; it is left alone: see to it that it is there and can be read, and give "
                         "it to -NicknameFile, or go on without it";
  return std::unexpected(std::move(error));
}

}  // namespace

NicknameRun RunNicknameFile(const Options& options, Environment& environment) {
  return Runner(options, environment).Run();
}

std::string RenderNicknameRun(const Options& options, const NicknameRun& run) {
  if (!options.json) return RenderText(run.report, {});
  return RunJson(options, run).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n" +
         RenderJson(run.report);
}

Result<NicknameStreamFile> ReadNicknameStream(FileSystem& files, const std::string& path) {
  NicknameStreamFile file;
  auto bytes = ReadWhole(files, path, mapi::kMaxAutocompleteSize);
  if (!bytes) return NotRead(std::move(bytes.error()));
  file.bytes = std::move(*bytes);
  auto stream = mapi::DecodeAutocomplete(file.bytes);
  if (!stream) {
    return Fail(stream.error().code,
                stream.error().message +
                    "; the file is left alone: start Outlook with its profile and close it, which "
                    "writes it anew, and give it to -NicknameFile, or go on without it",
                path);
  }
  file.stream = std::move(*stream);
  return file;
}

}  // namespace repoint
