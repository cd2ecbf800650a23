// A list read through the tree in its index: every byte handed out belongs to the root.
#ifndef REPOINT_LIST_VERIFIED_FILE_H_
#define REPOINT_LIST_VERIFIED_FILE_H_

#include <cstdint>
#include <map>
#include <utility>

#include "base/files.h"
#include "list/index_format.h"

namespace repoint::list {

// Reads whole blocks and checks each up the tree. Blocks and nodes are kept, a few dozen at most,
// so that none is read twice for one row.
class VerifiedFile : public ReadableFile {
 public:
  // What the last failed ReadAt met.
  enum class Fault { kNone, kEdited, kBadIndex };

  // Both files must outlive this one.
  VerifiedFile(ReadableFile& list, ReadableFile& index, const IndexHeader& header);

  uint64_t size() const override { return header_.list_bytes; }
  // kDamaged when a block does not belong to the root: the list is another than the index was made
  // of (kEdited), or the index's tree does not fit itself (kBadIndex).
  Result<Bytes> ReadAt(uint64_t offset, size_t count) override;

  Fault fault() const { return fault_; }

 private:
  Result<const Bytes*> Block(uint64_t number);
  Result<Sha256Digest> Expected(size_t level, uint64_t child);
  Result<const Bytes*> Node(size_t level, uint64_t number);

  ReadableFile& list_;
  ReadableFile& index_;
  IndexHeader header_;
  size_t level_count_;
  std::map<uint64_t, Bytes> blocks_;
  std::map<std::pair<size_t, uint64_t>, Bytes> nodes_;
  Fault fault_ = Fault::kNone;
};

}  // namespace repoint::list

#endif  // REPOINT_LIST_VERIFIED_FILE_H_
