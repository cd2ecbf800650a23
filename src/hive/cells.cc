#include "hive/cells.h"

#include <fmt/format.h>

namespace repoint::hive {
namespace {

std::unexpected<Error> Broken(uint32_t at, std::string_view what) {
  return Fail(ErrorCode::kDamaged, fmt::format("the hive is damaged: no {} at {:#x}", what, at));
}

Status CellsOfBin(const Image& image, uint32_t at, uint32_t end,
                  const std::function<Status(const CellView&)>& visit) {
  while (at < end) {
    REPOINT_ASSIGN(const ByteView head, image.Bins(at, cell::kHeader));
    const uint32_t word = *LoadU32(head, 0);
    const bool is_free = (word & 0x80000000) == 0;
    const uint32_t size = is_free ? word : 0 - word;
    if (size < cell::kUnit || size % cell::kUnit != 0 || size > end - at) {
      return Broken(at, "cell");
    }
    REPOINT_ASSIGN(const ByteView contents, image.Bins(at + cell::kHeader, size - cell::kHeader));
    REPOINT_TRY(visit({at, size, is_free, contents}));
    at += size;
  }
  return {};
}

}  // namespace

Status ForEachCell(const Image& image, const std::function<Status(const CellView&)>& visit) {
  for (uint32_t at = 0; at < image.bins_size();) {
    REPOINT_ASSIGN(const ByteView head, image.Bins(at, bin::kHeader));
    const uint32_t length = *LoadU32(head, bin::kLength);
    if (AsChars(head.first(4)) != "hbin" || *LoadU32(head, bin::kOffset) != at || length == 0 ||
        length % kPage != 0 || length > image.bins_size() - at) {
      return Broken(at, "bin");
    }
    REPOINT_TRY(CellsOfBin(image, at + bin::kHeader, at + length, visit));
    at += length;
  }
  return {};
}

std::string_view SignatureOf(ByteView contents) {
  static constexpr std::string_view kKnown[] = {"nk", "vk", "sk", "lf", "lh", "li", "ri", "db"};
  for (const std::string_view known : kKnown) {
    if (AsChars(contents).starts_with(known)) return known;
  }
  return {};
}

}  // namespace repoint::hive
