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

Result<std::string> FormatRow(const Row& row) {
  for (const std::string& proxy : row.proxies) {
    if (proxy.find(';') == std::string::npos) continue;
    return Fail(ErrorCode::kUsage,
                fmt::format("a proxy of the row of {} holds a ';', which divides proxies: {}",
                            row.source_dn, proxy));
  }
  std::string line;
  for (size_t i = 0; i < kColumnCount; ++i) {
    const std::string field = FieldOf(row, static_cast<Column>(i));
    if (field.find_first_of("\t\r\n") != std::string::npos ||
        field.find('\0') != std::string::npos) {
      return Fail(ErrorCode::kUsage, fmt::format("{} of the row of {} holds a TAB or a line end",
                                                 kColumnNames[i], row.display_name));
    }
    line += (i ? "\t" : "") + field;
  }
  if (line.starts_with('#')) {
    return Fail(ErrorCode::kUsage, "SourceDN begins with '#': the row would be read as a comment");
  }
  if (Trim(line).empty()) return Fail(ErrorCode::kUsage, "a row has no fields at all");
  if (!IsUtf8(line)) {
    return Fail(ErrorCode::kUsage, fmt::format("the row of {} is not UTF-8", row.source_dn));
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

Result<Bytes> FormatList(std::vector<Row> rows, std::string_view project,
                         std::string_view exported_iso8601) {
  if (project.find_first_of("\t\r\n") != std::string_view::npos) {
    return Fail(ErrorCode::kUsage, "the project's name holds a TAB or a line end");
  }
  std::vector<const Row*> sorted;
  for (const Row& row : rows) sorted.push_back(&row);
  std::ranges::sort(sorted, [](const Row* a, const Row* b) {
    const std::string left = FoldAscii(a->source_dn);
    const std::string right = FoldAscii(b->source_dn);
    return left != right ? left < right : a < b;
  });
  std::string text = fmt::format("#EMAMappings 1\tproject={}\texported={}\tsorted=SourceDN\n",
                                 project, exported_iso8601);
  text += Header();
  for (const Row* row : sorted) {
    REPOINT_ASSIGN(const std::string line, FormatRow(*row));
    text += line;
  }
  REPOINT_ASSIGN(const Sha256Digest digest, Sha256Of(AsBytes(text)));
  text += FormatEndLine(rows.size(), digest);
  return ToBytes(text);
}

Status SignList(FileSystem& files, const std::string& list_path,
                const std::string& private_key_pem) {
  uint64_t size = 0;
  REPOINT_ASSIGN(const Sha256Digest root, RootOf(files, list_path, size));
  REPOINT_ASSIGN(const Bytes der, SignP256(private_key_pem, SignedMessage(size, root)));
  return files.WriteWhole(SignaturePath(list_path), AsBytes(FormatSignatureFile(der)),
                          Access::kDefault);
}

}  // namespace repoint::list
