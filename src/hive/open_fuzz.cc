// Any bytes as a hive: opened, checked, read whole, compared. One that the check calls sound is
// read without an error and can be edited, and is sound afterwards: else the check misses something
// that the editor relies on.
#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "hive/check.h"
#include "hive/compare.h"
#include "hive/editor.h"
#include "hive/walk.h"

namespace {

using namespace repoint;
using namespace repoint::hive;

void Put(Bytes& hive, size_t at, uint32_t number) {
  const Bytes bytes = ByteWriter().U32(number).Release();
  std::ranges::copy(bytes, hive.begin() + static_cast<ptrdiff_t>(at));
}

// Without this little behind the first 512 bytes would ever be reached.
void RightBaseBlock(Bytes& hive) {
  Put(hive, base_block::kSecondarySequence, *LoadU32(hive, base_block::kPrimarySequence));
  Put(hive, base_block::kChecksum, BaseBlockChecksum(hive));
}

bool Expected(const Status& status) {
  return status || status.error().code == ErrorCode::kUsage ||
         status.error().code == ErrorCode::kDenied ||
         status.error().code == ErrorCode::kUnsupported;
}

void Edit(Image& image) {
  std::vector<std::u16string> paths;
  const Key root = ReadRoot(image).value();
  if (!Walk(image, root, u"", [&](WalkedKey& key) -> Status {
        if (paths.size() < 4) paths.push_back(key.path);
        return {};
      })) {
    std::abort();
  }
  auto editor = Editor::Begin(image, 1);
  if (!editor) std::abort();
  for (const std::u16string& path : paths) {
    // What a name cannot lead to (one with a '\' or without a unit in it) is made anew.
    for (const size_t size : {size_t{0}, size_t{30}, size_t{17000}}) {
      if (!Expected(editor->SetValue(path, u"value", 3, Bytes(size, 1)))) std::abort();
    }
    if (!Expected(editor->CreateKey(path + (path.empty() ? u"" : u"\\") + u"made"))) std::abort();
    if (!Expected(editor->DeleteValue(path, u"value"))) std::abort();
  }
  if (!Expected(editor->DeleteKey(paths.back()))) std::abort();
  if (!CheckSound(image)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Bytes hive(data, data + size);
  if (hive.size() >= base_block::kSize) RightBaseBlock(hive);
  auto image = Image::FromBytes(std::move(hive));
  if (!image) return 0;
  const bool sound = CheckSound(*image).has_value();
  const auto root = ReadRoot(*image);
  const bool read =
      root && Walk(*image, *root, u"", [](WalkedKey&) -> Status { return {}; }).has_value();
  const auto changes = Compare(*image, *image);
  if (changes && !changes->empty()) std::abort();
  if (!sound) return 0;
  if (!read || !changes) std::abort();
  if (image->CheckWritable()) Edit(*image);
  return 0;
}
