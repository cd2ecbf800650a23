// Rows by key through <list>.idx, reading at most 64 KiB a key.
#ifndef REPOINT_LIST_INDEX_LOOKUP_H_
#define REPOINT_LIST_INDEX_LOOKUP_H_

#include <memory>
#include <optional>
#include <string>

#include "base/files.h"
#include "list/index_format.h"
#include "list/layout.h"
#include "list/matcher.h"
#include "list/verified_file.h"

namespace repoint::list {

class IndexLookup {
 public:
  // What became of an index.
  struct Opened {
    std::unique_ptr<IndexLookup> lookup;  // null: there is none, or it must not be used
    std::string why_not;                  // for a warning; empty when there is no index
  };
  // Takes the index of a list when it belongs to it: size and digest of the #end line are the same,
  // and it is whole. `list` must outlive the look-up.
  static Opened Open(FileSystem& files, const std::string& list_path, ReadableFile& list,
                     const End& end);

  // The list's beginning, read through the tree. Before Find.
  Status LoadLayout();

  // nullopt when the index cannot answer for this key (why_not() says why): the list itself must be
  // read. An error when the list is not the one that the index was made of.
  Result<std::optional<Hits>> Find(std::string_view key);

  const IndexHeader& header() const { return header_; }
  const Layout& layout() const { return layout_; }
  const std::string& why_not() const { return why_not_; }
  // The list's bytes do not belong to the index.
  bool edited() const { return verified_->fault() == VerifiedFile::Fault::kEdited; }

 private:
  IndexLookup() = default;
  Result<std::optional<std::vector<Entry>>> Entries(std::string_view key);
  Result<std::optional<Row>> RowAt(uint64_t offset);
  Result<bool> IsLineStart(uint64_t offset);

  std::unique_ptr<ReadableFile> file_;
  Bytes header_bytes_;
  IndexHeader header_;
  std::unique_ptr<VerifiedFile> verified_;
  Layout layout_;
  std::string why_not_;
};

}  // namespace repoint::list

#endif  // REPOINT_LIST_INDEX_LOOKUP_H_
