#include "list/tree.h"

#include <algorithm>

namespace repoint::list {

uint64_t BlockCount(uint64_t bytes) { return bytes / kBlockBytes + (bytes % kBlockBytes != 0); }

std::vector<uint64_t> TreeLevels(uint64_t file_bytes) {
  std::vector<uint64_t> levels;
  uint64_t children = BlockCount(file_bytes);
  while (children > 1) {
    children = children / kChildren + (children % kChildren != 0);
    levels.push_back(children);
  }
  return levels;
}

Result<Sha256Digest> BlockDigest(ByteView block) {
  if (block.size() == kBlockBytes) return Sha256Of(block);
  Bytes filled = ToBytes(block);
  filled.resize(kBlockBytes);
  return Sha256Of(filled);
}

void TreeHasher::Update(ByteView bytes) {
  while (!bytes.empty()) {
    if (block_.empty() && bytes.size() >= kBlockBytes) {
      const auto digest = BlockDigest(bytes.first(kBlockBytes));
      if (!digest) status_ = std::unexpected(digest.error());
      if (!status_) return;
      AddDigest(0, *digest);
      bytes = bytes.subspan(kBlockBytes);
      continue;
    }
    const size_t take = std::min(bytes.size(), kBlockBytes - block_.size());
    block_.insert(block_.end(), bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(take));
    bytes = bytes.subspan(take);
    if (block_.size() < kBlockBytes) return;
    const Bytes full = std::move(block_);
    block_.clear();
    Update(full);
  }
}

void TreeHasher::AddDigest(size_t level, const Sha256Digest& digest) {
  if (level == 0 && blocks_++ == 0) first_ = digest;
  if (levels_.size() == level) levels_.emplace_back();
  if (levels_[level].size() == kBlockBytes) CloseNode(level);
  levels_[level].insert(levels_[level].end(), digest.begin(), digest.end());
}

void TreeHasher::CloseNode(size_t level) {
  levels_[level].resize(kBlockBytes);
  const auto digest = BlockDigest(levels_[level]);
  if (!digest) {
    status_ = std::unexpected(digest.error());
    return;
  }
  if (sink_) sink_(level, levels_[level]);
  levels_[level].clear();
  AddDigest(level + 1, *digest);
}

Result<Sha256Digest> TreeHasher::Finish() {
  if (!block_.empty()) {
    const auto digest = BlockDigest(block_);
    if (!digest) return std::unexpected(digest.error());
    AddDigest(0, *digest);
  }
  REPOINT_TRY(status_);
  if (blocks_ <= 1) return first_;
  for (size_t level = 0; level < levels_.size(); ++level) {
    const bool top = level + 1 == levels_.size();
    if (top && levels_[level].size() == kDigestBytes) break;
    CloseNode(level);
    REPOINT_TRY(status_);
  }
  Sha256Digest root;
  std::ranges::copy(levels_.back(), root.begin());
  return root;
}

}  // namespace repoint::list
