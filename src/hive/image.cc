#include "hive/image.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace repoint::hive {
namespace {

// Offsets are below 2 GiB: the top bit tells stable cells from volatile ones.
constexpr uint32_t kMaxBins = 0x7FFFF000;
// Room for an edit that adds a little, so that the image need not move.
constexpr size_t kSpareBytes = 64 * 1024;
// Whoever asks for so many pages one by one will ask for more: the rest is then read at once.
constexpr int kReadsByPage = 32;

void Put32(uint8_t* at, uint32_t number) {
  for (int i = 0; i < 4; ++i) at[i] = static_cast<uint8_t>(number >> (8 * i));
}

std::unexpected<Error> NoCell(uint32_t offset, std::string_view why) {
  return Fail(ErrorCode::kDamaged, fmt::format("the hive is damaged: cell {:#x} {}", offset, why));
}

}  // namespace

Result<BaseBlock> BaseBlock::Decode(ByteView bytes) {
  if (bytes.empty()) return Fail(ErrorCode::kDamaged, "the file is empty: this is no hive");
  const std::string_view text = AsChars(bytes.first(std::min<size_t>(bytes.size(), 4)));
  if (text == "CREG") {
    return Fail(
        ErrorCode::kUnsupported,
        "this is a registry file of Windows 95, 98 or Me: export it there with regedit, and "
        "use -RegFile");
  }
  if (text != "regf") return Fail(ErrorCode::kDamaged, "this is no registry hive");
  if (bytes.size() < base_block::kSize) {
    return Fail(ErrorCode::kDamaged, "the hive is cut short within its first 512 bytes");
  }
  const auto number = [&](size_t at) { return *LoadU32(bytes, at); };
  BaseBlock base;
  base.primary_sequence = number(base_block::kPrimarySequence);
  base.secondary_sequence = number(base_block::kSecondarySequence);
  base.last_written = *LoadU64(bytes, base_block::kLastWritten);
  base.major = number(base_block::kMajor);
  base.minor = number(base_block::kMinor);
  base.type = number(base_block::kType);
  base.root_cell = number(base_block::kRootCell);
  base.bins_size = number(base_block::kBinsSize);
  if (AsChars(bytes.subspan(base_block::kTransactions, 4)) == "rmtm") {
    base.flags = number(base_block::kFlags);
  }
  base.checksum_holds = BaseBlockChecksum(bytes) == number(base_block::kChecksum);
  return base;
}

Result<Image> Image::Open(std::unique_ptr<ReadableFile> file) {
  REPOINT_ASSIGN(const Bytes head, file->ReadAt(0, base_block::kFileSize));
  Image image;
  REPOINT_ASSIGN(image.base_, BaseBlock::Decode(head));
  const BaseBlock& base = image.base_;
  if (base.IsDirty()) {
    return Fail(ErrorCode::kConflict,
                "the last write to this hive was interrupted, and its logs were not replayed");
  }
  if (base.type != base_block::kTypePrimary) {
    return Fail(ErrorCode::kUnsupported, "this is the log of a hive, not the hive");
  }
  if (base.major != 1 || base.minor < 2 || base.minor > 6) {
    return Fail(
        ErrorCode::kUnsupported,
        fmt::format("version {}.{} of the hive format is not known", base.major, base.minor));
  }
  const uint64_t size = uint64_t{base.bins_size} + base_block::kFileSize;
  if (base.bins_size == 0 || base.bins_size > kMaxBins || base.bins_size % kPage != 0) {
    return Fail(ErrorCode::kDamaged,
                fmt::format("the hive is damaged: {} bytes of bins", base.bins_size));
  }
  if (file->size() < size) {
    return Fail(ErrorCode::kDamaged,
                fmt::format("the hive is cut short: {} of {} bytes", file->size(), size));
  }
  image.capacity_ = size;
  image.bytes_ = std::make_unique_for_overwrite<uint8_t[]>(image.capacity_);
  std::ranges::copy(head, image.bytes_.get());
  image.loaded_.assign(size / kPage, false);
  image.loaded_[0] = true;
  image.file_ = std::move(file);
  return image;
}

namespace {

class BytesFile : public ReadableFile {
 public:
  explicit BytesFile(Bytes bytes) : bytes_(std::move(bytes)) {}
  uint64_t size() const override { return bytes_.size(); }
  Result<Bytes> ReadAt(uint64_t offset, size_t count) override {
    const size_t begin = std::min<uint64_t>(offset, bytes_.size());
    return ToBytes(ByteView(bytes_).subspan(begin, std::min(count, bytes_.size() - begin)));
  }

 private:
  Bytes bytes_;
};

}  // namespace

Result<Image> Image::FromBytes(Bytes bytes) {
  REPOINT_ASSIGN(Image image, Open(std::make_unique<BytesFile>(std::move(bytes))));
  REPOINT_TRY(image.LoadAll());
  return image;
}

Status Image::CheckWritable() const {
  if ((base_.flags & base_block::kFlagLocked) != 0) {
    return Fail(ErrorCode::kUnsupported,
                "a transaction was under way when this hive was last used: let its user log on and "
                "off once, then try again");
  }
  if ((base_.flags & base_block::kFlagLayered) != 0 && base_.minor >= 6) {
    return Fail(ErrorCode::kUnsupported,
                "this is a differencing hive (its keys are layers over another hive): it is only "
                "read");
  }
  if (base_.minor < 3) {
    return Fail(ErrorCode::kUnsupported,
                fmt::format("version 1.{} of the hive format is only read", base_.minor));
  }
  return {};
}

Status Image::Load(size_t begin, size_t end) const {
  size_t page = begin / kPage;
  const size_t last = (end + kPage - 1) / kPage;
  while (page < last) {
    if (loaded_[page]) {
      ++page;
      continue;
    }
    if (++reads_ == kReadsByPage) return Load(0, loaded_.size() * kPage);
    size_t run = page;
    while (run < last && !loaded_[run]) ++run;
    const std::span<uint8_t> into(bytes_.get() + page * kPage, (run - page) * kPage);
    REPOINT_ASSIGN(const size_t read, file_->ReadInto(page * kPage, into));
    if (read != into.size()) {
      return Fail(ErrorCode::kConflict, "the hive became shorter while it was read: try again");
    }
    for (; page < run; ++page) loaded_[page] = true;
  }
  return {};
}

Status Image::LoadAll() {
  if (file_) REPOINT_TRY(Load(0, loaded_.size() * kPage));
  file_.reset();
  loaded_.clear();
  dirty_.assign(base_.bins_size / kPage, false);
  return {};
}

Image Image::Clone() const {
  Image copy;
  copy.base_ = base_;
  copy.capacity_ = bytes().size();
  copy.bytes_ = std::make_unique_for_overwrite<uint8_t[]>(copy.capacity_);
  std::memcpy(copy.bytes_.get(), bytes_.get(), copy.capacity_);
  copy.dirty_.assign(base_.bins_size / kPage, false);
  return copy;
}

Result<ByteView> Image::Bins(uint32_t offset, uint32_t size) const {
  if (offset > base_.bins_size || size > base_.bins_size - offset) {
    return Fail(
        ErrorCode::kDamaged,
        fmt::format("the hive is damaged: {} bytes at {:#x} lie outside of it", size, offset));
  }
  const size_t begin = base_block::kFileSize + size_t{offset};
  if (file_) REPOINT_TRY(Load(begin, begin + size));
  return ByteView(bytes_.get() + begin, size);
}

Result<ByteView> Image::Cell(uint32_t offset) const {
  if (offset % cell::kUnit != 0 || offset >= base_.bins_size) return NoCell(offset, "is none");
  REPOINT_ASSIGN(const ByteView head, Bins(offset, cell::kHeader));
  const uint32_t word = *LoadU32(head, 0);
  const uint32_t size = 0 - word;
  if ((word & 0x80000000) == 0) return NoCell(offset, "is free, and yet in use");
  if (size < cell::kUnit || size % cell::kUnit != 0 || size > base_.bins_size - offset) {
    return NoCell(offset, fmt::format("has {} bytes", size));
  }
  return Bins(offset + cell::kHeader, size - cell::kHeader);
}

Result<ByteView> Image::Cell(uint32_t offset, uint32_t size, uint16_t magic) const {
  REPOINT_ASSIGN(const ByteView contents, Cell(offset));
  if (contents.size() < size) return NoCell(offset, "is too small");
  if (magic != 0 && *LoadU16(contents, 0) != magic) {
    return NoCell(offset, fmt::format("is no {}{}", static_cast<char>(magic & 0xFF),
                                      static_cast<char>(magic >> 8)));
  }
  return contents;
}

Status Image::Write(uint32_t offset, ByteView bytes) {
  if (file_ || offset > base_.bins_size || bytes.size() > base_.bins_size - offset) {
    return Fail(ErrorCode::kInternal, fmt::format("a write outside of the hive, at {:#x}", offset));
  }
  if (bytes.empty()) return {};
  std::memmove(bytes_.get() + base_block::kFileSize + offset, bytes.data(), bytes.size());
  const size_t last = (offset + bytes.size() - 1) / kPage;
  for (size_t page = offset / kPage; page <= last; ++page) dirty_[page] = true;
  return {};
}

Result<uint32_t> Image::AppendBin(uint32_t size) {
  if (file_ || size == 0 || size % kPage != 0) {
    return Fail(ErrorCode::kInternal, fmt::format("a bin of {} bytes", size));
  }
  if (size > kMaxBins - base_.bins_size) {
    return Fail(ErrorCode::kIo, "the hive would become larger than 2 GiB");
  }
  const uint32_t offset = base_.bins_size;
  const size_t used = bytes().size();
  if (used + size > capacity_) {
    capacity_ = used + size + kSpareBytes;
    auto larger = std::make_unique_for_overwrite<uint8_t[]>(capacity_);
    std::memcpy(larger.get(), bytes_.get(), used);
    bytes_ = std::move(larger);
  }
  uint8_t* const at = bytes_.get() + used;
  std::memset(at, 0, size);
  std::ranges::copy(AsBytes("hbin"), at + bin::kSignature);
  Put32(at + bin::kOffset, offset);
  Put32(at + bin::kLength, size);
  Put32(at + bin::kHeader, size - static_cast<uint32_t>(bin::kHeader));
  base_.bins_size += size;
  dirty_.resize(base_.bins_size / kPage, true);
  Put32(bytes_.get() + base_block::kBinsSize, base_.bins_size);
  return offset;
}

std::vector<std::pair<uint32_t, uint32_t>> Image::DirtyRuns() const {
  std::vector<std::pair<uint32_t, uint32_t>> runs;
  for (uint32_t page = 0; page < dirty_.size(); ++page) {
    if (!dirty_[page]) continue;
    const uint32_t offset = page * kPage;
    if (!runs.empty() && runs.back().first + runs.back().second == offset) {
      runs.back().second += kPage;
    } else {
      runs.emplace_back(offset, kPage);
    }
  }
  return runs;
}

void Image::SetSequences(uint32_t primary, uint32_t secondary) {
  base_.primary_sequence = primary;
  base_.secondary_sequence = secondary;
  Put32(bytes_.get() + base_block::kPrimarySequence, primary);
  Put32(bytes_.get() + base_block::kSecondarySequence, secondary);
  Put32(bytes_.get() + base_block::kChecksum, BaseBlockChecksum({bytes_.get(), base_block::kSize}));
}

void Image::SetLastWritten(uint64_t filetime) {
  base_.last_written = filetime;
  Put32(bytes_.get() + base_block::kLastWritten, static_cast<uint32_t>(filetime));
  Put32(bytes_.get() + base_block::kLastWritten + 4, static_cast<uint32_t>(filetime >> 32));
}

}  // namespace repoint::hive
