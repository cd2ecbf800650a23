// What an edit was asked to do, to be held against what it did: before a hive is written, its tree
// may differ from the old one by nothing else.
#ifndef REPOINT_HIVE_INTENT_H_
#define REPOINT_HIVE_INTENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "hive/image.h"

namespace repoint::hive {

// Takes note of the calls of an Editor, in their order.
class Intent {
 public:
  void SetValue(std::u16string_view path, std::u16string_view name, uint32_t type, ByteView data);
  void CreateKey(std::u16string_view path);
  void DeleteValue(std::u16string_view path, std::u16string_view name);
  void DeleteKey(std::u16string_view path);

  // kInternal, naming key and value, where `after` is not `before` with these changes.
  Status Check(const Image& before, const Image& after) const;

 private:
  enum class Verb { kSetValue, kCreateKey, kDeleteValue, kDeleteKey };
  struct Data {
    uint32_t type = 0;
    Bytes bytes;
    friend bool operator==(const Data&, const Data&) = default;
  };
  struct Step {
    Verb verb;
    std::u16string path, value;  // upper-cased
    Data data{};
  };

  static Result<std::optional<Data>> ReadFrom(const Image& image, std::u16string_view path,
                                              std::u16string_view value);
  // What these steps leave of what was there.
  std::optional<Data> ValueAfter(std::u16string_view path, std::u16string_view value,
                                 std::optional<Data> data) const;
  bool KeyAfter(std::u16string_view path, bool exists) const;
  Status CheckValue(const Image& before, const Image& after, std::u16string_view path,
                    std::u16string_view value) const;
  Status CheckKey(const Image& before, const Image& after, std::u16string_view path) const;

  std::vector<Step> steps_;
};

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_INTENT_H_
