#include "hive/walk.h"

#include <algorithm>
#include <ranges>
#include <utility>

namespace repoint::hive {
namespace {

struct Pending {
  uint32_t cell = kNone;
  std::u16string parent;  // its path
  size_t depth = 0;
};

std::unexpected<Error> Repeated() {
  return Fail(ErrorCode::kDamaged,
              "the hive is damaged: its lists lead to the same cells again and again");
}

// What a walk may still meet: in a sound hive each byte belongs to one thing.
class Room {
 public:
  explicit Room(const Image& image) : bytes_(image.bins_size()) {}

  Status Take(uint64_t bytes) {
    if (bytes > bytes_) return Repeated();
    bytes_ -= bytes;
    return {};
  }

 private:
  uint64_t bytes_;
};

Result<std::vector<WalkedValue>> ReadValues(const Image& image, const Key& key, Room& room) {
  REPOINT_ASSIGN(const std::vector<uint32_t> cells, ValueCells(image, key));
  REPOINT_TRY(room.Take(cells.size() * 4));
  std::vector<WalkedValue> values;
  for (const uint32_t cell : cells) {
    WalkedValue walked;
    REPOINT_ASSIGN(walked.value, ReadValue(image, cell));
    REPOINT_TRY(room.Take(vk::kName + (walked.value.is_inline ? 0 : walked.value.size)));
    REPOINT_ASSIGN(walked.data, ReadData(image, walked.value));
    values.push_back(std::move(walked));
  }
  return values;
}

std::u16string Below(const std::u16string& parent, std::u16string_view name) {
  std::u16string path = parent;
  if (!path.empty()) path += u'\\';
  return path += name;
}

}  // namespace

Status Walk(const Image& image, const Key& from, std::u16string_view path,
            const std::function<Status(WalkedKey&)>& visit) {
  const size_t above = path.empty() ? 0 : 1 + static_cast<size_t>(std::ranges::count(path, u'\\'));
  Room room(image);
  std::vector<Pending> pending{{from.cell, {}, 0}};
  while (!pending.empty()) {
    const Pending at = std::move(pending.back());
    pending.pop_back();
    if (above + at.depth > kMaxDepth) {
      return Fail(ErrorCode::kDamaged, "keys are nested deeper than 512");
    }
    REPOINT_TRY(room.Take(nk::kName));
    WalkedKey walked;
    REPOINT_ASSIGN(walked.key, ReadKey(image, at.cell));
    walked.path = at.depth == 0 ? std::u16string(path) : Below(at.parent, walked.key.name);
    walked.depth = at.depth;
    REPOINT_ASSIGN(walked.values, ReadValues(image, walked.key, room));
    REPOINT_ASSIGN(const std::vector<uint32_t> cells, SubkeyCells(image, walked.key));
    REPOINT_TRY(room.Take(cells.size() * 4));
    for (const uint32_t cell : std::views::reverse(cells)) {
      pending.push_back({cell, walked.path, at.depth + 1});
    }
    REPOINT_TRY(visit(walked));
  }
  return {};
}

}  // namespace repoint::hive
