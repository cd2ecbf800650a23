// Writing the list, its index and its signature; checking a whole list. For emconsole, and for
// tests.
#ifndef REPOINT_LIST_WRITER_H_
#define REPOINT_LIST_WRITER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "list/row.h"

namespace repoint::list {

// A whole list as bytes: the two comments, the header, rows sorted by folded SourceDN. kUsage when
// a field holds a TAB, CR, LF or NUL or is not UTF-8, and when a row would read as a comment or a
// blank line.
Result<Bytes> FormatList(std::vector<Row> rows, std::string_view project,
                         std::string_view exported_iso8601);

// Writes <list>.idx for any list that the reader takes. The list is read in passes; memory grows
// with 16 bytes a key.
Status WriteIndex(FileSystem& files, const std::string& list_path);
// Writes <list>.sig with an ECDSA P-256 private key (PEM). Linux only: kUnsupported elsewhere.
Status SignList(FileSystem& files, const std::string& list_path,
                const std::string& private_key_pem);

// Everything that is wrong with a list, one line a fault, in the order of the file: duplicates that
// disagree, cycles, rows that lead nowhere, edited or cut, wrong signature. Empty: nothing. The
// signature is looked at when a public key (path of a PEM file) is given. Errors: what the reader
// refuses before it can look at rows, and I/O.
Result<std::vector<std::string>> CheckList(FileSystem& files, const std::string& list_path,
                                           const std::optional<std::string>& public_key = {});

}  // namespace repoint::list

#endif  // REPOINT_LIST_WRITER_H_
