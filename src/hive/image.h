// The bytes of a hive: the only place that turns an offset into bytes. Whatever stands in the file,
// no view leaves its cell or the hive.
//
// An image reads lazily, a page when it is first asked for: to look for one key among thousands
// touches a few pages. Many such reads, and the rest is read at once. It becomes writable with
// LoadAll, and knows from then on which pages were written. One thread.
#ifndef REPOINT_HIVE_IMAGE_H_
#define REPOINT_HIVE_IMAGE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/files.h"
#include "base/result.h"
#include "hive/format.h"

namespace repoint::hive {

// What the first 512 bytes of a hive or log say of it.
struct BaseBlock {
  uint32_t primary_sequence = 0, secondary_sequence = 0;
  uint64_t last_written = 0;  // FILETIME
  uint32_t major = 0, minor = 0;
  uint32_t type = 0;
  uint32_t root_cell = 0;
  uint32_t bins_size = 0;  // bytes
  uint32_t flags = 0;      // 0 in hives that have no such field
  bool checksum_holds = false;

  // Whether the last write was interrupted: what is in the logs is missing here.
  bool IsDirty() const { return !checksum_holds || primary_sequence != secondary_sequence; }

  // kDamaged when the bytes are no base block, kUnsupported for a hive of Windows 9x ("CREG").
  static Result<BaseBlock> Decode(ByteView bytes);
};

class Image {
 public:
  // A clean hive: kConflict when it is dirty (log.h), kDamaged when the file is shorter than the
  // hive that it holds. kUnsupported for another version of the format, and for the log of a hive.
  static Result<Image> Open(std::unique_ptr<ReadableFile> file);
  static Result<Image> FromBytes(Bytes bytes);

  Image(Image&&) = default;
  Image& operator=(Image&&) = default;

  const BaseBlock& base() const { return base_; }
  // Bytes of all bins together. Offsets are below it.
  uint32_t bins_size() const { return base_.bins_size; }
  bool HasBigData() const { return base_.minor >= db::kFirstMinor; }
  // kUnsupported with the reason when nothing may be written: a transaction holds it, layered keys,
  // a minor version that we do not write.
  Status CheckWritable() const;

  // The contents of an allocated cell, behind its size. kDamaged when there is none.
  Result<ByteView> Cell(uint32_t offset) const;
  // The same for an image of which all bins were read: an empty view where there is none. Fast, for
  // walks through all of a hive.
  ByteView CellOrEmpty(uint32_t offset) const {
    if (offset % cell::kUnit != 0 || offset >= base_.bins_size) return {};
    const ByteView all = bytes().subspan(base_block::kFileSize + offset);
    const uint32_t word = U32At(all, 0);
    const uint32_t size = 0 - word;
    if ((word & 0x80000000) == 0 || size < cell::kUnit || size > all.size()) return {};
    return all.subspan(cell::kHeader, size - cell::kHeader);
  }
  // The same, with `size` bytes at least and, when `magic` is not 0, beginning with it.
  Result<ByteView> Cell(uint32_t offset, uint32_t size, uint16_t magic) const;
  // Raw bytes of the bins. Views of an image hold until it grows.
  Result<ByteView> Bins(uint32_t offset, uint32_t size) const;

  // --- For the editor and the commit, after LoadAll.

  // Reads what was not read yet, and lets go of the file.
  Status LoadAll();
  // A copy, with nothing written.
  Image Clone() const;
  // The whole hive: base block and bins, without what may stand behind them in the file.
  ByteView bytes() const { return {bytes_.get(), base_block::kFileSize + base_.bins_size}; }
  // Writes within the bins and remembers their pages. What is outside is kInternal.
  Status Write(uint32_t offset, ByteView bytes);
  // Appends a bin of `size` bytes (a multiple of kPage), one free cell; returns its offset. kIo
  // when the hive would have 2 GiB.
  Result<uint32_t> AppendBin(uint32_t size);
  // Pages of the bins that were written since LoadAll or MarkClean, joined: offset and size.
  std::vector<std::pair<uint32_t, uint32_t>> DirtyRuns() const;
  // From now on nothing counts as written.
  void MarkClean() { dirty_.assign(dirty_.size(), false); }
  // Sets both sequence numbers, the size and the checksum in the base block. `primary` and
  // `secondary` differ while a write is under way.
  void SetSequences(uint32_t primary, uint32_t secondary);
  void SetLastWritten(uint64_t filetime);

 private:
  Image() = default;

  Status Load(size_t begin, size_t end) const;

  // The memory of a page is touched when the page is read, no sooner.
  std::unique_ptr<uint8_t[]> bytes_;
  size_t capacity_ = 0;
  BaseBlock base_;
  // Lazy reading; no file: everything is there.
  std::unique_ptr<ReadableFile> file_;
  mutable std::vector<bool> loaded_;  // by page of the file
  mutable int reads_ = 0;
  std::vector<bool> dirty_;  // by page of the bins
};

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_IMAGE_H_
