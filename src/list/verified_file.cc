#include "list/verified_file.h"

#include <algorithm>

namespace repoint::list {
namespace {

constexpr size_t kKeptBlocks = 16;
constexpr size_t kKeptNodes = 32;

}  // namespace

VerifiedFile::VerifiedFile(ReadableFile& list, ReadableFile& index, const IndexHeader& header)
    : list_(list),
      index_(index),
      header_(header),
      level_count_(TreeLevels(header.list_bytes).size()) {}

// What a block (level 0) or a node (level of its parent) must hash to.
Result<Sha256Digest> VerifiedFile::Expected(size_t level, uint64_t child) {
  if (level == level_count_) return header_.root;
  REPOINT_ASSIGN(const Bytes* const node, Node(level, child / kChildren));
  Sha256Digest digest;
  std::copy_n(node->begin() + static_cast<ptrdiff_t>(child % kChildren * kDigestBytes),
              digest.size(), digest.begin());
  return digest;
}

Result<const Bytes*> VerifiedFile::Node(size_t level, uint64_t number) {
  const auto key = std::pair(level, number);
  if (const auto known = nodes_.find(key); known != nodes_.end()) return &known->second;
  REPOINT_ASSIGN(const Sha256Digest expected, Expected(level + 1, number));
  REPOINT_ASSIGN(Bytes node, index_.ReadAt(NodeOffset(header_, level, number), kBlockBytes));
  REPOINT_ASSIGN(const Sha256Digest actual, BlockDigest(node));
  if (node.size() != kBlockBytes || actual != expected) {
    fault_ = Fault::kBadIndex;
    return Fail(ErrorCode::kDamaged, "the index of the list is damaged");
  }
  if (nodes_.size() >= kKeptNodes) nodes_.clear();
  return &(nodes_[key] = std::move(node));
}

Result<const Bytes*> VerifiedFile::Block(uint64_t number) {
  if (const auto known = blocks_.find(number); known != blocks_.end()) return &known->second;
  REPOINT_ASSIGN(const Sha256Digest expected, Expected(0, number));
  const uint64_t offset = number * kBlockBytes;
  const uint64_t wanted = std::min<uint64_t>(kBlockBytes, header_.list_bytes - offset);
  REPOINT_ASSIGN(Bytes block, list_.ReadAt(offset, static_cast<size_t>(wanted)));
  REPOINT_ASSIGN(const Sha256Digest actual, BlockDigest(block));
  if (block.size() != wanted || actual != expected) {
    fault_ = Fault::kEdited;
    return Fail(ErrorCode::kDamaged,
                "the list was edited by hand after its index was made: a row that was read does "
                "not belong to it; export the list again");
  }
  if (blocks_.size() >= kKeptBlocks) blocks_.clear();
  return &(blocks_[number] = std::move(block));
}

Result<Bytes> VerifiedFile::ReadAt(uint64_t offset, size_t count) {
  Bytes out;
  if (offset >= size()) return out;
  const uint64_t end = offset + std::min<uint64_t>(count, size() - offset);
  while (offset < end) {
    REPOINT_ASSIGN(const Bytes* const block, Block(offset / kBlockBytes));
    const uint64_t from = offset % kBlockBytes;
    const uint64_t take = std::min<uint64_t>(block->size() - from, end - offset);
    const auto begin = block->begin() + static_cast<ptrdiff_t>(from);
    out.insert(out.end(), begin, begin + static_cast<ptrdiff_t>(take));
    offset += take;
  }
  return out;
}

}  // namespace repoint::list
