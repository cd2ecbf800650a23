#include "list/writer.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "list/columns.h"
#include "list/index_format.h"
#include "list/layout.h"
#include "list/pass.h"
#include "list/signature.h"

namespace repoint::list {
namespace {

std::string FieldOf(const Row& row, Column column) {
  return column == Column::kProxies ? Join(row.proxies, ";") : row.*ColumnMember(column);
}

bool EndsField(char c) { return c == '\t' || c == '\n' || c == '\r' || c == '\0'; }

std::unexpected<Error> RowRefused(const Row& row, std::string_view why) {
  return Fail(ErrorCode::kUsage, fmt::format("the row of {} {}", RowName(row), why));
}

Result<std::string> FormatRow(const Row& row) {
  std::string line;
  for (size_t i = 0; i < kColumnCount; ++i) {
    const std::string field = FieldOf(row, static_cast<Column>(i));
    if (std::ranges::any_of(field, EndsField)) {
      return RowRefused(row,
                        fmt::format("holds a TAB, a line end or a NUL in {}", kColumnNames[i]));
    }
    line += (i ? "\t" : "") + field;
  }
  for (const std::string& proxy : row.proxies) {
    if (proxy.find(';') == std::string::npos) continue;
    return RowRefused(row, fmt::format("has a proxy with a ';', which divides proxies: {}", proxy));
  }
  if (line.starts_with('#')) {
    return RowRefused(row, "has a SourceDN that begins with '#': it would be read as a comment");
  }
  if (Trim(line).empty()) return Fail(ErrorCode::kUsage, "a row has no fields at all");
  if (!IsUtf8(line)) {
    return Fail(ErrorCode::kUsage,
                fmt::format("the row of {} is not UTF-8", ToUtf8(ToUtf16(RowName(row)))));
  }
  return line + "\n";
}

std::string Header() {
  std::string line;
  for (const std::string_view name : kColumnNames) {
    line.append(line.empty() ? "" : "\t").append(name);
  }
  return line + "\n";
}

Result<Sha256Digest> RootOf(FileSystem& files, const std::string& list_path, uint64_t& size) {
  REPOINT_ASSIGN(const auto file, files.Open(list_path));
  size = file->size();
  TreeHasher hasher;
  for (uint64_t at = 0; at < size;) {
    REPOINT_ASSIGN(const Bytes chunk, file->ReadAt(at, kPassChunk));
    if (chunk.empty()) return Fail(ErrorCode::kIo, "the list became shorter while it was read");
    hasher.Update(chunk);
    at += chunk.size();
  }
  return hasher.Finish();
}

}  // namespace

Result<ListWriter> ListWriter::Begin(std::string_view project, std::string_view exported_iso8601,
                                     Sink sink) {
  if (project.find_first_of("\t\r\n") != std::string_view::npos) {
    return Fail(ErrorCode::kUsage, "the project's name holds a TAB or a line end");
  }
  REPOINT_ASSIGN(Sha256 sha, Sha256::Create());
  ListWriter writer(std::move(sink), std::move(sha));
  REPOINT_TRY(writer.Put(fmt::format("#EMAMappings 1\tproject={}\texported={}\tsorted=SourceDN\n",
                                     project, exported_iso8601) +
                         Header()));
  return writer;
}

Status ListWriter::Add(const Row& row) {
  REPOINT_ASSIGN(const std::string line, FormatRow(row));
  std::string key = FoldAscii(row.source_dn);
  if (key < last_) {
    return Fail(ErrorCode::kInternal,
                fmt::format("the row of {} is not in the order of the list", RowName(row)));
  }
  last_ = std::move(key);
  ++rows_;
  return Put(line);
}

Status ListWriter::Finish() {
  REPOINT_TRY(Flush());
  piece_ = FormatEndLine(rows_, sha_.Finish());
  return sink_(AsBytes(piece_));
}

Status ListWriter::Put(std::string_view text) {
  piece_ += text;
  return piece_.size() < kPassChunk ? Status() : Flush();
}

Status ListWriter::Flush() {
  if (piece_.empty()) return {};
  sha_.Update(AsBytes(piece_));
  const Status status = sink_(AsBytes(piece_));
  piece_.clear();
  return status;
}

Result<Bytes> FormatList(const std::vector<Row>& rows, std::string_view project,
                         std::string_view exported_iso8601) {
  // By DN, and rows of one DN as they came.
  std::vector<std::pair<std::string, size_t>> order;
  for (const Row& row : rows) order.emplace_back(FoldAscii(row.source_dn), order.size());
  std::ranges::sort(order);
  Bytes list;
  REPOINT_ASSIGN(ListWriter writer,
                 ListWriter::Begin(project, exported_iso8601, [&list](ByteView bytes) {
                   list.insert(list.end(), bytes.begin(), bytes.end());
                   return Status();
                 }));
  for (const auto& [dn, number] : order) REPOINT_TRY(writer.Add(rows[number]));
  REPOINT_TRY(writer.Finish());
  return list;
}

Result<std::string> SignatureOf(FileSystem& files, const std::string& list_path,
                                const std::string& private_key_pem) {
  uint64_t size = 0;
  REPOINT_ASSIGN(const Sha256Digest root, RootOf(files, list_path, size));
  REPOINT_ASSIGN(const Bytes der, SignP256(private_key_pem, SignedMessage(size, root)));
  return FormatSignatureFile(der);
}

Status SignList(FileSystem& files, const std::string& list_path,
                const std::string& private_key_pem) {
  REPOINT_ASSIGN(const std::string signature, SignatureOf(files, list_path, private_key_pem));
  return files.WriteWhole(SignaturePath(list_path), AsBytes(signature), Access::kDefault);
}

}  // namespace repoint::list
