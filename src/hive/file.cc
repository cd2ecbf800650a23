#include "hive/file.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "hive/check.h"
#include "hive/log_format.h"

namespace repoint::hive {
namespace {

constexpr uint64_t kMaxHive = uint64_t{1} << 31;

// Errors name the file; Windows holds a hive that it has loaded.
template <typename T>
Result<T> At(const std::string& path, Result<T> result) {
  if (!result && result.error().where != path) {
    Error& error = result.error();
    if (!error.where.empty()) error.message += " (" + error.where + ")";
    error.where = path;
  }
  if (!result && result.error().code == ErrorCode::kInUse) {
    result.error().message =
        "another program holds the hive: most likely its user is logged on; update them in "
        "their own session, or when it has ended";
  }
  return result;
}

// The hive as it has to be read. `found`: its base block as it lies in the file.
Result<Image> OpenImage(FileSystem& files, const std::string& path, BaseBlock& found,
                        std::vector<LogFile>& logs) {
  REPOINT_ASSIGN(std::unique_ptr<ReadableFile> file, files.Open(path));
  REPOINT_ASSIGN(const Bytes head, file->ReadAt(0, base_block::kSize));
  REPOINT_ASSIGN(found, BaseBlock::Decode(head));
  if (!found.IsDirty()) return Image::Open(std::move(file));
  REPOINT_ASSIGN(Bytes primary, ReadWhole(*file, path, kMaxHive));
  file.reset();
  REPOINT_ASSIGN(logs, FindLogs(files, path));
  REPOINT_ASSIGN(Replay replay, ReplayLogs(std::move(primary), logs));
  return Image::FromBytes(std::move(replay.hive));
}

// Opens a file, does something to it, and closes it.
template <typename Action>
Status InPlace(FileSystem& files, const std::string& path, const Action& action) {
  REPOINT_ASSIGN(const auto file, files.OpenInPlace(path));
  return action(*file);
}

bool SameLogs(const std::vector<LogFile>& a, const std::vector<LogFile>& b) {
  return std::ranges::equal(a, b, [](const LogFile& x, const LogFile& y) {
    return x.name == y.name && x.bytes == y.bytes;
  });
}

}  // namespace

HiveFile::HiveFile(HiveFile&&) noexcept = default;
HiveFile& HiveFile::operator=(HiveFile&&) noexcept = default;
HiveFile::~HiveFile() = default;

Result<HiveFile> HiveFile::Open(FileSystem& files, std::string path) {
  HiveFile hive(files, std::move(path));
  REPOINT_ASSIGN(const std::optional<FileInfo> info, files.Stat(hive.path_));
  if (!info) return Fail(ErrorCode::kNotFound, "there is no such hive", hive.path_);
  if (info->is_folder) return Fail(ErrorCode::kConflict, "is a folder, not a hive", hive.path_);
  hive.info_ = *info;
  BaseBlock found;
  REPOINT_ASSIGN(Image image, At(hive.path_, OpenImage(files, hive.path_, found, hive.logs_)));
  hive.replayed_ = found.IsDirty();
  hive.found_ = found;
  hive.image_ = std::make_unique<Image>(std::move(image));
  return hive;
}

Status HiveFile::CheckWritable(CommitMode mode) {
  REPOINT_TRY(At(path_, image_->CheckWritable()));
  if (info_.is_link) {
    return Fail(ErrorCode::kUnsupported,
                "is a symbolic link, which a commit would replace: name the file that it leads to",
                path_);
  }
  if (mode == CommitMode::kLog && !replayed_) {
    // What can be opened for writing needs no new file in the folder.
    REPOINT_ASSIGN(logs_, FindLogs(*files_, path_));
    if (CanLog()) {
      REPOINT_ASSIGN(const auto primary, files_->OpenInPlace(path_));
      return {};
    }
  }
  if (info_.links > 1) {
    return Fail(ErrorCode::kUnsupported,
                "has other names (hard links), which would keep the old hive: take them away first",
                path_);
  }
  // The only way to know is to try; it is taken away at once.
  REPOINT_ASSIGN(const auto trial, files_->CreateWhole(path_, Access::kDefault));
  return {};
}

Status HiveFile::BeginEdit(CommitMode mode, int64_t now) {
  mode_ = mode;
  now_ = now;
  if (!replayed_) {
    REPOINT_ASSIGN(logs_, FindLogs(*files_, path_));
  }
  REPOINT_ASSIGN(Editor editor, At(path_, Editor::Begin(*image_, FileTime(now))));
  before_ = std::make_unique<Image>(image_->Clone());
  editor_ = std::move(editor);
  return {};
}

Status HiveFile::CheckUnchanged() const {
  REPOINT_ASSIGN(const std::optional<FileInfo> now, files_->Stat(path_));
  bool same = now && *now == info_;
  if (same && replayed_) {
    REPOINT_ASSIGN(const std::vector<LogFile> logs, FindLogs(*files_, path_));
    same = SameLogs(logs, logs_);
  }
  if (same) return {};
  return Fail(ErrorCode::kConflict,
              "another program changed the hive since it was read: nothing was written; try again",
              path_);
}

bool HiveFile::CanLog() const {
  return !replayed_ && LogNamed(logs_, ".LOG1") != nullptr && LogNamed(logs_, ".LOG2") != nullptr;
}

Status HiveFile::ReadBack(const std::string& path) const {
  REPOINT_ASSIGN(const std::unique_ptr<ReadableFile> file, files_->Open(path));
  const ByteView written = image_->bytes();
  const auto there = std::make_unique_for_overwrite<uint8_t[]>(written.size());
  REPOINT_ASSIGN(const size_t read, file->ReadInto(0, {there.get(), written.size()}));
  if (Equal({there.get(), read}, written)) return {};
  return Fail(ErrorCode::kIo, "what was written cannot be read back", path);
}

Status HiveFile::Commit() {
  if (!editor_) return Fail(ErrorCode::kInternal, "nothing was edited", path_);
  if (image_->DirtyRuns().empty()) return {};
  REPOINT_TRY(At(path_, CheckSound(*image_)));
  REPOINT_TRY(At(path_, intent_.Check(*before_, *image_)));
  REPOINT_TRY(CheckUnchanged());
  REPOINT_ASSIGN(const uint32_t sequence, At(path_, NextSequence(found_, logs_)));
  // A log of before must not fit any more: old ones go by the time.
  image_->SetLastWritten(std::max(FileTime(now_), image_->base().last_written + 1));
  committed_by_ = mode_ == CommitMode::kLog && CanLog() ? CommitMode::kLog : CommitMode::kReplace;
  const Status done =
      committed_by_ == CommitMode::kLog ? CommitThroughLog(sequence) : CommitByReplacing(sequence);
  // Also after a failure that came too late: what is in the file is what the next edit starts from.
  if (!ReadBack(path_))
    return done ? Fail(ErrorCode::kIo, "the hive cannot be read back", path_) : done;
  REPOINT_ASSIGN(const std::optional<FileInfo> info, files_->Stat(path_));
  info_ = info.value_or(FileInfo{});
  replayed_ = false;
  found_ = image_->base();
  before_ = std::make_unique<Image>(image_->Clone());
  image_->MarkClean();
  intent_ = {};
  if (done) return {};
  return done;
}

Status HiveFile::CommitByReplacing(uint32_t sequence) {
  image_->SetSequences(sequence, sequence);
  REPOINT_ASSIGN(const std::unique_ptr<WholeFile> file,
                 files_->CreateWhole(path_, Access::kDefault));
  REPOINT_TRY(file->Append(image_->bytes()));
  REPOINT_TRY(file->Seal());
  REPOINT_TRY(ReadBack(file->path()));
  REPOINT_TRY(CheckUnchanged());
  return file->Commit();
}

Status HiveFile::CommitThroughLog(uint32_t sequence) {
  std::vector<LogPage> pages;
  for (const auto& [offset, size] : image_->DirtyRuns()) {
    pages.push_back({offset, image_->bytes().subspan(base_block::kFileSize + offset, size)});
  }
  const uint32_t bins_size = image_->bins_size();
  Bytes log = EncodeLogBase(image_->bytes(), sequence, bins_size);
  const Bytes entry = EncodeLogEntry(sequence, 0, bins_size, pages);
  log.insert(log.end(), entry.begin(), entry.end());

  // While the hive is clean, nobody looks into its logs.
  const auto first = logs_.begin() + (LogNamed(logs_, ".LOG1") - logs_.data());
  const std::string log_path = JoinPath(FolderOf(path_), first->name);
  const Status logged = InPlace(*files_, log_path, [&](InPlaceFile& file) -> Status {
    REPOINT_TRY(file.WriteAt(0, log));
    return file.Sync();
  });
  if (!logged) return logged;
  REPOINT_ASSIGN(first->bytes, ReadWhole(*files_, log_path, kMaxHive));
  if (!Equal(ByteView(first->bytes).first(std::min(log.size(), first->bytes.size())), log)) {
    return Fail(ErrorCode::kIo, "what was written cannot be read back", log_path);
  }
  if (!LogBringsBack(sequence)) {
    committed_by_ = CommitMode::kReplace;
    return CommitByReplacing(sequence + 1);
  }
  bool begun = false;
  Status written = InPlace(*files_, path_, [&](InPlaceFile& primary) -> Status {
    REPOINT_TRY(CheckUnchanged());
    begun = true;
    return WriteThroughLog(primary, sequence);
  });
  // Nobody can read it while it is open for writing.
  if (written) written = ReadBack(path_);
  // What another program wrote is not ours to take back.
  if (written || !begun) return written;
  if (InPlace(*files_, path_, [&](InPlaceFile& it) { return TakeBack(it, sequence); })) {
    return written;
  }
  Error error = written.error();
  error.message += "; the hive was left dirty, and takes the new state when it is next opened";
  return std::unexpected(std::move(error));
}

bool HiveFile::LogBringsBack(uint32_t sequence) {
  image_->SetSequences(sequence + 1, sequence);
  Bytes dirty = ToBytes(before_->bytes());
  std::ranges::copy(image_->bytes().first(base_block::kSize), dirty.begin());
  const auto replay = ReplayLogs(std::move(dirty), logs_);
  return replay && Equal(ByteView(replay->hive).subspan(base_block::kFileSize),
                         image_->bytes().subspan(base_block::kFileSize));
}

Status HiveFile::WriteThroughLog(InPlaceFile& primary, uint32_t sequence) {
  // Dirty from here on: whoever opens it replays the log, and no older one fits this number.
  image_->SetSequences(sequence + 1, sequence);
  REPOINT_TRY(primary.WriteAt(0, image_->bytes().first(base_block::kSize)));
  REPOINT_TRY(primary.Sync());
  for (const auto& [offset, size] : image_->DirtyRuns()) {
    const size_t at = base_block::kFileSize + size_t{offset};
    REPOINT_TRY(primary.WriteAt(at, image_->bytes().subspan(at, size)));
  }
  REPOINT_TRY(primary.Sync());
  image_->SetSequences(sequence + 1, sequence + 1);
  REPOINT_TRY(primary.WriteAt(0, image_->bytes().first(base_block::kSize)));
  return primary.Sync();
}

Status HiveFile::TakeBack(InPlaceFile& primary, uint32_t sequence) {
  for (const auto& [offset, size] : image_->DirtyRuns()) {
    // What was added lies behind the old hive and is not seen any more.
    if (offset >= before_->bins_size()) break;
    const size_t at = base_block::kFileSize + size_t{offset};
    const size_t old = std::min<size_t>(size, before_->bins_size() - offset);
    REPOINT_TRY(primary.WriteAt(at, before_->bytes().subspan(at, old)));
  }
  REPOINT_TRY(primary.Sync());
  before_->SetSequences(sequence + 2, sequence + 2);
  found_ = before_->base();
  REPOINT_TRY(primary.WriteAt(0, before_->bytes().first(base_block::kSize)));
  REPOINT_TRY(primary.Sync());
  REPOINT_ASSIGN(const std::optional<FileInfo> info, files_->Stat(path_));
  info_ = info.value_or(FileInfo{});
  return {};
}

}  // namespace repoint::hive
