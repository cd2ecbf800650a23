// The SHA-256 tree over a list's blocks: the construction of Linux fs-verity without salt (its
// documentation, "Merkle tree"). docs/list-format.md, "The block tree".
#ifndef REPOINT_LIST_TREE_H_
#define REPOINT_LIST_TREE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/digest.h"
#include "base/result.h"

namespace repoint::list {

inline constexpr size_t kBlockBytes = 4096;
inline constexpr size_t kDigestBytes = 32;
inline constexpr size_t kChildren = kBlockBytes / kDigestBytes;

// Blocks of a file, and nodes (blocks full of digests) of each level above them, lowest first. A
// file of one block has no levels: its root is the digest of that block.
uint64_t BlockCount(uint64_t bytes);
std::vector<uint64_t> TreeLevels(uint64_t file_bytes);

// The digest of a block or node, zero-filled to kBlockBytes.
Result<Sha256Digest> BlockDigest(ByteView block);

// Computes the root while the bytes pass by; memory is one block a level.
class TreeHasher {
 public:
  // Called with every finished node of the levels above the blocks, each level in order: to write
  // them down.
  using NodeSink = std::function<void(size_t level, ByteView node)>;
  explicit TreeHasher(NodeSink sink = {}) : sink_(std::move(sink)) {}

  void Update(ByteView bytes);
  // Once, after the last byte.
  Result<Sha256Digest> Finish();

 private:
  void AddDigest(size_t level, const Sha256Digest& digest);
  void CloseNode(size_t level);

  NodeSink sink_;
  Bytes block_;
  std::vector<Bytes> levels_;  // the open node of each level
  uint64_t blocks_ = 0;
  Sha256Digest first_{};
  Status status_;
};

}  // namespace repoint::list

#endif  // REPOINT_LIST_TREE_H_
