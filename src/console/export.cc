#include "console/export.h"

#include <fmt/format.h>

#include "base/system.h"
#include "console/rows.h"
#include "list/index_format.h"
#include "list/signature.h"
#include "list/writer.h"

namespace repoint::console {
namespace {

constexpr size_t kKeptMissing = 1000;
constexpr uint64_t kMaxSignatureFile = 65536;

Status CheckFolder(const ExportOptions& options, FileSystem& files) {
  const std::string folder = FolderOf(options.output);
  REPOINT_ASSIGN(const auto info, files.Stat(folder));
  if (info && info->is_folder) return {};
  return Fail(ErrorCode::kNotFound,
              fmt::format("there is no folder {} for the list: make it, or give another place (-o)",
                          folder),
              options.output);
}

// What would be refused after all the work.
Status CheckKey(const ExportOptions& options, FileSystem& files) {
  if (!options.private_key_pem.empty()) {
    const auto signature = list::SignP256(options.private_key_pem, {});
    return signature ? Status()
                     : Fail(ErrorCode::kUsage,
                            "the key cannot sign the list: " + signature.error().message);
  }
  const std::string path = list::SignaturePath(options.output);
  REPOINT_ASSIGN(const auto signature, files.Stat(path));
  if (!signature) return {};
  return Fail(ErrorCode::kConflict,
              "the list is signed, and without a key the new one would not be: clients that check "
              "the signature would refuse it; give the key (--sign), or remove this file",
              path);
}

// What is wrong with the list, a line each.
class Faults {
 public:
  void Add(std::string line) {
    if (lines_.size() < list::kMaxFaults) {
      lines_.push_back(std::move(line));
    } else {
      ++more_;
    }
  }
  Status Judge(const std::string& output) const {
    if (lines_.empty()) return {};
    std::string message = fmt::format("the list is refused, {} stays as it was:", output);
    for (const std::string& line : lines_) message += "\n" + line;
    if (more_ > 0) message += fmt::format("\nand {} more", more_);
    return Fail(ErrorCode::kConflict, std::move(message));
  }

 private:
  std::vector<std::string> lines_;
  uint64_t more_ = 0;
};

// One export: the three files on their way.
class Exporter {
 public:
  Exporter(Database& database, const Project& project, const ExportOptions& options,
           FileSystem& files)
      : database_(database), project_(project), options_(options), files_(files) {}

  Status WriteList(int64_t now_millis);
  Status WriteIndexAndSignature();
  Status Commit();
  ExportResult TakeResult() { return std::move(result_); }

 private:
  bool Signs() const { return !options_.private_key_pem.empty(); }
  Status AddRow(list::ListWriter& writer, const MigratedMailbox& mailbox);
  void Miss(MissingX500 missing);
  Status CheckWritten(uint64_t rows);
  void PutBack(bool had_index, const std::optional<Bytes>& signature);

  Database& database_;
  const Project& project_;
  const ExportOptions& options_;
  FileSystem& files_;
  std::unique_ptr<WholeFile> list_, index_, signature_;
  Faults faults_;
  ExportResult result_;
};

Status Exporter::WriteList(int64_t now_millis) {
  REPOINT_ASSIGN(list_, files_.CreateWhole(options_.output, Access::kDefault));
  REPOINT_ASSIGN(list::ListWriter writer,
                 list::ListWriter::Begin(project_.name, FormatIso8601(now_millis),
                                         [this](ByteView bytes) { return list_->Append(bytes); }));
  REPOINT_TRY(
      VisitMigrated(database_, project_, options_.only,
                    [&](const MigratedMailbox& mailbox) { return AddRow(writer, mailbox); }));
  REPOINT_TRY(writer.Finish());
  REPOINT_TRY(list_->Seal());
  return CheckWritten(writer.rows());
}

Status Exporter::AddRow(list::ListWriter& writer, const MigratedMailbox& mailbox) {
  if (auto missing = MissingX500Of(mailbox)) Miss(std::move(*missing));
  const Status added = writer.Add(mailbox.row);
  if (added || added.error().code != ErrorCode::kUsage) return added;
  faults_.Add(added.error().message);
  return {};
}

void Exporter::Miss(MissingX500 missing) {
  ++result_.missing_x500_count;
  if (options_.require_x500) faults_.Add(Describe(missing));
  if (result_.missing_x500.size() < kKeptMissing) {
    result_.missing_x500.push_back(std::move(missing));
  }
}

Status Exporter::CheckWritten(uint64_t rows) {
  result_.rows = rows;
  if (rows == 0) {
    faults_.Add(options_.only.empty()
                    ? fmt::format("no mailbox of the project {} is migrated: none has exactly one "
                                  "target that is a mailbox",
                                  project_.name)
                    : "none of the mailboxes asked for is migrated");
  } else {
    REPOINT_ASSIGN(std::vector<std::string> faults, list::CheckList(files_, list_->path()));
    for (std::string& fault : faults) faults_.Add(std::move(fault));
  }
  return faults_.Judge(options_.output);
}

Status Exporter::WriteIndexAndSignature() {
  REPOINT_ASSIGN(index_, files_.CreateWhole(list::IndexPath(options_.output), Access::kDefault));
  REPOINT_TRY(list::WriteIndexInto(files_, list_->path(), *index_));
  REPOINT_TRY(index_->Seal());
  if (!Signs()) return {};
  REPOINT_ASSIGN(const std::string text,
                 list::SignatureOf(files_, list_->path(), options_.private_key_pem));
  REPOINT_ASSIGN(signature_,
                 files_.CreateWhole(list::SignaturePath(options_.output), Access::kDefault));
  REPOINT_TRY(signature_->Append(AsBytes(text)));
  return signature_->Seal();
}

Status Exporter::Commit() {
  REPOINT_ASSIGN(const auto old_index, files_.Stat(list::IndexPath(options_.output)));
  std::optional<Bytes> old_signature;
  const std::string signature_path = list::SignaturePath(options_.output);
  REPOINT_ASSIGN(const auto signed_before, files_.Stat(signature_path));
  if (signed_before) {
    REPOINT_ASSIGN(old_signature, ReadWhole(files_, signature_path, kMaxSignatureFile));
  }
  Status status = index_->Commit();
  if (status && signature_) status = signature_->Commit();
  if (status) status = list_->Commit();
  if (!status) PutBack(old_index.has_value(), old_signature);
  return status;
}

// As far as that goes when the disk has failed already. The index is made anew from the old list.
void Exporter::PutBack(bool had_index, const std::optional<Bytes>& signature) {
  const auto not_renamed = files_.Stat(list_->path());
  if (!not_renamed || !*not_renamed) return;  // the new list is in place, and all three fit
  const std::string signature_path = list::SignaturePath(options_.output);
  if (signature_ && signature) {
    (void)files_.WriteWhole(signature_path, *signature, Access::kDefault);
  } else if (signature_) {
    (void)files_.Remove(signature_path);
  }
  if (had_index) {
    (void)list::WriteIndex(files_, options_.output);
  } else {
    (void)files_.Remove(list::IndexPath(options_.output));
  }
}

}  // namespace

Result<ExportResult> ExportList(Database& database, const Project& project,
                                const ExportOptions& options, FileSystem& files,
                                int64_t now_millis) {
  REPOINT_TRY(CheckFolder(options, files));
  const auto lock = files.Lock(options.output + ".lock");
  if (!lock && lock.error().code == ErrorCode::kInUse) {
    return Fail(ErrorCode::kInUse, "another export writes this list now; try again when it is done",
                options.output);
  }
  if (!lock) return std::unexpected(lock.error());
  Exporter exporter(database, project, options, files);
  REPOINT_TRY(CheckKey(options, files));
  REPOINT_TRY(exporter.WriteList(now_millis));
  REPOINT_TRY(exporter.WriteIndexAndSignature());
  REPOINT_TRY(exporter.Commit());
  return exporter.TakeResult();
}

Status CheckExport(const ExportOptions& options, FileSystem& files) {
  REPOINT_TRY(CheckFolder(options, files));
  return CheckKey(options, files);
}

Status CheckRows(Database& database, const Project& project, const std::string& folder,
                 FileSystem& files) {
  ExportOptions options;
  options.output = JoinPath(folder, options.output);
  Exporter exporter(database, project, options, files);
  return exporter.WriteList(0);
}

}  // namespace repoint::console
