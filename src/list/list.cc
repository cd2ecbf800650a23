#include "list/list.h"

#include <fmt/core.h>

#include "list/chain.h"
#include "list/index_lookup.h"
#include "list/pass.h"
#include "list/signature.h"

namespace repoint::list {
namespace {

constexpr std::string_view kNoUsableRow =
    "the list has no usable row: every row lacks SourceDN and SourceSmtp, or TargetDN and "
    "TargetSmtp";
constexpr std::string_view kWrongSignature =
    "the signature of the list is wrong: the list was changed after it was signed, or signed with "
    "another key";

class FileList : public MappingList {
 public:
  FileList(FileSystem& files, std::string path, const OpenOptions& options, Log& log)
      : files_(files), path_(std::move(path)), options_(options), log_(log) {}

  Status Open();
  Result<std::vector<Answer>> Find(const std::vector<Query>& queries) override;
  std::string digest() const override { return digest_; }
  const std::string& path() const override { return path_; }
  bool indexed() const override { return index_ != nullptr; }

 private:
  Status OpenFile();
  Status OpenIndex();
  Status RefuseOrWarn(const std::string& fault);
  Status LeaveIndex(const std::string& why);
  Result<HitMap> FindRows(const KeyViews& keys, bool targets);
  Result<std::optional<HitMap>> FindByIndex(const KeyViews& keys);
  Result<HitMap> FindByPass(const KeyViews& keys, bool targets);
  Status JudgePass(const PassFacts& facts, bool usable);
  Error Here(Error error) const;

  FileSystem& files_;
  const std::string path_;
  const OpenOptions options_;
  Log& log_;
  std::unique_ptr<ReadableFile> file_;
  End end_;
  Layout layout_;
  std::unique_ptr<IndexLookup> index_;
  std::optional<SignatureCheck> signature_;
  bool checked_ = false;  // a whole pass has judged the list
  std::string digest_;
};

Error FileList::Here(Error error) const {
  if (error.where.empty()) error.where = path_;
  return error;
}

Status FileList::OpenFile() {
  REPOINT_ASSIGN(const auto info, files_.Stat(path_));
  if (!info) {
    return Fail(ErrorCode::kNotFound,
                "the list is not there: name the file, or put EMAMappings.tab beside the program");
  }
  if (info->is_folder) return Fail(ErrorCode::kNotFound, "the list is a folder, not a file");
  REPOINT_ASSIGN(file_, files_.Open(path_));
  return {};
}

Status FileList::RefuseOrWarn(const std::string& fault) {
  if (fault.empty()) return {};
  if (!options_.allow_edited) return Fail(ErrorCode::kDamaged, fault);
  log_.Warning(path_ + ": " + fault + " (accepted by -AllowEdited)");
  return {};
}

// Takes the index when it belongs to the list; else warns and leaves it.
Status FileList::OpenIndex() {
  auto [lookup, why_not] = IndexLookup::Open(files_, path_, *file_, end_);
  if (!lookup) {
    if (!why_not.empty()) log_.Warning(IndexPath(path_) + ": index ignored, " + why_not);
    return {};
  }
  index_ = std::move(lookup);
  const IndexHeader& header = index_->header();
  if (signature_) {
    REPOINT_ASSIGN(const bool fits, signature_->Fits(header.list_bytes, header.root));
    if (!fits) return LeaveIndex("its root is not the signed one");
  }
  const Status layout = index_->LoadLayout();
  if (!layout) {
    if (index_->edited() && end_.line && !options_.allow_edited) return layout;
    return LeaveIndex(layout.error().message);
  }
  if (header.usable_rows == 0) return Fail(ErrorCode::kDamaged, std::string(kNoUsableRow));
  layout_ = index_->layout();
  digest_ = HexEncode(header.digest);
  return {};
}

Status FileList::LeaveIndex(const std::string& why) {
  log_.Warning(IndexPath(path_) + ": index ignored, " + why);
  index_.reset();
  REPOINT_ASSIGN(layout_, ReadLayout(*file_));
  return {};
}

Status FileList::Open() {
  if (options_.public_key) REPOINT_TRY(SignaturesSupported());
  REPOINT_TRY(OpenFile());
  REPOINT_ASSIGN(const EncodingFound encoding, ReadEncoding(*file_));
  REPOINT_ASSIGN(const bool ours, BeginsAsOurs(*file_, encoding));
  REPOINT_ASSIGN(end_, ReadEnd(*file_, encoding, ours));
  REPOINT_TRY(RefuseOrWarn(end_.fault));
  if (end_.line) digest_ = HexEncode(end_.line->digest);
  if (options_.public_key) {
    REPOINT_ASSIGN(signature_, SignatureCheck::Load(files_, path_, *options_.public_key));
  }
  REPOINT_TRY(OpenIndex());
  if (!index_) {
    REPOINT_ASSIGN(layout_, ReadLayout(*file_));
  }
  if (layout_.columns.by_content) {
    std::string columns;
    for (const auto& column : layout_.columns.fields) {
      columns += columns.empty() ? "" : ", ";
      columns += column ? kColumnNames[static_cast<size_t>(*column)] : "(ignored)";
    }
    log_.Warning(path_ + ": the list has no header; its columns were taken for " + columns);
  }
  return {};
}

Result<std::vector<Answer>> FileList::Find(const std::vector<Query>& queries) {
  auto answers = Resolve(
      queries, [this](const KeyViews& keys, bool targets) { return FindRows(keys, targets); });
  if (!answers) return std::unexpected(Here(answers.error()));
  return answers;
}

Result<HitMap> FileList::FindRows(const KeyViews& keys, bool targets) {
  if (index_) {
    REPOINT_ASSIGN(std::optional<HitMap> hits, FindByIndex(keys));
    if (hits) return std::move(*hits);
  }
  return FindByPass(keys, targets);
}

// nullopt when the index is left for good and a pass must answer.
Result<std::optional<HitMap>> FileList::FindByIndex(const KeyViews& keys) {
  HitMap map;
  for (const std::string_view key : keys) {
    if (map.contains(key)) continue;
    auto hits = index_->Find(key);
    if (hits && *hits) {
      map[key] = std::move(**hits);
      continue;
    }
    if (!hits && end_.line && !options_.allow_edited) return std::unexpected(hits.error());
    REPOINT_TRY(LeaveIndex(hits ? index_->why_not() : hits.error().message));
    return std::nullopt;
  }
  return map;
}

Result<HitMap> FileList::FindByPass(const KeyViews& keys, bool targets) {
  Matcher matcher(keys, layout_, targets);
  // The digest once; the signed root each time, for the file could change between two passes.
  const PassOptions options{.digest = !checked_, .tree = signature_.has_value(), .node_sink = {}};
  REPOINT_ASSIGN(const PassFacts facts,
                 ReadPass(*file_, layout_, end_, options, [&matcher](const Line& line) {
                   matcher.Visit(line);
                   return Status();
                 }));
  REPOINT_TRY(JudgePass(facts, matcher.usable()));
  return matcher.TakeHits();
}

Status FileList::JudgePass(const PassFacts& facts, bool usable) {
  if (signature_) {
    REPOINT_ASSIGN(const bool fits, signature_->Fits(file_->size(), facts.root));
    if (!fits) return Fail(ErrorCode::kDamaged, std::string(kWrongSignature));
  }
  if (checked_) return {};
  REPOINT_TRY(RefuseOrWarn(end_.fault.empty() ? EndFault(end_, facts) : ""));
  if (!usable) return Fail(ErrorCode::kDamaged, std::string(kNoUsableRow));
  digest_ = HexEncode(facts.digest);
  checked_ = true;
  return {};
}

}  // namespace

Result<std::unique_ptr<MappingList>> MappingList::Open(FileSystem& files, const std::string& path,
                                                       const OpenOptions& options, Log& log) {
  auto list = std::make_unique<FileList>(files, path, options, log);
  if (Status status = list->Open(); !status) {
    if (status.error().where.empty()) status.error().where = path;
    return std::unexpected(status.error());
  }
  return list;
}

}  // namespace repoint::list
