// Writing the list, its index and its signature; checking a whole list. For emconsole, and for
// tests.
#ifndef REPOINT_LIST_WRITER_H_
#define REPOINT_LIST_WRITER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/files.h"
#include "base/result.h"
#include "list/row.h"

namespace repoint::list {

// Writes a list row by row: the two comments, the header, the rows as they come.
//
//   REPOINT_ASSIGN(ListWriter writer, ListWriter::Begin("Contoso", "2026-03-31T07:05:09Z", sink));
//   for (const Row& row : rows) REPOINT_TRY(writer.Add(row));
//   REPOINT_TRY(writer.Finish());
class ListWriter {
 public:
  // Takes the list's bytes, in pieces of about 256 KiB.
  using Sink = std::function<Status(ByteView)>;

  // kUsage for a project's name with a TAB or a line end.
  static Result<ListWriter> Begin(std::string_view project, std::string_view exported_iso8601,
                                  Sink sink);

  // kUsage when a field holds a TAB, CR, LF or NUL or is not UTF-8, when a proxy holds a ';', and
  // when the row would read as a comment or a blank line: it names the row, which is not written;
  // others can follow. kInternal for a row that does not follow the last one in the order of folded
  // SourceDN. Errors of the sink.
  Status Add(const Row& row);
  // Writes the #end line. Once, after the last row.
  Status Finish();

  uint64_t rows() const { return rows_; }

 private:
  ListWriter(Sink sink, Sha256 sha) : sink_(std::move(sink)), sha_(std::move(sha)) {}
  Status Put(std::string_view text);
  Status Flush();

  Sink sink_;
  Sha256 sha_;
  std::string piece_;  // not yet given to the sink
  std::string last_;   // folded SourceDN of the last row
  uint64_t rows_ = 0;
};

// A whole list as bytes, its rows sorted by folded SourceDN. Errors of ListWriter.
Result<Bytes> FormatList(const std::vector<Row>& rows, std::string_view project,
                         std::string_view exported_iso8601);

// Writes <list>.idx for any list that the reader takes. The list is read in passes; memory grows
// with 16 bytes a key.
Status WriteIndex(FileSystem& files, const std::string& list_path);
// The same into a file that the caller seals and commits: the index of a list that has not taken
// its name yet.
Status WriteIndexInto(FileSystem& files, const std::string& list_path, WholeFile& index);
// Writes <list>.sig with an ECDSA P-256 private key (PEM). Linux only: kUnsupported elsewhere.
Status SignList(FileSystem& files, const std::string& list_path,
                const std::string& private_key_pem);
// What SignList writes.
Result<std::string> SignatureOf(FileSystem& files, const std::string& list_path,
                                const std::string& private_key_pem);

// Something that is wrong with a list.
struct ListFault {
  // "no-source", "no-target", "duplicate", "crowded-key", "circle", "too-many-moves" of a row;
  // "end", "signature", "more" of the list as a whole.
  std::string_view kind;
  std::string message;
  uint64_t line = 0;           // 0: no row is at fault
  std::string mailbox = {};    // RowName
  std::string source_dn = {};  // empty where the row has none

  // "line 12 (/o=...): message", or the message alone.
  std::string ToString() const;
};

// Everything that is wrong with a list, in the order of the file: duplicates that disagree, cycles,
// rows that lead nowhere, edited or cut, wrong signature. Empty: nothing. More than kMaxFaults are
// counted only, in a last one. The signature is looked at when a public key (path of a PEM file) is
// given. Memory grows with 40 bytes a row and 16 a source key. Errors: what the reader refuses
// before it can look at rows, and I/O.
inline constexpr size_t kMaxFaults = 10000;
Result<std::vector<ListFault>> FindFaults(FileSystem& files, const std::string& list_path,
                                          const std::optional<std::string>& public_key = {});
// The same as text, one line a fault.
Result<std::vector<std::string>> CheckList(FileSystem& files, const std::string& list_path,
                                           const std::optional<std::string>& public_key = {});

}  // namespace repoint::list

#endif  // REPOINT_LIST_WRITER_H_
