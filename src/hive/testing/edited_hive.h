// A hive under edit in a test.
#ifndef REPOINT_HIVE_TESTING_EDITED_HIVE_H_
#define REPOINT_HIVE_TESTING_EDITED_HIVE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "hive/editor.h"
#include "hive/image.h"

namespace repoint::hive {

class EditedHive {
 public:
  static constexpr uint64_t kNow = 0x01DA'0000'0000'0000;  // FILETIME

  // Aborts the test program when it cannot be edited.
  explicit EditedHive(Bytes bytes)
      : image_(std::make_unique<Image>(Image::FromBytes(std::move(bytes)).value())),
        editor_(Editor::Begin(*image_, kNow).value()) {}

  const Image& image() const { return *image_; }
  Editor& editor() { return editor_; }

  // Of a value; nullopt when it is not there.
  std::optional<Bytes> Data(std::u16string_view path, std::u16string_view name) const;
  std::vector<std::u16string> ValueNames(std::u16string_view path) const;
  // The file that a commit would write.
  Bytes File() const;
  // No damage, no free cells side by side, and the same when the bytes are opened anew.
  void ExpectSound() const;

 private:
  std::unique_ptr<Image> image_;
  Editor editor_;
};

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_TESTING_EDITED_HIVE_H_
