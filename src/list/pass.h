// One sequential pass over a whole list: rows to a visitor, digest and tree root on the way.
#ifndef REPOINT_LIST_PASS_H_
#define REPOINT_LIST_PASS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "list/layout.h"
#include "list/tree.h"

namespace repoint::list {

struct PassOptions {
  bool digest = true;  // of every byte before the #end line, or of the whole file when it has none
  bool tree = false;   // of the whole file
  TreeHasher::NodeSink node_sink;
};

struct PassFacts {
  uint64_t rows = 0;          // lines that are neither blank, comment nor header
  bool has_end_line = false;  // anywhere
  bool rows_behind_end = false;
  Sha256Digest digest{};
  Sha256Digest root{};
};

// Every row's line, undecoded (LineReader's text). An error of the visitor ends the pass. kConflict
// when the file's beginning is no longer the one that the layout was read from: a header that was
// exchanged in between would give the fields other columns.
using RowVisitor = std::function<Status(const Line&)>;

Result<PassFacts> ReadPass(ReadableFile& file, const Layout& layout, const End& end,
                           const PassOptions& options, const RowVisitor& visit);

// Every row of a list, in the order of the file. Errors: what the reader refuses before it can look
// at rows, an #end line that does not fit (known after the last row), I/O, and the visitor's own.
Status VisitList(FileSystem& files, const std::string& list_path,
                 const std::function<Status(const Row&)>& visit);

// Why the pass does not fit the #end line; empty when it does or there is none. `facts` must hold
// the digest.
std::string EndFault(const End& end, const PassFacts& facts);

// The row of a line from a pass.
Row RowOfLine(const Line& line, const Layout& layout);

}  // namespace repoint::list

#endif  // REPOINT_LIST_PASS_H_
